import type { Clustered } from "./clusters.ts";
import { streamOf } from "../quality/numeric/seeded.ts";

export interface BootstrapOptions {
  readonly seed: number;
  readonly replicates: number;
  /** What the variance has to come out at: resampling on two levels counts the noise of single judgments twice. */
  readonly variance: number;
}

/** More than this many clusters are drawn as one normal number: their sum is normal to more digits than anyone reads. */
const mostDrawn = 2000;

/**
 * Resamples items, and for each vendor workers, with replacement, and gives the sorted deviations of the sum from what was seen, scaled to the variance
 * asked for. The same seed gives the same numbers, whatever things are called and in whatever order they came: clusters are drawn by the rank of
 * their deviation. The shape (skewness, grain) is that of the facts; only the width is corrected.
 *
 * B. Efron, Annals of Statistics 7 (1979) 1-26; for two levels see {@link clusterVariance}.
 */
export const clusterBootstrap = ({ items, workers }: Clustered, { seed, replicates, variance }: BootstrapOptions): Float64Array => {
  const chance = streamOf(seed);
  const deviations = new Float64Array(replicates);
  for (const level of [items, ...workers.filter((parts) => parts.length > 1)])
    addDraws(deviations, Float64Array.from(level).sort(), chance);
  let squares = 0;
  for (const one of deviations) squares += one * one;
  const scale = squares > 0 ? Math.sqrt((variance * replicates) / squares) : 0;
  return deviations.map((one) => one * scale).sort();
};

const addDraws = (deviations: Float64Array, parts: Float64Array, chance: () => number): void => {
  const { length } = parts;
  const mean = length === 0 ? 0 : parts.reduce((sum, one) => sum + one, 0) / length;
  const error = Math.sqrt(parts.reduce((sum, one) => sum + (one - mean) ** 2, 0));
  for (let replicate = 0; replicate < deviations.length; replicate += 1) {
    let sum = 0;
    if (length > mostDrawn) sum = error * normal(chance);
    else for (let draw = 0; draw < length; draw += 1) sum += (parts[Math.floor(chance() * length)] ?? 0) - mean;
    deviations[replicate] = (deviations[replicate] ?? 0) + sum;
  }
};

/** G. E. P. Box and M. E. Muller (1958). */
const normal = (chance: () => number): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

/** The value below which a share `p` of sorted numbers lies, between neighbours in proportion. */
export const quantileOf = (sorted: Float64Array, p: number): number => {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? 0;
  return low + ((sorted[below + 1] ?? low) - low) * (at - below);
};
