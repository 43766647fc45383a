import type { Answer } from "./exchange.ts";
import type { Rewrite } from "./wire.ts";

const huge = "123456789012345678901234567890";
const token = "kit-huge-number";

/** Adds numbers no double can hold to the answer, its entries and nowhere deeper: what is deeper may be a map whose keys mean something. */
export const withHugeNumbers: Rewrite = {
  answer: (answer) => {
    const parsed = parse(answer);
    if (parsed === undefined) return answer;
    return { ...answer, body: JSON.stringify(decorate(parsed.value)).replaceAll(`"${token}"`, huge) };
  },
};

const decorate = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(addField);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, Array.isArray(inner) ? inner.map(addField) : inner] as const);
  return addField(Object.fromEntries(entries));
};

const addField = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value, kit_sequence: token } : value;

const parse = ({ body }: Answer): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
};

/** Every unit's id as an unquoted whole number beyond 2^53, and back again. */
export interface HugeIds {
  readonly rewrite: Rewrite;
  /** The vendor's own id behind a number, as text. */
  readonly original: (digits: string) => string | undefined;
}

/** `refs` tells the ids of everything the vendor holds by now. */
export const hugeIds = (refs: () => Promise<readonly string[]>): HugeIds => {
  const byRef = new Map<string, string>();
  const byDigits = new Map<string, string>();
  const learn = async (): Promise<void> => {
    for (const ref of await refs()) {
      if (byRef.has(ref)) continue;
      // Odd and beyond 2^53: as a double each becomes one of its neighbours.
      const digits = String(9_007_199_254_740_993n + 2n * BigInt(byRef.size));
      byRef.set(ref, digits);
      byDigits.set(digits, ref);
    }
  };
  const back = (text: string): string => text.replace(/90071992547\d{5}/g, (digits) => byDigits.get(digits) ?? digits);
  return {
    original: (digits) => byDigits.get(digits),
    rewrite: {
      request: ({ path, body }) => ({ path: back(path), body: back(body) }),
      answer: async (answer) => {
        await learn();
        let { body } = answer;
        for (const [ref, digits] of byRef) body = body.replaceAll(JSON.stringify(ref), digits);
        return { ...answer, body };
      },
    },
  };
};
