import type { Comparison, PairFigures, TestFigures } from "./comparison.ts";
import { addedUp, estimateFigures, owedFigures } from "./cost-parts.ts";
import { estimateAccuracy } from "./estimated-accuracy.ts";
import type { CompareFacts } from "./facts.ts";
import { paretoFrontier } from "./frontier.ts";
import { goldViews } from "./gold-views.ts";
import { holm } from "./holm.ts";
import { type LogRank, logRankTest } from "./log-rank.ts";
import { gatherItems, type PairTable, pairTable } from "./matched.ts";
import { quantileRatio } from "./ratio.ts";
import { perAnswer, type Tally, tallyVendors } from "./tally.ts";
import { vendorFigures } from "./vendor-figures.ts";
import { compareQuality, decide, type Side } from "./verdict.ts";
import { wilson } from "./wilson.ts";

/**
 * Vendors side by side: turnaround with open work counted as open, cost, quality, every two of them on the items both answered, and
 * who is worth it or what it would take to know. The same facts in any order give the same figures.
 */
export const compareVendors = (facts: CompareFacts): Comparison => {
  const items = gatherItems(facts.judgments);
  const tallies = tallyVendors(facts);
  const drafts = pairsOf(tallies).map(([a, b]) => ({ a, b, table: pairTable(items, a.vendor, b.vendor) }));
  const accuracy = estimateAccuracy(
    drafts.map(({ a, b, table }) => ({
      a: a.vendor,
      b: b.vendor,
      items: table.items,
      agreement: table.agreeing / Math.max(1, table.items),
    })),
    new Set(facts.judgments.filter((one) => one.accepted).map((one) => one.answer)).size,
  );
  const logRanks = adjusted(drafts.map(({ a, b }) => logRankTest([a.durations, b.durations])));
  const pairs = drafts.map(({ a, b, table }, index) =>
    pairFigures({ a, b, table, currency: facts.currency, logRank: logRanks[index] ?? null }),
  );
  const money = addedUp(tallies.map((one) => one.money));
  const overall = logRankTest(tallies.map((one) => one.durations));
  return {
    jobs: facts.jobs,
    vendors: tallies.map((one) => vendorFigures({ one, items, accuracy: accuracy.get(one.vendor), currency: facts.currency })),
    pairs,
    frontier: paretoFrontier(
      tallies.map((one) => ({
        vendor: one.vendor,
        cost: perAnswer(one),
        hours: one.p50.at,
        quality: one.known.seen > 0 ? one.known.right / one.known.seen : accuracy.get(one.vendor),
      })),
    ),
    turnaroundTest: overall === undefined ? null : { ...testFigures(overall), pAdjusted: overall.p },
    multiple: { method: "holm", tests: drafts.length },
    cost: {
      total: money.total / 1e6,
      final: money.final / 1e6,
      estimate: estimateFigures(money),
      owed: owedFigures(money),
      currency: facts.currency,
    },
    goldViews: goldViews(facts),
  };
};

const testFigures = ({ statistic, degrees, p }: LogRank): Omit<TestFigures, "pAdjusted"> => ({ statistic, degrees, p });

/** Every test with what the others leave of it; those that could not be made do not count. */
const adjusted = (tests: readonly (LogRank | undefined)[]): readonly (TestFigures | null)[] => {
  const made = tests.filter((test) => test !== undefined);
  const pValues = holm(made.map(({ p }) => p));
  let next = 0;
  return tests.map((test) => (test === undefined ? null : { ...testFigures(test), pAdjusted: pValues[next++] ?? 1 }));
};

interface PairParts {
  readonly a: Tally;
  readonly b: Tally;
  readonly table: PairTable;
  readonly currency: string;
  readonly logRank: TestFigures | null;
}

const pairFigures = ({ a, b, table, currency, logRank }: PairParts): PairFigures => {
  const turnaround = quantileRatio(a.p50, b.p50);
  const agreement = wilson(table.agreeing, table.items);
  const pair = { a: sideOf(a), b: sideOf(b), table, turnaround, currency };
  const quality = compareQuality(pair);
  return {
    a: a.vendor,
    b: b.vendor,
    matchedItems: table.items,
    agreement: { rate: agreement?.rate ?? null, low: agreement?.low ?? null, high: agreement?.high ?? null },
    turnaround: { ratio: turnaround?.ratio ?? null, low: turnaround?.low ?? null, high: turnaround?.high ?? null, logRank },
    cost: { ratio: pair.a.perAnswer === undefined || !pair.b.perAnswer ? null : pair.a.perAnswer / pair.b.perAnswer },
    quality,
    ...decide(pair, quality),
  };
};

const sideOf = (one: Tally): Side => ({
  known: one.known,
  perAnswer: perAnswer(one),
});

const pairsOf = <T>(values: readonly T[]): readonly (readonly [T, T])[] =>
  values.flatMap((a, index) => values.slice(index + 1).map((b) => [a, b] as const));
