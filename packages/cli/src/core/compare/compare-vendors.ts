import type { Comparison, PairFigures } from "./comparison.ts";
import { estimateAccuracy } from "./estimated-accuracy.ts";
import type { CompareFacts } from "./facts.ts";
import { paretoFrontier } from "./frontier.ts";
import { gatherItems, type PairTable, pairTable } from "./matched.ts";
import { quantileRatio } from "./ratio.ts";
import { perAnswer, type Tally, tally } from "./tally.ts";
import { vendorFigures } from "./vendor-figures.ts";
import { compareQuality, decide, type Side } from "./verdict.ts";
import { wilson } from "./wilson.ts";

/**
 * Vendors side by side: turnaround with open work counted as open, cost, quality, every two of them on the items both answered, and
 * who is worth it or what it would take to know. The same facts in any order give the same figures.
 */
export const compareVendors = (facts: CompareFacts): Comparison => {
  const items = gatherItems(facts.judgments);
  const tallies = facts.vendors.map((vendor) => tally(facts, vendor));
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
  return {
    jobs: facts.jobs,
    vendors: tallies.map((one) => vendorFigures({ one, items, accuracy: accuracy.get(one.vendor), currency: facts.currency })),
    pairs: drafts.map(({ a, b, table }) => pairFigures({ a, b, table, currency: facts.currency })),
    frontier: paretoFrontier(
      tallies.map((one) => ({
        vendor: one.vendor,
        cost: perAnswer(one),
        hours: one.p50.at,
        quality: one.known.seen > 0 ? one.known.right / one.known.seen : accuracy.get(one.vendor),
      })),
    ),
  };
};

interface PairParts {
  readonly a: Tally;
  readonly b: Tally;
  readonly table: PairTable;
  readonly currency: string;
}

const pairFigures = ({ a, b, table, currency }: PairParts): PairFigures => {
  const turnaround = quantileRatio(a.p50, b.p50);
  const agreement = wilson(table.agreeing, table.items);
  const pair = { a: sideOf(a), b: sideOf(b), table, turnaround, currency };
  const quality = compareQuality(pair);
  return {
    a: a.vendor,
    b: b.vendor,
    matchedItems: table.items,
    agreement: { rate: agreement?.rate ?? null, low: agreement?.low ?? null, high: agreement?.high ?? null },
    turnaround: { ratio: turnaround?.ratio ?? null, low: turnaround?.low ?? null, high: turnaround?.high ?? null },
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
