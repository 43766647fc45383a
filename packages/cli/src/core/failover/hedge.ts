import { type Durations, survivalCurve, survivalQuantile } from "../compare/survival.ts";

/** Fewer answers of its own do not say what is slow for a vendor. */
const ANSWERS_AT_LEAST = 20;

export interface HedgeRule {
  /** Slower than this part of the vendor's answers is slow; parts per million. */
  readonly afterPerMillion: number;
  /** Most judgments asked for twice, of all of the job's; parts per million. */
  readonly atMostPerMillion: number;
}

/** How many judgments may be asked for twice in all, of so many. */
export const hedgesAtMost = ({ atMostPerMillion }: Pick<HedgeRule, "atMostPerMillion">, judgments: number): number =>
  Math.floor((judgments * atMostPerMillion) / 1_000_000);

/**
 * From which age on an open judgment is a straggler of its vendor: its own percentile by Kaplan-Meier, with what is open counted as slow. Undefined
 * where fewer than twenty answers, or too much that is open, do not tell. (J. Dean, L. A. Barroso, "The Tail at Scale", CACM 56 (2013): a second
 * request after the 95th percentile costs about 5 % more.)
 */
export const stragglerAfter = ({ afterPerMillion }: Pick<HedgeRule, "afterPerMillion">, past: Durations): number | undefined =>
  past.ended.length < ANSWERS_AT_LEAST ? undefined : survivalQuantile(survivalCurve(past), afterPerMillion / 1_000_000).at;
