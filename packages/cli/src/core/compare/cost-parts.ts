import type { CostParts, EstimateFigures, OwedFigures } from "./comparison.ts";
import type { AttemptFact, OverheadFact } from "./facts.ts";

/** The money of one vendor while it is added up; all in micros. */
export interface Money {
  total: number;
  final: number;
  readonly parts: { -readonly [part in keyof CostParts]: number };
  /** Estimates of what is paid for, and what that came to. */
  readonly estimate: { known: number; low: number; high: number; actual: number };
  readonly owed: { low: number; high: number };
}

export const noMoney = (): Money => ({
  total: 0,
  final: 0,
  parts: { answers: 0, gold: 0, overlap: 0, late: 0, rejected: 0, failed: 0, open: 0, overhead: 0 },
  estimate: { known: 0, low: 0, high: 0, actual: 0 },
  owed: { low: 0, high: 0 },
});

/** Adds the cost of an attempt under what it was spent on. */
export const addAttempt = (money: Money, attempt: AttemptFact): void => {
  const { costMicros, estimate, owed } = attempt;
  const part = partOf(attempt);
  money.total += costMicros;
  if (attempt.costFinal) money.final += costMicros;
  money.parts[part] += costMicros;
  money.owed.low += owed?.lowMicros ?? costMicros;
  money.owed.high += owed?.highMicros ?? costMicros;
  if (part === "open" || costMicros === 0 || estimate === undefined) return;
  money.estimate.known += 1;
  money.estimate.low += estimate.lowMicros;
  money.estimate.high += estimate.highMicros;
  money.estimate.actual += costMicros;
};

/** Adds cost that belongs to no attempt. It is owed, whatever happens now. */
export const addOverhead = (money: Money, { costMicros, costFinal }: OverheadFact): void => {
  money.total += costMicros;
  if (costFinal) money.final += costMicros;
  money.parts.overhead += costMicros;
  money.owed.low += costMicros;
  money.owed.high += costMicros;
};

const partOf = ({ outcome, purpose, late }: AttemptFact): keyof CostParts => {
  switch (outcome.ended) {
    case "open":
    case "in-doubt":
      return "open";
    case "failed":
      return "rejected";
    case "returned":
    case "expired":
    case "withdrawn":
    case "refused":
      return "failed";
    case "answered":
      if (late === true) return "late";
      return purpose === "gold" || purpose === "overlap" ? purpose : "answers";
    default:
      return outcome satisfies never;
  }
};

/** Open work is not part of the price of answers: its cost has not bought one yet. */
export const paidMicros = ({ total, parts }: Money): number => total - parts.open;

/** The parts in the main unit of the currency. */
export const costParts = ({ parts }: Money): CostParts => ({
  answers: parts.answers / 1e6,
  gold: parts.gold / 1e6,
  overlap: parts.overlap / 1e6,
  late: parts.late / 1e6,
  rejected: parts.rejected / 1e6,
  failed: parts.failed / 1e6,
  open: parts.open / 1e6,
  overhead: parts.overhead / 1e6,
});

/** Expected against actual, in the main unit; null where nothing that is paid for had an estimate. */
export const estimateFigures = ({ estimate }: Money): EstimateFigures | null =>
  estimate.known === 0 ? null : { low: estimate.low / 1e6, high: estimate.high / 1e6, actual: estimate.actual / 1e6 };

export const owedFigures = ({ owed }: Money): OwedFigures => ({ low: owed.low / 1e6, high: owed.high / 1e6 });

/** The money of several vendors together. */
export const addedUp = (all: readonly Money[]): Money => {
  const sum = noMoney();
  for (const { total, final, parts, estimate, owed } of all) {
    sum.total += total;
    sum.final += final;
    for (const part of Object.keys(parts) as (keyof CostParts)[]) sum.parts[part] += parts[part];
    sum.estimate.known += estimate.known;
    sum.estimate.low += estimate.low;
    sum.estimate.high += estimate.high;
    sum.estimate.actual += estimate.actual;
    sum.owed.low += owed.low;
    sum.owed.high += owed.high;
  }
  return sum;
};
