import { type Durations, survivalCurve, survivalQuantile } from "../compare/survival.ts";

/** Fewer answers of its own say less than what was expected of it. */
const ANSWERS_AT_LEAST = 20;
const TIMES_P90 = 3;
const P90 = 0.9;

export interface SilenceQuestion {
  /** Nobody is silent sooner. */
  readonly lostAfterMs: number;
  /** What was expected of it before it had a past. */
  readonly expectedP90Ms: number;
  /** How long its answers took, and how long others have been open, in the same milliseconds. */
  readonly past: Durations;
}

/**
 * How long a vendor may hold open work and give nothing back before it counts as silent: the longer of `lostAfter` and three times its own p90. That
 * is the Kaplan-Meier p90, so that work which is still open counts as slow and not as missing; where fewer than twenty
 * answers are there, or the curve does not come down that far, it is what was expected of it, and never less than its slowest answer.
 */
export const silentAfter = ({ lostAfterMs, expectedP90Ms, past }: SilenceQuestion): number =>
  Math.max(lostAfterMs, TIMES_P90 * p90Of({ expectedP90Ms, past }));

const p90Of = ({ expectedP90Ms, past }: Omit<SilenceQuestion, "lostAfterMs">): number => {
  if (past.ended.length < ANSWERS_AT_LEAST) return expectedP90Ms;
  const own = survivalQuantile(survivalCurve(past), P90).at;
  return own ?? past.ended.reduce((slowest, ms) => Math.max(slowest, ms), expectedP90Ms);
};
