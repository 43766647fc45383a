import type { AnswerTable } from "../answer-table.ts";

/** Two workers who agree more than the items explain. */
export interface AlikePair {
  readonly a: number;
  readonly b: number;
  /** Items both answered. */
  readonly items: number;
  readonly equal: number;
  /** How many equal answers two strangers would have given. */
  readonly expected: number;
  /** Standard deviations above that. */
  readonly z: number;
}

const fewestItems = 20;
const fewestDeviations = 6;
/** Pairs of answers that are looked at; beyond this the search would take longer than everything else. */
const mostPairs = 3_000_000;

/**
 * Workers with identical answers: for every pair with 20 shared items, equal answers against what the two confusion matrices and what is believed of the
 * items make likely for two people who do not know of each other. A pair is named from six standard deviations on, and only where 19 answers in 20 are
 * equal. Undefined where there are too many answers to compare all pairs.
 */
export const alikeWorkers = (
  table: AnswerTable,
  posterior: Float64Array,
  confusions: readonly (readonly (readonly number[])[])[],
): readonly AlikePair[] | undefined => {
  const { items, workers, classes, itemStart, worker, label } = table;
  let pairs = 0;
  for (let item = 0; item < items; item += 1) pairs += (itemStart[item + 1]! - itemStart[item]!) ** 2 / 2;
  if (pairs > mostPairs) return undefined;
  const tallies = new Map<number, Tally>();
  for (let item = 0; item < items; item += 1)
    for (let first = itemStart[item]!; first < itemStart[item + 1]!; first += 1)
      for (let second = first + 1; second < itemStart[item + 1]!; second += 1) {
        const [a, b] = [Math.min(worker[first]!, worker[second]!), Math.max(worker[first]!, worker[second]!)];
        if (a === b) continue;
        const key = a * workers + b;
        let tally = tallies.get(key);
        if (tally === undefined) tallies.set(key, (tally = { items: [], equal: 0 }));
        tally.items.push(item);
        if (label[first] === label[second]) tally.equal += 1;
      }
  const found: AlikePair[] = [];
  for (const [key, tally] of tallies) {
    if (tally.items.length < fewestItems || tally.equal < 0.95 * tally.items.length) continue;
    const [a, b] = [Math.floor(key / workers), key % workers];
    // Of two strangers, given the true class.
    const equalGiven = confusions[a]!.map((row, of) => row.reduce((sum, share, given) => sum + share * confusions[b]![of]![given]!, 0));
    let expected = 0;
    let variance = 0;
    for (const item of tally.items) {
      const chance = equalGiven.reduce((sum, share, of) => sum + share * posterior[item * classes + of]!, 0);
      expected += chance;
      variance += chance * (1 - chance);
    }
    const z = variance === 0 ? 0 : (tally.equal - expected) / Math.sqrt(variance);
    if (z >= fewestDeviations) found.push({ a, b, items: tally.items.length, equal: tally.equal, expected, z });
  }
  return found.toSorted((x, y) => y.z - x.z);
};

interface Tally {
  readonly items: number[];
  equal: number;
}
