import type { Needs, PairFigures, Verdict } from "./comparison.ts";
import { type DifferenceInterval, pairedDifference, separateDifference } from "./difference.ts";
import type { PairTable } from "./matched.ts";
import { sharedItemsNeeded } from "./power.ts";
import type { RatioInterval } from "./ratio.ts";

/** A difference in the share right below this does not matter: two points. */
const smallestDifference = 0.02;
/** A price this close is the same price. */
const samePrice = 0.005;
/** Before anything is known: one item in five is got right by exactly one of the two. Weighs as much as five items. */
const assumed = { discordance: 0.2, weight: 5 };

/** One vendor's own figures, as far as a verdict reads them. */
export interface Side {
  /** Judgments whose right answer is known. */
  readonly known: { readonly right: number; readonly seen: number };
  /** In the comparison's currency. */
  readonly perAnswer: number | undefined;
}

export interface PairInput {
  readonly a: Side;
  readonly b: Side;
  readonly table: PairTable;
  readonly turnaround: RatioInterval | undefined;
  readonly currency: string;
}

/**
 * The quality of two vendors against each other: on the same items, or, where that says more (a narrower interval), each on its own items
 * with a known answer. The choice looks at how much is known, never at who is ahead.
 */
export const compareQuality = ({ a, b, table }: Pick<PairInput, "a" | "b" | "table">): PairFigures["quality"] => {
  const separate = separateDifference(a.known, b.known);
  const same = pairedDifference(table);
  if (same && (!separate || width(same) <= width(separate))) return { ...clipped(same), basis: "same items", items: knownItems(table) };
  if (separate) return { ...clipped(separate), basis: "separate items", items: a.known.seen + b.known.seen };
  return { difference: null, low: null, high: null, basis: "none", items: 0 };
};

const width = (interval: DifferenceInterval): number => interval.high - interval.low;

const clipped = ({ difference, low, high }: DifferenceInterval): DifferenceInterval => ({
  difference,
  low: Math.max(-1, low),
  high: Math.min(1, high),
});

/** Fractional products add up to whole items again; the rounding takes the dust of the last bits away. */
const knownItems = (table: PairTable): number => Math.round(table.bothRight + table.onlyA + table.onlyB + table.neither);

export interface Decision {
  readonly verdict: Verdict;
  readonly decidedBy?: "quality" | "cost" | "turnaround";
  readonly needs?: Needs;
}

/**
 * Whom to prefer. Quality decides where the interval leaves zero out; where it lies within two points of zero, the cheaper one, or with
 * the same price the one shown to be faster. Otherwise what it would take to know.
 */
export const decide = (pair: PairInput, quality: PairFigures["quality"]): Decision => {
  const { low, high } = quality;
  if (low !== null && low > 0) return { verdict: "a", decidedBy: "quality" };
  if (high !== null && high < 0) return { verdict: "b", decidedBy: "quality" };
  const same = low !== null && high !== null && low > -smallestDifference && high < smallestDifference;
  if (!same) return { verdict: "not enough data", needs: whatItTakes(pair) };
  const { a, b, turnaround } = pair;
  const dearer = a.perAnswer === undefined || b.perAnswer === undefined || b.perAnswer <= 0 ? 1 : a.perAnswer / b.perAnswer;
  if (Math.abs(dearer - 1) > samePrice) return { verdict: dearer < 1 ? "a" : "b", decidedBy: "cost" };
  if (turnaround?.high !== undefined && turnaround.high < 1) return { verdict: "a", decidedBy: "turnaround" };
  if (turnaround?.low !== undefined && turnaround.low > 1) return { verdict: "b", decidedBy: "turnaround" };
  return { verdict: "not enough data" };
};

const whatItTakes = ({ a, b, table, currency }: PairInput): Needs => {
  const have = knownItems(table);
  const discordance = expectedDiscordance(a, b, table);
  let toTell = smallestDifference;
  // Enough items for two points and still no answer: the true difference is smaller, so ask for a finer one.
  while (sharedItemsNeeded(discordance, toTell) <= have) toTell /= 2;
  const items = sharedItemsNeeded(discordance, toTell) - have;
  const each = a.perAnswer === undefined || b.perAnswer === undefined ? null : a.perAnswer + b.perAnswer;
  return { items, cost: each === null ? null : items * each, currency, toTell };
};

/** The share of items exactly one of the two gets right: as seen on shared items, else as disagreement or the two rates suggest. */
const expectedDiscordance = (a: Side, b: Side, table: PairTable): number => {
  const shared = knownItems(table);
  if (shared > 0) return smoothed(table.onlyA + table.onlyB, shared);
  if (table.items > 0) return smoothed(table.items - table.agreeing, table.items);
  if (a.known.seen === 0 || b.known.seen === 0) return assumed.discordance;
  const rightA = a.known.right / a.known.seen;
  const rightB = b.known.right / b.known.seen;
  return smoothed(
    (rightA * (1 - rightB) + rightB * (1 - rightA)) * Math.min(a.known.seen, b.known.seen),
    Math.min(a.known.seen, b.known.seen),
  );
};

const smoothed = (count: number, of: number): number => (count + assumed.discordance * assumed.weight) / (of + assumed.weight);
