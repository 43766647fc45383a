import { type Durations, type QuantileInterval, survivalCurve, survivalQuantile, type SurvivalStep } from "./survival.ts";
import { z95 } from "./wilson.ts";

/** Durations of one kind of work, and the share of all work that is of this kind. */
export interface MixedDurations extends Durations {
  readonly weight: number;
}

export interface MixtureCurve {
  /** The time by which a share `p` of the mixed work has ended; undefined where the curves do not reach so far. */
  readonly quantile: (p: number) => QuantileInterval;
}

/**
 * The curve of work that is mixed from several kinds in given shares. Each kind has a Kaplan-Meier curve of its own, so that one that is watched shorter than the others
 * does not bend the rest; beyond the last end of a kind with open work its curve stays where it is, as nobody knows.
 * Variances add up with the squares of the weights; the band is log-log, as for a single curve.
 */
export const mixtureCurve = (parts: readonly MixedDurations[]): MixtureCurve => {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const curves = parts.map(({ weight, ended, waiting }) => ({
    weight: weight / (total || 1),
    steps: survivalCurve({ ended, waiting }),
    next: 0,
    survival: 1,
    error: 0,
  }));
  const mixed: SurvivalStep[] = [];
  for (;;) {
    let at = Number.POSITIVE_INFINITY;
    for (const { steps, next } of curves) at = Math.min(at, steps[next]?.at ?? Number.POSITIVE_INFINITY);
    if (at === Number.POSITIVE_INFINITY) break;
    let survival = 0;
    let variance = 0;
    let ended = 0;
    let atRisk = 0;
    for (const curve of curves) {
      const step = curve.steps[curve.next];
      if (step?.at === at) {
        curve.survival = step.survival;
        curve.error = step.error;
        curve.next += 1;
        ended += step.ended;
        atRisk += step.atRisk;
      }
      survival += curve.weight * curve.survival;
      variance += (curve.weight * curve.error) ** 2;
    }
    mixed.push({ at, atRisk, ended, error: Math.sqrt(variance), ...band(survival, Math.sqrt(variance)) });
  }
  return { quantile: (p) => survivalQuantile(mixed, p) };
};

const band = (survival: number, error: number): { readonly survival: number; readonly low: number; readonly high: number } => {
  if (survival <= 1e-12) return { survival: 0, low: 0, high: 0 };
  if (survival >= 1) return { survival: 1, low: 1, high: 1 };
  const width = (z95 * error) / (survival * Math.abs(Math.log(survival)));
  return { survival, low: survival ** Math.exp(width), high: survival ** Math.exp(-width) };
};
