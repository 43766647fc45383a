/**
 * Splits a total into whole parts in proportion to the weights (Hamilton's method): each part is the exact share rounded
 * down or up, and the parts add up to the total. What is left after rounding down goes to the largest remainders; ties go
 * to the earlier part. Weights are integers, not negative; all zero gives all zero.
 */
export const largestRemainder = (total: number, weights: readonly number[]): readonly number[] => {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const shares = weights.map((weight, part) => {
    const exact = BigInt(total) * BigInt(weight);
    return { part, whole: Number(exact / sum), remainder: exact % sum };
  });
  const missing = total - shares.reduce((all, share) => all + share.whole, 0);
  const raised = new Set(
    shares
      .toSorted((a, b) => (a.remainder === b.remainder ? a.part - b.part : a.remainder > b.remainder ? -1 : 1))
      .slice(0, missing)
      .map((share) => share.part),
  );
  return shares.map(({ part, whole }) => whole + (raised.has(part) ? 1 : 0));
};
