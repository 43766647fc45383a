import type { CostFigures, CurvePoint, RateFigures, TurnaroundFigures, VendorFigures } from "./comparison.ts";
import { agreementWithOthers, type MatchedItems } from "./matched.ts";
import { type QuantileInterval, survivalQuantile, type SurvivalStep } from "./survival.ts";
import { type Counts, paidMicros, perAnswer, type Tally } from "./tally.ts";
import { wilson } from "./wilson.ts";

const hourMs = 3_600_000;
const mostCurvePoints = 120;

/** What the figures of one vendor are made of. */
export interface VendorInput {
  readonly one: Tally;
  readonly items: MatchedItems;
  readonly accuracy: number | undefined;
  readonly currency: string;
}

/** One column of the comparison. */
export const vendorFigures = ({ one, items, accuracy, currency }: VendorInput): VendorFigures => {
  const shared = agreementWithOthers(items, one.vendor);
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
    cost: costFigures(one, currency),
    quality: {
      gold: rateFigures(one.gold),
      truth: rateFigures(one.truth),
      matched: { items: shared.items, agreement: agreement?.rate ?? null, low: agreement?.low ?? null, high: agreement?.high ?? null },
      estimatedAccuracy: accuracy ?? null,
    },
    failures,
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
    curve: thinned(one.curve),
  };
};

const inHours = (quantile: QuantileInterval): { readonly at: number | null; readonly low: number | null; readonly high: number | null } => {
  const hours = (ms: number | undefined): number | null => (ms === undefined ? null : ms / hourMs);
  return { at: hours(quantile.at), low: hours(quantile.low), high: hours(quantile.high) };
};

/** Steps at even distances in rank, the last one always among them. */
const thinned = (curve: readonly SurvivalStep[]): readonly CurvePoint[] => {
  const points = Math.min(curve.length, mostCurvePoints);
  return Array.from({ length: points }, (_, index) => curve[Math.ceil(((index + 1) * curve.length) / points) - 1])
    .filter((step) => step !== undefined)
    .map((step) => ({ hours: step.at / hourMs, answered: 1 - step.survival, low: 1 - step.high, high: 1 - step.low }));
};

const costFigures = (one: Tally, currency: string): CostFigures => {
  const perAccepted = one.accepted === 0 ? null : paidMicros(one) / 1e6 / one.accepted;
  return {
    total: one.cost.total / 1e6,
    final: one.cost.final / 1e6,
    overhead: one.cost.overhead / 1e6,
    perAnswer: perAnswer(one) ?? null,
    perAccepted,
    perRight: perAccepted === null || one.known.right === 0 ? null : (perAccepted * one.known.seen) / one.known.right,
    currency,
  };
};

const rateFigures = ({ right, seen }: Counts): RateFigures => {
  const interval = wilson(right, seen);
  return { right, seen, rate: interval?.rate ?? null, low: interval?.low ?? null, high: interval?.high ?? null };
};
