import { agreementFigures } from "./agreement-figures.ts";
import { answerTable } from "./answer-table.ts";
import type { Comparison, PairFigures, TestFigures } from "./comparison.ts";
import { addedUp, estimateFigures, owedFigures } from "./cost-parts.ts";
import { driftFigures } from "./drift-figures.ts";
import { estimateAccuracy } from "./estimated-accuracy.ts";
import type { CompareFacts } from "./facts.ts";
import { flaggedWorkers } from "./flagged-workers.ts";
import { paretoFrontier } from "./frontier.ts";
import { goldViews } from "./gold-views.ts";
import { holm } from "./holm.ts";
import { type KnownAnswers, knownAnswers } from "./known-answers.ts";
import { type LogRank, logRankTest } from "./log-rank.ts";
import type { IntervalKind } from "./rate-interval.ts";
import { quantileRatio } from "./ratio.ts";
import { type PairTable, sharedAnswers } from "./shared-answers.ts";
import { perAnswer, type Tally, tallyVendors } from "./tally.ts";
import { vendorFigures } from "./vendor-figures.ts";
import { type Basis, compareQuality, decide, nothingKnown, type PairInput } from "./verdict.ts";
import { wilson } from "./wilson.ts";

export interface CompareOptions {
  /** Default `matched`: only items that both vendors answered. */
  readonly basis?: Basis;
  /** Default `wilson`. */
  readonly interval?: IntervalKind;
  /** Of everything that is resampled; default 1. */
  readonly seed?: number;
  /** Default 1,000. */
  readonly replicates?: number;
}

/**
 * Vendors side by side: turnaround with open work counted as open, cost, quality, every two of them on the items both answered, and
 * who is worth it or what it would take to know. The same facts in any order give the same figures.
 */
export const compareVendors = (facts: CompareFacts, options: CompareOptions = {}): Comparison => {
  const { basis = "matched", interval = "wilson", seed = 1, replicates = 1000 } = options;
  const table = answerTable(facts.judgments, facts.vendors);
  const shared = sharedAnswers(table);
  const agreement = agreementFigures(table, table.answers, { scale: facts.scale ?? "names", seed });
  const [gold, truth, known] = [knownAnswers(table, "gold"), knownAnswers(table, "truth"), knownAnswers(table, "both")];
  const columns = tallyVendors(facts).map((one, index): Column => ({
    one,
    index,
    gold: gold[index] ?? none,
    truth: truth[index] ?? none,
    known: known[index] ?? none,
  }));
  const drafts = pairsOf(columns).map(([a, b]) =>
    pairDraft({ a, b, table: shared.pair(a.index, b.index), kappa: agreement.kappa(a.index, b.index), currency: facts.currency }),
  );
  const qualities = drafts.map(({ pair }) => compareQuality({ pair, basis, bootstrap: { seed, replicates } }));
  const accuracy = estimateAccuracy(
    drafts.map(({ a, b, table: { items, agreeing } }) => ({ a, b, items, agreement: agreeing / Math.max(1, items) })),
    new Set(facts.judgments.filter((one) => one.accepted).map((one) => one.answer)).size,
  );
  const drifts = driftFigures(facts.judgments, facts.vendors);
  const flagged = flaggedWorkers(facts.judgments, facts.vendors);
  const pValues = allowingForOthers(qualities.map(({ p }) => p ?? undefined));
  const logRanks = allowingForOthers(drafts.map(({ logRank }) => logRank?.p));
  const money = addedUp(columns.map(({ one }) => one.money));
  const overall = logRankTest(columns.map(({ one }) => one.durations));
  return {
    jobs: facts.jobs,
    vendors: columns.map((column) =>
      vendorFigures({
        ...column,
        shared: shared.withOthers(column.index),
        within: agreement.within(column.index),
        drift: drifts[column.index] ?? null,
        flagged: flagged.byVendor[column.index] ?? [],
        accuracy: accuracy.get(column.one.vendor),
        interval,
        currency: facts.currency,
      }),
    ),
    pairs: drafts.map((draft, index) =>
      pairFigures(draft, {
        quality: { ...(qualities[index] ?? nothingKnown), pAdjusted: pValues[index] ?? null },
        logRank: testFigures(draft.logRank, logRanks[index]),
      }),
    ),
    frontier: paretoFrontier(
      columns.map(({ one, known: { right, seen } }) => ({
        vendor: one.vendor,
        cost: perAnswer(one),
        hours: one.p50.at,
        quality: seen > 0 ? right / seen : accuracy.get(one.vendor),
      })),
    ),
    turnaroundTest: testFigures(overall, overall?.p),
    multiple: { method: "holm", tests: drafts.length },
    cost: {
      total: money.total / 1e6,
      final: money.final / 1e6,
      estimate: estimateFigures(money),
      owed: owedFigures(money),
      currency: facts.currency,
    },
    agreement: agreement.across,
    goldViews: goldViews(facts),
    workerTest: flagged.test,
  };
};

/** One vendor with everything that was counted of it. */
interface Column {
  readonly one: Tally;
  readonly index: number;
  readonly gold: KnownAnswers;
  readonly truth: KnownAnswers;
  readonly known: KnownAnswers;
}

const none: KnownAnswers = {
  right: 0,
  seen: 0,
  items: 0,
  strata: new Map(),
  spread: { items: [], workers: [], cells: { squares: 0, count: 0 } },
  workers: new Map(),
};

interface PairDraft {
  readonly a: string;
  readonly b: string;
  readonly table: PairTable;
  readonly pair: PairInput;
  readonly kappa: number | null;
  readonly logRank: LogRank | undefined;
}

interface PairParts {
  readonly a: Column;
  readonly b: Column;
  readonly table: PairTable;
  readonly kappa: number | null;
  readonly currency: string;
}

const pairDraft = ({ a, b, table, kappa, currency }: PairParts): PairDraft => ({
  a: a.one.vendor,
  b: b.one.vendor,
  table,
  kappa,
  pair: {
    a: { known: a.known, perAnswer: perAnswer(a.one) },
    b: { known: b.known, perAnswer: perAnswer(b.one) },
    table,
    turnaround: quantileRatio(a.one.p50, b.one.p50),
    currency,
  },
  logRank: logRankTest([a.one.durations, b.one.durations]),
});

const pairFigures = (
  { a, b, table, pair, kappa }: PairDraft,
  { quality, logRank }: { readonly quality: PairFigures["quality"]; readonly logRank: TestFigures | null },
): PairFigures => {
  const { turnaround } = pair;
  const agreement = wilson(table.agreeing, table.items);
  return {
    a,
    b,
    matchedItems: table.items,
    agreement: { rate: agreement?.rate ?? null, low: agreement?.low ?? null, high: agreement?.high ?? null, kappa },
    turnaround: { ratio: turnaround?.ratio ?? null, low: turnaround?.low ?? null, high: turnaround?.high ?? null, logRank },
    cost: { ratio: pair.a.perAnswer === undefined || !pair.b.perAnswer ? null : pair.a.perAnswer / pair.b.perAnswer },
    quality,
    ...decide(pair, quality),
  };
};

const testFigures = (test: LogRank | undefined, pAdjusted: number | undefined): TestFigures | null =>
  test === undefined ? null : { statistic: test.statistic, degrees: test.degrees, p: test.p, pAdjusted: pAdjusted ?? test.p };

/** P-values that allow for each other; tests that could not be made do not count. */
const allowingForOthers = (pValues: readonly (number | undefined)[]): readonly (number | undefined)[] => {
  const adjusted = holm(pValues.filter((p) => p !== undefined));
  let next = 0;
  return pValues.map((p) => (p === undefined ? undefined : adjusted[next++]));
};

const pairsOf = <T>(values: readonly T[]): readonly (readonly [T, T])[] =>
  values.flatMap((a, index) => values.slice(index + 1).map((b) => [a, b] as const));
