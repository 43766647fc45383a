import { addAttempt, addOverhead, type Money, noMoney, paidMicros } from "./cost-parts.ts";
import type { AttemptFact, CompareFacts, JudgmentFact } from "./facts.ts";
import { cumulativeIncidence, type IncidenceStep } from "./incidence.ts";
import { type Durations, type QuantileInterval, survivalCurve, survivalQuantile, type SurvivalStep } from "./survival.ts";
import { throughput } from "./throughput.ts";
import type { ThroughputFigures } from "./comparison.ts";

/** Curves are for the eye: this many points are more than a picture is wide. */
export const mostCurvePoints = 120;

/** Everything counted about one vendor before any figure is made of it. */
export interface Tally {
  readonly vendor: string;
  readonly durations: Durations;
  readonly curve: readonly SurvivalStep[];
  readonly p50: QuantileInterval;
  /** Answered, returned, expired, failed; thinned. */
  readonly incidence: readonly IncidenceStep[];
  readonly throughput: ThroughputFigures;
  readonly ends: Readonly<Record<AttemptFact["outcome"]["ended"], number>>;
  readonly money: Money;
  readonly accepted: number;
  readonly rework: number;
}

/** Counts the facts of every vendor, in the order of the vendors; what belongs to no vendor of the list is left out. */
export const tallyVendors = (facts: CompareFacts): readonly Tally[] => {
  const drafts = new Map(facts.vendors.map((vendor) => [vendor, newDraft()]));
  for (const attempt of facts.attempts) {
    const draft = drafts.get(attempt.vendor);
    if (draft !== undefined) count(draft, attempt);
  }
  for (const overhead of facts.overheads ?? []) {
    const draft = drafts.get(overhead.vendor);
    if (draft !== undefined) addOverhead(draft.money, overhead);
  }
  for (const judgment of facts.judgments) {
    const draft = drafts.get(judgment.vendor);
    if (draft !== undefined) take(draft, judgment);
  }
  return [...drafts].map(([vendor, draft]) => finished(vendor, draft));
};

const newDraft = () => ({
  answered: [] as number[],
  returned: [] as number[],
  expired: [] as number[],
  failed: [] as number[],
  /** Nobody will ever know, or nobody knows yet. */
  waiting: [] as number[],
  answeredAt: [] as number[],
  ends: { answered: 0, open: 0, withdrawn: 0, returned: 0, expired: 0, failed: 0, refused: 0, "in-doubt": 0 },
  money: noMoney(),
  accepted: 0,
  rework: 0,
});

type Draft = ReturnType<typeof newDraft>;

const count = (draft: Draft, attempt: AttemptFact): void => {
  const { outcome } = attempt;
  draft.ends[outcome.ended] += 1;
  addAttempt(draft.money, attempt);
  switch (outcome.ended) {
    case "answered":
      draft.answered.push(outcome.turnaroundMs);
      return;
    case "open":
      draft.waiting.push(outcome.openMs);
      return;
    case "withdrawn":
      draft.waiting.push(outcome.afterMs);
      return;
    case "returned":
    case "expired":
    case "failed":
      draft[outcome.ended].push(outcome.afterMs);
      return;
    case "refused":
    case "in-doubt":
      return;
    default:
      return outcome satisfies never;
  }
};

const take = (draft: Draft, judgment: JudgmentFact): void => {
  if (judgment.accepted) draft.accepted += 1;
  else draft.rework += 1;
  if (judgment.at !== undefined) draft.answeredAt.push(judgment.at);
};

const finished = (vendor: string, draft: Draft): Tally => {
  const { answered, returned, expired, failed, waiting } = draft;
  const durations = { ended: answered, waiting: [...waiting, ...returned, ...expired, ...failed] };
  const curve = survivalCurve(durations);
  return {
    vendor,
    durations,
    curve,
    p50: survivalQuantile(curve, 0.5),
    incidence: cumulativeIncidence({ causes: [answered, returned, expired, failed], waiting }, { atMost: mostCurvePoints }),
    throughput: throughput(draft.answeredAt),
    ends: draft.ends,
    money: draft.money,
    accepted: draft.accepted,
    rework: draft.rework,
  };
};

/** In the main unit of the currency; undefined before the first answer. */
export const perAnswer = (one: Tally): number | undefined =>
  one.ends.answered === 0 ? undefined : paidMicros(one.money) / 1e6 / one.ends.answered;
