/**
 * P-values of several tests, each allowing for the others, in the order they came: with these, the chance of even one false alarm among them
 * stays below the level asked for.
 *
 * S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979) 65-70.
 */
export const holm = (pValues: readonly number[]): readonly number[] => {
  const order = pValues.map((_, index) => index).toSorted((x, y) => (pValues[x] ?? 0) - (pValues[y] ?? 0));
  const adjusted = Array.from({ length: pValues.length }, () => 1);
  let floor = 0;
  for (const [rank, index] of order.entries()) {
    floor = Math.min(1, Math.max(floor, (pValues[index] ?? 1) * (pValues.length - rank)));
    adjusted[index] = floor;
  }
  return adjusted;
};
