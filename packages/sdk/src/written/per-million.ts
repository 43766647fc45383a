/**
 * A share as whole parts per million: 0.4 is 400,000. Goes through the decimal text, never through a product of floats
 * (0.57 × 1,000,000 is 569,999.99…). What is finer than a millionth is cut off, so a cap never becomes wider than written.
 */
export const perMillion = (share: number): number => {
  const [whole = "0", fraction = ""] = share.toFixed(12).split(".");
  return Number(whole) * 1_000_000 + Number(fraction.slice(0, 6));
};

/** A share as people write it, `0.05` or `5%`, as parts per million. Expects one of the two forms; anything else is 0. */
export const sharePerMillion = (share: number | string): number =>
  typeof share === "number" ? perMillion(share) : (parsePercent(share) ?? 0);

/** Reads `30%` or `12.5%` as parts per million (300,000). Returns undefined for anything else. */
export const parsePercent = (text: string): number | undefined => {
  const found = /^(\d{1,5})(?:\.(\d{1,4}))?\s?%$/.exec(text.trim());
  if (!found) return undefined;
  const [, whole = "0", fraction = ""] = found;
  return Number(whole) * 10_000 + Number(fraction.padEnd(4, "0"));
};
