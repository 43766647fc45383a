import type { QuantileInterval } from "./survival.ts";

/** One quantile over another; a limit is undefined where either interval is open on that side. */
export interface RatioInterval {
  readonly ratio: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/**
 * The ratio of two quantiles with limits recovered from their own limits, on the logarithm; undefined where either is not known or not
 * above zero.
 *
 * G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27 (2008)
 * 1693-1702 (MOVER).
 */
export const quantileRatio = (a: QuantileInterval, b: QuantileInterval): RatioInterval | undefined => {
  if (a.at === undefined || b.at === undefined || a.at <= 0 || b.at <= 0) return undefined;
  const middle = Math.log(a.at / b.at);
  const below = reach(a.at, a.low, b.at, b.high);
  const above = reach(a.at, a.high, b.at, b.low);
  return {
    ratio: a.at / b.at,
    low: below === undefined ? undefined : Math.exp(middle - below),
    high: above === undefined ? undefined : Math.exp(middle + above),
  };
};

const reach = (a: number, limitA: number | undefined, b: number, limitB: number | undefined): number | undefined =>
  limitA === undefined || limitB === undefined || limitA <= 0 || limitB <= 0
    ? undefined
    : Math.hypot(Math.log(a / limitA), Math.log(b / limitB));
