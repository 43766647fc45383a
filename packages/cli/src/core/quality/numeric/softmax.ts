/** e to this power adds nothing to 1, with some room. */
const negligible = -50;

/** Turns the logarithms at `start … start + count − 1` into shares that add up to 1, in place; answers the logarithm of their sum. */
export const softmaxAt = (values: Float64Array, start: number, count: number): number => {
  let most = -Infinity;
  for (let at = start; at < start + count; at += 1) if (values[at]! > most) most = values[at]!;
  let sum = 0;
  for (let at = start; at < start + count; at += 1) {
    const below = values[at]! - most;
    // The highest is 1, and what is far below it is nothing: most exponentials need not be taken.
    const share = below === 0 ? 1 : below < negligible ? 0 : Math.exp(below);
    values[at] = share;
    sum += share;
  }
  if (sum === 1) return most;
  const part = 1 / sum;
  for (let at = start; at < start + count; at += 1) values[at]! *= part;
  return most + Math.log(sum);
};
