import { clusterBootstrap, quantileOf } from "./cluster-bootstrap.ts";
import type { Needs, PairFigures, Verdict } from "./comparison.ts";
import { type DifferenceInterval, differenceOf, pairedDifference } from "./difference.ts";
import { studentTail } from "./distributions.ts";
import type { KnownAnswers } from "./known-answers.ts";
import { sharedItemsNeeded } from "./power.ts";
import { type Design, designFrom, designOf, independent } from "./rate-interval.ts";
import type { RatioInterval } from "./ratio.ts";
import type { PairTable } from "./shared-answers.ts";
import { type RateInterval, wilson, z95 } from "./wilson.ts";

/** A difference in the share right below this does not matter: two points. */
const smallestDifference = 0.02;
/** A price this close is the same price. */
const samePrice = 0.005;
/** Before anything is known: one item in five is got right by exactly one of the two. Weighs as much as five items. */
const assumed = { discordance: 0.2, weight: 5 };

/** One vendor's own figures, as far as a verdict reads them. */
export interface Side {
  /** Judgments whose right answer is known. */
  readonly known: KnownAnswers;
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

/** Which items two vendors are compared on; `matched`: those both answered. `weighted`: each on its own, where a lottery dealt them. */
export type Basis = "matched" | "weighted";

export interface QualityInput {
  readonly pair: Pick<PairInput, "a" | "b" | "table">;
  readonly basis: Basis;
  readonly bootstrap: { readonly seed: number; readonly replicates: number };
}

/** The quality of a pair before the other pairs are allowed for. */
export type DraftQuality = Omit<PairFigures["quality"], "pAdjusted">;

/**
 * The quality of two vendors against each other, on the items that were chosen beforehand: the choice never looks at who is ahead. Judgments that share an item
 * or a worker resemble each other, so intervals are as wide as that makes them.
 */
export const compareQuality = ({ pair, basis, bootstrap }: QualityInput): DraftQuality =>
  basis === "matched" ? onSameItems(pair.table, bootstrap) : onSeparateItems(pair.a.known, pair.b.known);

/** Where no right answers are known. */
export const nothingKnown: DraftQuality = {
  difference: null,
  low: null,
  high: null,
  basis: "none",
  items: 0,
  p: null,
  effect: null,
  support: null,
  bootstrap: null,
};

const onSameItems = (table: PairTable, { seed, replicates }: QualityInput["bootstrap"]): DraftQuality => {
  const design = pairDesign(table);
  const { effect, degrees, z } = design;
  const { bothRight, onlyA, onlyB, neither } = table;
  const worth = { bothRight: bothRight / effect, onlyA: onlyA / effect, onlyB: onlyB / effect, neither: neither / effect };
  const at = (quantile: number): DifferenceInterval | undefined => pairedDifference(worth, quantile);
  const found = at(z);
  if (found === undefined) return nothingKnown;
  const items = knownItems(table);
  const variance = effect * aloneVariance(table);
  const { difference } = table;
  const levels = design === independent ? { ...difference, workers: [] } : difference;
  const deviations = clusterBootstrap(levels, { seed, replicates, variance: variance * (z / z95) ** 2 });
  return {
    ...clipped(found),
    basis: "same items",
    items,
    p: pValue(found.difference, degrees, at),
    effect,
    support: null,
    bootstrap: {
      // What lies above the estimate as often as the estimate may lie above the truth: the basic bootstrap, kept inside what shares can do.
      low: Math.max(-1, found.difference - quantileOf(deviations, 0.975)),
      high: Math.min(1, found.difference - quantileOf(deviations, 0.025)),
      replicates,
      seed,
    },
  };
};

/** The variance of the mean difference over independent items. */
const aloneVariance = ({ onlyA, onlyB, bothRight, neither }: PairTable): number => {
  const items = onlyA + onlyB + bothRight + neither;
  return items === 0 ? 0 : (onlyA + onlyB - (onlyA - onlyB) ** 2 / items) / items ** 2;
};

/** Without named workers the items are all there is to go by, and they are independent. */
const pairDesign = (table: PairTable): Design => {
  const alone = aloneVariance(table);
  const { workers, cells } = table.difference;
  const named = workers.reduce((sum, parts) => sum + parts.length, 0) < cells.count;
  return alone > 0 && named && workers.every((parts) => parts.length > 1) ? designFrom(table.difference, alone) : independent;
};

/**
 * Each vendor on its own items, stratum by stratum, so that a vendor that was dealt more of the hard ones is not worse for it: only strata both have known answers in, in the
 * proportions of the two together.
 */
const onSeparateItems = (a: KnownAnswers, b: KnownAnswers): DraftQuality => {
  const common = [...a.strata.keys()].filter((stratum) => seenIn(a, stratum) > 0 && seenIn(b, stratum) > 0).toSorted((x, y) => x - y);
  const total = common.reduce((sum, stratum) => sum + seenIn(a, stratum) + seenIn(b, stratum), 0);
  if (total === 0) return { ...nothingKnown, support: a.seen + b.seen > 0 ? 0 : null };
  const weights = common.map((stratum) => ({ stratum, weight: (seenIn(a, stratum) + seenIn(b, stratum)) / total }));
  const [first, second] = [weighted(a, weights), weighted(b, weights)];
  const at = (quantile: number): DifferenceInterval => differenceOf(first.at(quantile), second.at(quantile));
  const found = at(z95);
  return {
    ...clipped(found),
    basis: "separate items",
    items: total,
    p: pValue(found.difference, Number.POSITIVE_INFINITY, at),
    effect: Math.max(first.effect, second.effect),
    support: total / (a.seen + b.seen),
    bootstrap: null,
  };
};

const seenIn = ({ strata }: KnownAnswers, stratum: number): number => strata.get(stratum)?.seen ?? 0;

interface WeightedRate {
  readonly effect: number;
  /** The score interval of as many independent answers as the facts are worth, at a normal quantile. */
  readonly at: (quantile: number) => RateInterval;
}

const weighted = (known: KnownAnswers, weights: readonly { readonly stratum: number; readonly weight: number }[]): WeightedRate => {
  const { effect, z } = designOf(known);
  let rate = 0;
  let variance = 0;
  let seen = 0;
  for (const { stratum, weight } of weights) {
    const counts = known.strata.get(stratum) ?? { right: 0, seen: 1 };
    const own = counts.right / counts.seen;
    rate += weight * own;
    variance += (weight * weight * own * (1 - own)) / counts.seen;
    seen += counts.seen;
  }
  const worth = (variance > 0 ? (rate * (1 - rate)) / variance : seen) / effect;
  const at = (quantile: number): RateInterval => wilson(rate * worth, worth, (quantile * z) / z95) ?? { rate, low: 0, high: 1 };
  return { effect, at };
};

/** The level at which the interval would just touch zero: the test that belongs to the interval. */
const pValue = (difference: number, degrees: number, at: (quantile: number) => DifferenceInterval | undefined): number => {
  if (difference === 0) return 1;
  let low = 0;
  let high = 40;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    const interval = at(middle);
    if (interval === undefined || (difference > 0 ? interval.low > 0 : interval.high < 0)) low = middle;
    else high = middle;
  }
  return Math.min(1, 2 * studentTail(low, degrees));
};

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
  const { low, high, pAdjusted } = quality;
  // One pair of many looks good by chance more easily than the only one does.
  const shown = pAdjusted !== null && pAdjusted < 0.05;
  if (shown && low !== null && low > 0) return { verdict: "a", decidedBy: "quality" };
  if (shown && high !== null && high < 0) return { verdict: "b", decidedBy: "quality" };
  const same = low !== null && high !== null && low > -smallestDifference && high < smallestDifference;
  if (!same) return { verdict: "not enough data", needs: whatItTakes(pair, quality.effect ?? 1) };
  const { a, b, turnaround } = pair;
  const dearer = a.perAnswer === undefined || b.perAnswer === undefined || b.perAnswer <= 0 ? 1 : a.perAnswer / b.perAnswer;
  if (Math.abs(dearer - 1) > samePrice) return { verdict: dearer < 1 ? "a" : "b", decidedBy: "cost" };
  if (turnaround?.high !== undefined && turnaround.high < 1) return { verdict: "a", decidedBy: "turnaround" };
  if (turnaround?.low !== undefined && turnaround.low > 1) return { verdict: "b", decidedBy: "turnaround" };
  return { verdict: "not enough data" };
};

const whatItTakes = ({ a, b, table, currency }: PairInput, effect: number): Needs => {
  const have = knownItems(table);
  const discordance = expectedDiscordance(a, b, table);
  // Items judged by few workers are worth less than their number.
  const needed = (difference: number): number => Math.ceil(sharedItemsNeeded(discordance, difference) * Math.max(1, effect));
  let toTell = smallestDifference;
  // Enough items for two points and still no answer: the true difference is smaller, so ask for a finer one.
  while (needed(toTell) <= have) toTell /= 2;
  const items = needed(toTell) - have;
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
