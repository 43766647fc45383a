import type {
  AlphaFigures,
  CostFigures,
  CurvePoint,
  DriftFigures,
  IncidencePoint,
  OutcomeFigures,
  RateFigures,
  TurnaroundFigures,
  VendorFigures,
  WorkerFigures,
} from "./comparison.ts";
import { costParts, estimateFigures, owedFigures, paidMicros } from "./cost-parts.ts";
import { incidenceInterval } from "./incidence.ts";
import type { KnownAnswers } from "./known-answers.ts";
import { betaInterval, type IntervalKind, rateInterval } from "./rate-interval.ts";
import { type QuantileInterval, survivalQuantile, type SurvivalStep } from "./survival.ts";
import { mostCurvePoints, perAnswer, type Tally } from "./tally.ts";
import { type RateInterval, wilson } from "./wilson.ts";
import type { FlaggedWorker } from "./worker-flags.ts";

const hourMs = 3_600_000;
const mostWorkers = 200;

/** What the figures of one vendor are made of. */
export interface VendorInput {
  readonly one: Tally;
  readonly gold: KnownAnswers;
  readonly truth: KnownAnswers;
  readonly known: KnownAnswers;
  /** Items that others answered too, and how often they agreed on them. */
  readonly shared: { readonly items: number; readonly agreeing: number };
  /** Agreement among its own workers. */
  readonly within: AlphaFigures | null;
  readonly drift: DriftFigures | null;
  readonly flagged: readonly FlaggedWorker[];
  readonly accuracy: number | undefined;
  readonly interval: IntervalKind;
  readonly currency: string;
}

/** One column of the comparison. */
export const vendorFigures = (input: VendorInput): VendorFigures => {
  const { one, gold, truth, known, shared, within, drift, flagged, accuracy, interval, currency } = input;
  const agreement = wilson(shared.agreeing, shared.items);
  const { ends } = one;
  const failures = ends.returned + ends.expired + ends.failed;
  return {
    vendor: one.vendor,
    slots: ends.answered + ends.open + ends.withdrawn + failures,
    answered: ends.answered,
    open: ends.open,
    withdrawn: ends.withdrawn,
    turnaroundHours: turnaroundFigures(one, ends.open + ends.withdrawn + failures),
    cost: costFigures(one, rateInterval(known, interval), currency),
    quality: {
      gold: rateFigures(gold, rateInterval(gold, interval)),
      truth: rateFigures(truth, rateInterval(truth, interval)),
      known: rateFigures(known, rateInterval(known, interval)),
      matched: { items: shared.items, agreement: agreement?.rate ?? null, low: agreement?.low ?? null, high: agreement?.high ?? null },
      within,
      drift,
      workers: workerFigures(known, interval),
      flagged,
      estimatedAccuracy: accuracy ?? null,
    },
    failures,
    outcomes: outcomeFigures(one),
    throughput: one.throughput,
    refusals: ends.refused,
    rework: one.rework,
  };
};

const turnaroundFigures = (one: Tally, censored: number): TurnaroundFigures => {
  const p50 = inHours(one.p50);
  const p90 = inHours(survivalQuantile(one.curve, 0.9));
  const p95 = inHours(survivalQuantile(one.curve, 0.95));
  return {
    p50: p50.at,
    low50: p50.low,
    high50: p50.high,
    p90: p90.at,
    low90: p90.low,
    high90: p90.high,
    p95: p95.at,
    low95: p95.low,
    high95: p95.high,
    censored,
    curve: thinned(one.curve).map(curvePoint),
  };
};

const inHours = (quantile: QuantileInterval): { readonly at: number | null; readonly low: number | null; readonly high: number | null } => {
  const hours = (ms: number | undefined): number | null => (ms === undefined ? null : ms / hourMs);
  return { at: hours(quantile.at), low: hours(quantile.low), high: hours(quantile.high) };
};

/** Steps at even distances in rank, the last one always among them. */
const thinned = (steps: readonly SurvivalStep[]): readonly SurvivalStep[] => {
  const points = Math.min(steps.length, mostCurvePoints);
  return Array.from({ length: points }, (_, index) => steps[Math.ceil(((index + 1) * steps.length) / points) - 1]).filter(
    (step) => step !== undefined,
  );
};

const curvePoint = (step: SurvivalStep): CurvePoint => ({
  hours: step.at / hourMs,
  answered: 1 - step.survival,
  low: 1 - step.high,
  high: 1 - step.low,
});

const outcomeFigures = ({ ends, incidence }: Tally): OutcomeFigures => {
  const last = incidence.at(-1);
  const at = (cause: number): ReturnType<typeof incidenceInterval> => incidenceInterval(last?.shares[cause] ?? 0, last?.errors[cause] ?? 0);
  return {
    returned: ends.returned,
    expired: ends.expired,
    failed: ends.failed,
    curve: incidence.map(({ at: ms, shares }): IncidencePoint => {
      const [answered = 0, returned = 0, expired = 0, failed = 0] = shares;
      return { hours: ms / hourMs, answered, returned, expired, failed };
    }),
    atEnd: last === undefined ? null : { answered: at(0), returned: at(1), expired: at(2), failed: at(3) },
  };
};

const costFigures = (one: Tally, right: RateInterval | undefined, currency: string): CostFigures => {
  const { money } = one;
  const perAccepted = one.accepted === 0 ? null : paidMicros(money) / 1e6 / one.accepted;
  const at = (rate: number | undefined): number | null => (perAccepted === null || !rate ? null : perAccepted / rate);
  return {
    total: money.total / 1e6,
    final: money.final / 1e6,
    overhead: money.parts.overhead / 1e6,
    perAnswer: perAnswer(one) ?? null,
    perAccepted,
    perRight: at(right?.rate),
    lowRight: at(right?.high),
    highRight: at(right?.low),
    parts: costParts(money),
    estimate: estimateFigures(money),
    owed: owedFigures(money),
    currency,
  };
};

const rateFigures = (
  { right, seen }: { readonly right: number; readonly seen: number },
  interval: RateInterval | undefined,
): RateFigures => ({
  right,
  seen,
  rate: interval?.rate ?? null,
  low: interval?.low ?? null,
  high: interval?.high ?? null,
});

/** One worker's own judgments are independent of each other as far as anyone can tell. */
const workerFigures = ({ workers }: KnownAnswers, interval: IntervalKind): readonly WorkerFigures[] =>
  [...workers]
    .toSorted(([a, left], [b, right]) => right.seen - left.seen || (a < b ? -1 : 1))
    .slice(0, mostWorkers)
    .map(([worker, { right, seen }]) => ({
      worker,
      ...rateFigures({ right, seen }, interval === "wilson" ? wilson(right, seen) : betaInterval(right, seen)),
    }));
