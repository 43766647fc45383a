import type { AnswerTable } from "../answer-table.ts";
import type { Interval } from "../agreement/bootstrap.ts";
import { cohenKappa } from "../agreement/kappa.ts";
import { krippendorffAlpha } from "../agreement/krippendorff.ts";
import { tableUnits } from "../agreement/units.ts";
import { streamOf } from "../numeric/seeded.ts";
import { decideAt } from "./posterior.ts";
import { vendorCoin } from "./vendor-coin.ts";

/** What the answers say about the vendors, without a truth. */
export interface VendorReport {
  readonly vendors: readonly VendorStanding[];
  readonly pairs: readonly VendorPair[];
}

export interface VendorStanding {
  readonly vendor: number;
  readonly workers: number;
  readonly answers: number;
  /** Share of its answers that the vendor-aware result agrees with. */
  readonly accuracy: Interval;
  /** How much the evidence of its workers counts, in parts of the best vendor's. */
  readonly trust: number;
  /** Krippendorff's alpha among its own workers; undefined where no item has two of them. */
  readonly alpha: number | undefined;
}

export interface VendorPair {
  readonly a: number;
  readonly b: number;
  /** Items both answered. */
  readonly items: number;
  /** Mean share of equal answers over those items. */
  readonly agreement: number;
  /** Cohen's kappa between what each vendor's plain majority says; undefined where chance alone would agree fully. */
  readonly kappa: number | undefined;
  /** Accuracy of `a` less that of `b`; the interval is for other items and other people of the same vendors. */
  readonly gap: Interval;
  /** The same for other items and the same people: narrower, and only about these people. */
  readonly gapOfThesePeople: Interval;
}

const resamples = 100;

/**
 * Vendors side by side on estimated accuracy. Intervals by drawing items and, within each vendor, workers with replacement, and running the vendor-aware
 * method again on what was drawn: other people would have answered other items. (A. B. Owen, "The pigeonhole bootstrap", Annals of Applied
 * Statistics 1, 2007: a little wide, never narrow.) Undefined with fewer than two vendors.
 */
export const vendorReport = (table: AnswerTable, seed: number): VendorReport | undefined => {
  const { vendors, vendorOf } = table;
  if (vendors < 2) return undefined;
  const base = vendorCoin(table);
  const next = streamOf(seed);
  const sample = (people: "drawn" | "kept"): readonly Float64Array[] =>
    Array.from({ length: resamples }, () => vendorCoin(drawn(table, next, people), { rounds: 50, tolerance: 1e-3 }).accuracy);
  const samples = sample("drawn");
  const samePeople = sample("kept");
  const workers = new Int32Array(vendors);
  for (const vendor of vendorOf) workers[vendor]! += 1;
  const answers = new Int32Array(vendors);
  for (const who of table.worker) answers[vendorOf[who]!]! += 1;
  const list = Array.from({ length: vendors }, (_, vendor) => vendor);
  return {
    vendors: list.map((vendor) => ({
      vendor,
      workers: workers[vendor]!,
      answers: answers[vendor]!,
      accuracy: limits(
        base.accuracy[vendor]!,
        samples.map((of) => of[vendor]!),
      ),
      trust: base.trust[vendor]!,
      alpha: krippendorffAlpha(tableUnits(table, (who) => vendorOf[who] === vendor)),
    })),
    pairs: list.flatMap((a) =>
      list.slice(a + 1).map((b) => ({
        a,
        b,
        ...sharedBy(table, a, b),
        gap: limits(
          base.accuracy[a]! - base.accuracy[b]!,
          samples.map((of) => of[a]! - of[b]!),
        ),
        gapOfThesePeople: limits(
          base.accuracy[a]! - base.accuracy[b]!,
          samePeople.map((of) => of[a]! - of[b]!),
        ),
      })),
    ),
  };
};

const limits = (value: number, samples: readonly number[]): Interval => {
  const sorted = samples.toSorted((x, y) => x - y);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? value;
  return { value, low: at(0.025), high: at(0.975) };
};

/** The table with items and workers drawn with replacement; a worker drawn twice is two workers. */
const drawn = (table: AnswerTable, next: () => number, whichPeople: "drawn" | "kept"): AnswerTable => {
  const { items, workers, vendors, vendorOf, itemStart } = table;
  const itemTimes = new Int32Array(items);
  for (let draw = 0; draw < items; draw += 1) itemTimes[Math.floor(next() * items)]! += 1;
  const workerTimes = new Int32Array(workers).fill(whichPeople === "kept" ? 1 : 0);
  for (let vendor = 0; vendor < vendors; vendor += 1) {
    if (whichPeople === "kept") break;
    const people = Array.from({ length: workers }, (_, who) => who).filter((who) => vendorOf[who] === vendor);
    for (let draw = 0; draw < people.length; draw += 1) workerTimes[people[Math.floor(next() * people.length)]!]! += 1;
  }
  const firstClone = new Int32Array(workers + 1);
  for (let who = 0; who < workers; who += 1) firstClone[who + 1] = firstClone[who]! + workerTimes[who]!;
  const start = [0];
  const worker: number[] = [];
  const label: number[] = [];
  const gold: number[] = [];
  for (let item = 0; item < items; item += 1)
    for (let again = itemTimes[item]!; again > 0; again -= 1) {
      for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1)
        for (let clone = firstClone[table.worker[at]!]!; clone < firstClone[table.worker[at]! + 1]!; clone += 1) {
          worker.push(clone);
          label.push(table.label[at]!);
        }
      start.push(worker.length);
      gold.push(table.gold[item]!);
    }
  return {
    ...table,
    items: gold.length,
    workers: firstClone[workers]!,
    vendorOf: Int32Array.from([...vendorOf].flatMap((vendor, who) => Array.from({ length: workerTimes[who]! }, () => vendor))),
    itemStart: Int32Array.from(start),
    worker: Int32Array.from(worker),
    label: Int32Array.from(label),
    gold: Int32Array.from(gold),
  };
};

const sharedBy = (table: AnswerTable, a: number, b: number): Pick<VendorPair, "items" | "agreement" | "kappa"> => {
  let items = 0;
  let sum = 0;
  const votes = [new Float64Array(table.classes), new Float64Array(table.classes)] as const;
  const both = Array.from({ length: table.classes }, () => Array.from({ length: table.classes }, () => 0));
  for (let item = 0; item < table.items; item += 1) {
    let pairs = 0;
    let equal = 0;
    for (const vote of votes) vote.fill(0);
    for (let at = table.itemStart[item]!; at < table.itemStart[item + 1]!; at += 1) {
      const of = vendorOfAnswer(table, at);
      if (of === a || of === b) votes[of === a ? 0 : 1][table.label[at]!]! += 1;
    }
    for (let first = table.itemStart[item]!; first < table.itemStart[item + 1]!; first += 1) {
      if (vendorOfAnswer(table, first) !== a) continue;
      for (let second = table.itemStart[item]!; second < table.itemStart[item + 1]!; second += 1) {
        if (vendorOfAnswer(table, second) !== b) continue;
        pairs += 1;
        if (table.label[first] === table.label[second]) equal += 1;
      }
    }
    if (pairs === 0) continue;
    items += 1;
    sum += equal / pairs;
    both[decideAt(votes[0], 0, table.classes).label]![decideAt(votes[1], 0, table.classes).label]! += 1;
  }
  return { items, agreement: items === 0 ? 0 : sum / items, kappa: items === 0 ? undefined : cohenKappa(both) };
};

const vendorOfAnswer = (table: AnswerTable, answer: number): number => table.vendorOf[table.worker[answer]!]!;
