import { z95 } from "./wilson.ts";

/** Durations by how they ended, one list a cause, and how long the others have been waited for without any end. */
export interface CompetingDurations {
  readonly causes: readonly (readonly number[])[];
  readonly waiting: readonly number[];
}

/** From this time on, these shares have ended so, in the order of the causes. */
export interface IncidenceStep {
  readonly at: number;
  readonly shares: readonly number[];
  /** Standard errors of the shares. */
  readonly errors: readonly number[];
}

/**
 * The cumulative incidence of each of several ends that keep each other from happening: one step for every distinct time at which anything ended. Unlike
 * one minus a Kaplan-Meier curve of each cause, the shares of all causes and what is still open add up to 1. With `atMost`, about as many of the steps, at even
 * distances in what has ended, the last one always among them.
 *
 * O. O. Aalen and S. Johansen, "An empirical transition matrix for non-homogeneous Markov chains based on censored observations", Scandinavian Journal of Statistics
 * 5 (1978) 141-150; errors by the delta method, E. Marubini and M. G. Valsecchi, Analysing Survival Data from Clinical Trials (1995), ch. 10.
 */
export const cumulativeIncidence = (
  { causes, waiting }: CompetingDurations,
  { atMost = Number.POSITIVE_INFINITY }: { readonly atMost?: number } = {},
): readonly IncidenceStep[] => {
  const lists = causes.map((times) => new Float64Array(times).sort());
  const open = new Float64Array(waiting).sort();
  const next = lists.map(() => 0);
  const counts = lists.map(() => 0);
  const running = lists.map((): Running => ({ share: 0, gShare: 0, gShare2: 0, own: 0, cross: 0, crossShare: 0 }));
  let atRisk = lists.reduce((sum, list) => sum + list.length, open.length);
  let gone = 0;
  let survival = 1;
  let g = 0;
  const all = lists.reduce((sum, list) => sum + list.length, 0);
  const apart = all / atMost;
  let done = 0;
  let shown = 0;
  const steps: IncidenceStep[] = [];
  for (;;) {
    let at = Number.POSITIVE_INFINITY;
    for (const [cause, list] of lists.entries()) at = Math.min(at, list[next[cause] ?? 0] ?? Number.POSITIVE_INFINITY);
    if (at === Number.POSITIVE_INFINITY) return steps;
    while (gone < open.length && (open[gone] ?? 0) < at) {
      gone += 1;
      atRisk -= 1;
    }
    let ended = 0;
    for (const [cause, list] of lists.entries()) {
      const from = next[cause] ?? 0;
      let to = from;
      while (to < list.length && list[to] === at) to += 1;
      next[cause] = to;
      counts[cause] = to - from;
      ended += to - from;
    }
    // Where everything ends at once, nothing comes after it that this term would count for.
    const hazard = ended < atRisk ? ended / (atRisk * (atRisk - ended)) : 0;
    g += hazard;
    for (const [cause, one] of running.entries()) {
      const count = counts[cause] ?? 0;
      one.share += (survival * count) / atRisk;
      one.gShare += hazard * one.share;
      one.gShare2 += hazard * one.share * one.share;
      one.own += (survival * survival * count * (atRisk - count)) / atRisk ** 3;
      one.cross += (survival * count) / (atRisk * atRisk);
      one.crossShare += (one.share * survival * count) / (atRisk * atRisk);
    }
    survival *= 1 - ended / atRisk;
    atRisk -= ended;
    done += ended;
    if (done < all && done - shown < apart) continue;
    shown = done;
    steps.push({
      at,
      // Sums of many products miss 1 by their last bits.
      shares: running.map(({ share }) => (share > 1 - 1e-9 ? 1 : share)),
      errors: running.map((one) => Math.sqrt(Math.max(0, variance(one, g)))),
    });
  }
};

/** Sums over the steps so far, so that the double sum of the variance is read off in one go. */
interface Running {
  share: number;
  gShare: number;
  gShare2: number;
  own: number;
  cross: number;
  crossShare: number;
}

const variance = (one: Running, g: number): number =>
  one.share * one.share * g - 2 * one.share * one.gShare + one.gShare2 + one.own - 2 * (one.share * one.cross - one.crossShare);

/** A share of the incidence with its limits on the log-log scale, which keeps them between 0 and 1. */
export const incidenceInterval = (
  share: number,
  error: number,
  z: number = z95,
): { readonly share: number; readonly low: number; readonly high: number } => {
  const inside = Math.min(1, Math.max(0, share));
  if (inside <= 0 || inside >= 1 || error <= 0) return { share: inside, low: inside, high: inside };
  const width = (z * error) / (inside * Math.abs(Math.log(inside)));
  return { share: inside, low: inside ** Math.exp(width), high: inside ** Math.exp(-width) };
};
