import type { AttemptFact, CompareFacts, JudgmentFact } from "./facts.ts";
import { type QuantileInterval, survivalCurve, survivalQuantile, type SurvivalStep } from "./survival.ts";

/** Everything counted about one vendor before any figure is made of it. */
export interface Tally {
  readonly vendor: string;
  readonly curve: readonly SurvivalStep[];
  readonly p50: QuantileInterval;
  readonly ends: Readonly<Record<AttemptFact["outcome"]["ended"], number>>;
  /** Micros. */
  readonly cost: { readonly total: number; readonly final: number; readonly overhead: number; readonly open: number };
  readonly accepted: number;
  readonly rework: number;
  readonly gold: Counts;
  readonly truth: Counts;
  readonly known: Counts;
}

/** How many of the judgments with a known right answer were right. */
export interface Counts {
  readonly right: number;
  readonly seen: number;
}

/** Counts one vendor's facts. */
export const tally = (facts: CompareFacts, vendor: string): Tally => {
  const ended: number[] = [];
  const waiting: number[] = [];
  const ends = { answered: 0, open: 0, withdrawn: 0, returned: 0, expired: 0, failed: 0, refused: 0 };
  const cost = { total: 0, final: 0, overhead: 0, open: 0 };
  for (const attempt of facts.attempts) {
    if (attempt.vendor !== vendor) continue;
    const { outcome } = attempt;
    ends[outcome.ended] += 1;
    cost.total += attempt.costMicros;
    if (attempt.costFinal) cost.final += attempt.costMicros;
    if (outcome.ended === "answered") ended.push(outcome.turnaroundMs);
    else if (outcome.ended === "open") {
      waiting.push(outcome.openMs);
      cost.open += attempt.costMicros;
    } else if (outcome.ended !== "refused") waiting.push(outcome.afterMs);
  }
  for (const overhead of facts.overheads ?? []) {
    if (overhead.vendor !== vendor) continue;
    cost.total += overhead.costMicros;
    cost.overhead += overhead.costMicros;
    if (overhead.costFinal) cost.final += overhead.costMicros;
  }
  const own = facts.judgments.filter((judgment) => judgment.vendor === vendor);
  const gold = count(own, (judgment) => judgment.goldAnswer);
  const truth = count(own, (judgment) => (judgment.goldAnswer === undefined ? judgment.truthAnswer : undefined));
  const accepted = own.filter((judgment) => judgment.accepted).length;
  const curve = survivalCurve({ ended, waiting });
  return {
    vendor,
    curve,
    p50: survivalQuantile(curve, 0.5),
    ends,
    cost,
    accepted,
    rework: own.length - accepted,
    gold,
    truth,
    known: { right: gold.right + truth.right, seen: gold.seen + truth.seen },
  };
};

/** An answer that could not be used is a wrong one: it was asked for and not given. */
const count = (judgments: readonly JudgmentFact[], rightAnswer: (judgment: JudgmentFact) => string | undefined): Counts => {
  let right = 0;
  let seen = 0;
  for (const judgment of judgments) {
    const expected = rightAnswer(judgment);
    if (expected === undefined) continue;
    seen += 1;
    if (judgment.accepted && judgment.answer === expected) right += 1;
  }
  return { right, seen };
};

/** Open work is not part of the price of answers: its cost has not bought one yet. */
export const paidMicros = (one: Tally): number => one.cost.total - one.cost.open;

/** In the main unit of the currency; undefined before the first answer. */
export const perAnswer = (one: Tally): number | undefined =>
  one.ends.answered === 0 ? undefined : paidMicros(one) / 1e6 / one.ends.answered;
