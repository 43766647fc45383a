/** Outside strings, a run of digits that a double may not hold. Inside a string it costs one careful parse, no harm. */
const longNumber = /[:[,]\s*-?\d{16,}/;

/**
 * Parses JSON text; undefined when it is not JSON (an HTML page, a truncated answer). Whole numbers beyond 2^53 come out as
 * strings, so that an id keeps its last digits.
 */
export const parseJson = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: longNumber.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? context?.source : value;
