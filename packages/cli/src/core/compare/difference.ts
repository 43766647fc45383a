import { type RateInterval, wilson, z95 } from "./wilson.ts";

/** The difference of two shares, first minus second, with the limits of its confidence interval. */
export interface DifferenceInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface Counted {
  readonly right: number;
  readonly seen: number;
}

/**
 * The difference of two shares seen on separate items; undefined where either saw nothing.
 *
 * Method 10 of R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods",
 * Statistics in Medicine 17 (1998) 873-890.
 */
export const separateDifference = (a: Counted, b: Counted, z: number = z95): DifferenceInterval | undefined => {
  const first = wilson(a.right, a.seen, z);
  const second = wilson(b.right, b.seen, z);
  return first && second && differenceOf(first, second);
};

/** Two shares with intervals of their own, each by whatever method, seen independently of each other; Newcombe's square and add. */
export const differenceOf = (first: RateInterval, second: RateInterval): DifferenceInterval => {
  const difference = first.rate - second.rate;
  return {
    difference,
    low: difference - Math.hypot(first.rate - first.low, second.high - second.rate),
    high: difference + Math.hypot(first.high - first.rate, second.rate - second.low),
  };
};

/** How two vendors did on the items both answered. Counts may be fractional where an item has several judgments of a vendor. */
export interface PairedCounts {
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
}

/**
 * The difference of two shares seen on the same items; undefined where there are none.
 *
 * Method 10 of R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired data",
 * Statistics in Medicine 17 (1998) 2635-2650; worked example in D. G. Altman et al., Statistics with Confidence (2000), p. 52.
 */
export const pairedDifference = (counts: PairedCounts, z: number = z95): DifferenceInterval | undefined => {
  const { bothRight, onlyA, onlyB, neither } = counts;
  const items = bothRight + onlyA + onlyB + neither;
  const first = wilson(bothRight + onlyA, items, z);
  const second = wilson(bothRight + onlyB, items, z);
  if (!first || !second) return undefined;
  const phi = correlation(counts);
  const difference = (onlyA - onlyB) / items;
  return {
    difference,
    low: difference - reach(first.rate - first.low, second.high - second.rate, phi),
    high: difference + reach(first.high - first.rate, second.rate - second.low, phi),
  };
};

const reach = (x: number, y: number, phi: number): number => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));

/** Newcombe's estimate of the correlation: pulled towards zero where it is positive, so that small tables do not look certain. */
const correlation = ({ bothRight, onlyA, onlyB, neither }: PairedCounts): number => {
  const items = bothRight + onlyA + onlyB + neither;
  const margins = (bothRight + onlyA) * (onlyB + neither) * (bothRight + onlyB) * (onlyA + neither);
  if (margins <= 0) return 0;
  const excess = bothRight * neither - onlyA * onlyB;
  return (excess > 0 ? Math.max(excess - items / 2, 0) : excess) / Math.sqrt(margins);
};
