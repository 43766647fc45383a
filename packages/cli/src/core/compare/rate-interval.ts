import { type Clustered, clusterVariance } from "./clusters.ts";
import { betaQuantile, studentQuantile } from "./distributions.ts";
import type { KnownAnswers } from "./known-answers.ts";
import { type RateInterval, wilson, z95 } from "./wilson.ts";

/** `wilson`: the score interval. `beta`: equal tails of the posterior under Jeffreys' prior, Beta(½, ½). */
export type IntervalKind = "wilson" | "beta";

/** How a mean of judgments varies beyond what single independent judgments would, and the normal quantile that fits how well that is known. */
export interface Design {
  /** The variance over that of as many independent judgments; Kish's design effect. */
  readonly effect: number;
  readonly degrees: number;
  readonly z: number;
}

/** Nothing but independent judgments. */
export const independent: Design = { effect: 1, degrees: Number.POSITIVE_INFINITY, z: z95 };

/** A variance held against the one of independent judgments. */
export const designFrom = (spread: Clustered, alone: number): Design => {
  const { variance, degrees } = clusterVariance(spread);
  return { effect: Math.max(smallestEffect, variance / alone), degrees, z: quantileFor(degrees) };
};

/**
 * The design of a share: judgments of one worker resemble each other, and so do those of one item. Where nothing varies (all right, or all wrong), or with a single worker,
 * the facts cannot tell, and judgments count as independent.
 */
export const designOf = ({ seen, right, items, spread }: Pick<KnownAnswers, "seen" | "right" | "items" | "spread">): Design => {
  const alone = (right * (seen - right)) / seen ** 3;
  const [workers = []] = spread.workers;
  const single = workers.length === seen && items === seen;
  return !(alone > 0) || workers.length < 2 || single ? independent : designFrom(spread, alone);
};

/** Below this, luck made the workers look alike: no facts are worth more than five times their number. */
const smallestEffect = 0.2;

const quantiles = new Map<number, number>();

/** Student's quantile for 95 %, in steps of a tenth of a degree. */
const quantileFor = (degrees: number): number => {
  const step = Math.round(Math.min(degrees, 10_000) * 10) / 10;
  const known = quantiles.get(step) ?? (step >= 10_000 ? z95 : studentQuantile(0.975, step));
  quantiles.set(step, known);
  return known;
};

/**
 * The share of known answers that are right, with limits for the vendor rather than for these workers: as many independent judgments as the facts are
 * worth. Undefined where nothing was seen.
 *
 * E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated from survey data", Survey
 * Methodology 24 (1998) 193-201, on the score interval; L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16 (2001) 101-133, for Jeffreys.
 */
export const rateInterval = (
  known: Pick<KnownAnswers, "seen" | "right" | "items" | "spread">,
  kind: IntervalKind = "wilson",
): RateInterval | undefined => {
  const { right, seen } = known;
  if (seen === 0) return undefined;
  const { effect, z } = designOf(known);
  if (kind === "wilson") return wilson(right / effect, seen / effect, z);
  // Student's wider tails as fewer judgments: the beta posterior has no place for them.
  const worth = seen / effect / (z / z95) ** 2;
  return betaInterval((right / seen) * worth, worth);
};

/** Jeffreys' interval; a limit at the very end stays there. */
export const betaInterval = (right: number, seen: number): RateInterval => ({
  rate: right / seen,
  low: right <= 0 ? 0 : betaQuantile(0.025, right + 0.5, seen - right + 0.5),
  high: right >= seen ? 1 : betaQuantile(0.975, right + 0.5, seen - right + 0.5),
});
