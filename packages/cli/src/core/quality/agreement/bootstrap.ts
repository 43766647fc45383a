import { streamOf } from "../numeric/seeded.ts";

/** A figure with the limits of its interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** What is drawn: items, with replacement. */
  readonly count: number;
  readonly resamples: number;
  readonly seed: number;
  /** Two-sided; default 0.95. */
  readonly level?: number;
}

/**
 * Percentile interval of a figure over resampled items; `figure` gets how often each item was drawn, undefined for the items as they are. Resamples without a
 * figure are left out. Undefined where the figure is. B. Efron, R. J. Tibshirani, "An introduction to the bootstrap", 1993, §13.3.
 */
export const bootstrapInterval = (
  figure: (times: Int32Array | undefined) => number | undefined,
  { count, resamples, seed, level = 0.95 }: BootstrapOptions,
): Interval | undefined => {
  const value = figure(undefined);
  if (value === undefined) return undefined;
  const next = streamOf(seed);
  const drawn: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    const times = new Int32Array(count);
    for (let draw = 0; draw < count; draw += 1) times[Math.floor(next() * count)]! += 1;
    const again = figure(times);
    if (again !== undefined) drawn.push(again);
  }
  const sorted = Float64Array.from(drawn).sort();
  if (sorted.length === 0) return { value, low: value, high: value };
  return { value, low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
};

/** Of sorted values, between the two nearest. */
const quantile = (sorted: Float64Array, share: number): number => {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below]! + (at - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] ?? sorted[below]!) - sorted[below]!);
};

/** As many resamples as a second or so allows for a figure that reads `size` values: 1,000 for small data, never fewer than 50. */
export const resamplesFor = (size: number): number => Math.max(50, Math.min(1000, Math.floor(20_000_000 / Math.max(1, size))));
