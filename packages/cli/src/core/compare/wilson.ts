/** Two-sided 95 %: the normal quantile of 0.975. */
export const z95 = 1.959963984540054;

/** A share with the limits of its confidence interval; `low <= rate <= high`, all between 0 and 1. */
export interface RateInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The score interval for `right` of `seen`; undefined where nothing was seen. `right` may be fractional (an item judged
 * twice, once rightly, counts one half): the interval is then a little wide, never narrow.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212; method 3 of
 * R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998) 857-872.
 */
export const wilson = (right: number, seen: number, z: number = z95): RateInterval | undefined => {
  if (seen <= 0) return undefined;
  const rate = right / seen;
  const z2 = z * z;
  const middle = (2 * right + z2) / (2 * (seen + z2));
  const reach = (z * Math.sqrt(z2 + 4 * right * (1 - rate))) / (2 * (seen + z2));
  return { rate, low: right <= 0 ? 0 : Math.max(0, middle - reach), high: right >= seen ? 1 : Math.min(1, middle + reach) };
};
