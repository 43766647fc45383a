/** Turns the logarithms at `start … start + count − 1` into shares that add up to 1, in place; answers the logarithm of their sum. */
export const softmaxAt = (values: Float64Array, start: number, count: number): number => {
  let most = -Infinity;
  for (let at = start; at < start + count; at += 1) if (values[at]! > most) most = values[at]!;
  let sum = 0;
  for (let at = start; at < start + count; at += 1) {
    const share = Math.exp(values[at]! - most);
    values[at] = share;
    sum += share;
  }
  for (let at = start; at < start + count; at += 1) values[at]! /= sum;
  return most + Math.log(sum);
};
