import { z95 } from "./wilson.ts";

/** How long some things took, and how long others have been waited for without an end. */
export interface Durations {
  readonly ended: readonly number[];
  /** Right-censored: known only to take longer than this. */
  readonly waiting: readonly number[];
}

/** From this time on, this share is still unfinished. */
export interface SurvivalStep {
  readonly at: number;
  /** Unfinished and watched just before. */
  readonly atRisk: number;
  readonly ended: number;
  readonly survival: number;
  /** Standard error of `survival`. */
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

/** A quantile; a limit is undefined where the curve has not come down far enough to tell. */
export interface QuantileInterval {
  readonly at: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/**
 * The Kaplan-Meier curve: one step for every distinct time at which something ended, with a log-log band. Something that ends at the
 * very time at which another thing was last seen waiting is counted as having ended first.
 *
 * E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958) 457-481; variance by
 * M. Greenwood (1926); band by J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure Time Data (1980), §1.3: at survival 1
 * it has no width, at survival 0 it keeps its last upper limit.
 */
export const survivalCurve = (durations: Durations, z: number = z95): readonly SurvivalStep[] => {
  const ended = new Float64Array(durations.ended).sort();
  const waiting = new Float64Array(durations.waiting).sort();
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  let high = 1;
  let gone = 0;
  for (let next = 0; next < ended.length;) {
    const at = ended[next] ?? 0;
    let count = 0;
    while (next < ended.length && ended[next] === at) {
      next += 1;
      count += 1;
    }
    while (gone < waiting.length && (waiting[gone] ?? 0) < at) gone += 1;
    const atRisk = ended.length - (next - count) + waiting.length - gone;
    if (atRisk === count) {
      steps.push({ at, atRisk, ended: count, survival: 0, error: 0, low: 0, high });
      break;
    }
    survival *= 1 - count / atRisk;
    greenwood += count / (atRisk * (atRisk - count));
    const width = (z * Math.sqrt(greenwood)) / Math.abs(Math.log(survival));
    high = survival ** Math.exp(-width);
    steps.push({ at, atRisk, ended: count, survival, error: survival * Math.sqrt(greenwood), low: survival ** Math.exp(width), high });
  }
  return steps;
};

/**
 * The time by which a share `p` (0.5, 0.9) has ended, and the times the band allows for it.
 *
 * R. Brookmeyer and J. Crowley, "A confidence interval for the median survival time", Biometrics 38 (1982) 29-41, on the band of
 * the curve. Where the curve lies exactly at the level, the middle of that stretch is taken, as is usual for a median.
 */
export const survivalQuantile = (curve: readonly SurvivalStep[], p: number): QuantileInterval => ({
  at: crossing(curve, 1 - p, (step) => step.survival),
  low: crossing(curve, 1 - p, (step) => step.low),
  high: crossing(curve, 1 - p, (step) => step.high),
});

/** Levels meet by way of products of fractions; two numbers closer than this are the same level. */
const sameLevel = 1e-9;

const crossing = (curve: readonly SurvivalStep[], level: number, of: (step: SurvivalStep) => number): number | undefined => {
  const index = curve.findIndex((step) => of(step) <= level + sameLevel);
  const step = curve[index];
  if (!step) return undefined;
  const following = curve[index + 1];
  return of(step) > level - sameLevel && of(step) > 0 && following ? (step.at + following.at) / 2 : step.at;
};
