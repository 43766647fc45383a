import type { AnswerTable } from "../answer-table.ts";

/** What a method says about every item, and how it came to it. */
export interface Inference {
  /** Probability of each class, item by item: `posterior[item * classes + class]`. */
  readonly posterior: Float64Array;
  readonly rounds: number;
  /** Whether the last round changed less than the method's tolerance; methods without rounds always have. */
  readonly converged: boolean;
  /** After each round, where the method has a likelihood that must never fall. */
  readonly logLikelihood?: readonly number[];
  /** The method's own figure for each worker: a skill, a competence, an ability. */
  readonly skill?: Float64Array;
}

/** Two classes closer than this are a tie: a difference that small is rounding, not evidence. */
export const tieWidth = 1e-9;

/** The highest probability of one item, and how many classes share it. */
export const highestAt = (posterior: Float64Array, start: number, classes: number): { readonly most: number; readonly tied: number } => {
  let most = -Infinity;
  for (let at = start; at < start + classes; at += 1) if (posterior[at]! > most) most = posterior[at]!;
  let tied = 0;
  for (let at = start; at < start + classes; at += 1) if (posterior[at]! >= most - tieWidth) tied += 1;
  return { most, tied };
};

/**
 * The class of one item, and how many share the highest probability. Of tied classes the first one wins: classes are numbered in the
 * order of the job's options, or sorted by name where there is no job.
 */
export const decideAt = (posterior: Float64Array, start: number, classes: number): { readonly label: number; readonly tied: number } => {
  const { most, tied } = highestAt(posterior, start, classes);
  let label = 0;
  while (posterior[start + label]! < most - tieWidth) label += 1;
  return { label, tied };
};

/** Vote shares, item by item; known answers at 1. Where most methods start. An item without answers has even shares. */
export const voteShares = (table: AnswerTable, weight?: Float64Array): Float64Array => {
  const { items, classes, itemStart, worker, label } = table;
  const shares = new Float64Array(items * classes);
  for (let item = 0; item < items; item += 1) {
    const start = itemStart[item]!;
    const end = itemStart[item + 1]!;
    let total = 0;
    for (let at = start; at < end; at += 1) {
      const vote = weight === undefined ? 1 : weight[worker[at]!]!;
      shares[item * classes + label[at]!]! += vote;
      total += vote;
    }
    if (total <= 0) {
      // All voters have weight 0: their plain votes are what is left.
      for (let of = 0; of < classes; of += 1) shares[item * classes + of] = 0;
      for (let at = start; at < end; at += 1) shares[item * classes + label[at]!]! += 1;
      total = end - start;
    }
    for (let of = 0; of < classes; of += 1) shares[item * classes + of] = total === 0 ? 1 / classes : shares[item * classes + of]! / total;
  }
  pinGold(table, shares);
  return shares;
};

/** Sets the known answers of gold items to 1. */
export const pinGold = ({ items, classes, gold }: AnswerTable, posterior: Float64Array): void => {
  for (let item = 0; item < items; item += 1) {
    const known = gold[item]!;
    if (known < 0) continue;
    for (let of = 0; of < classes; of += 1) posterior[item * classes + of] = of === known ? 1 : 0;
  }
};

/** Share of each worker's answers that the posterior agrees with; 0 for a worker without answers. */
export const agreementWith = (table: AnswerTable, posterior: Float64Array): Float64Array => {
  const { classes } = table;
  const byLabel = new Float64Array(table.workers * classes);
  const seen = new Float64Array(table.workers);
  eachAnswer(table, (item, who, given) => {
    byLabel[who * classes + given]! += posterior[item * classes + given]!;
    seen[who]! += 1;
  });
  return seen.map((count, who) => (count === 0 ? 0 : sumAt(byLabel, who * classes, classes) / count));
};

/** Visits every answer, item by item. */
export const eachAnswer = (table: AnswerTable, visit: (item: number, worker: number, label: number) => void): void => {
  const { items, itemStart, worker, label } = table;
  for (let item = 0; item < items; item += 1)
    for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) visit(item, worker[at]!, label[at]!);
};

/** Sum of `count` values from `start` on. */
export const sumAt = (values: Float64Array, start: number, count: number): number => {
  let sum = 0;
  for (let at = start; at < start + count; at += 1) sum += values[at]!;
  return sum;
};

/**
 * Whether a round changed nothing that matters: no probability moved further than the tolerance, or the items moved by less than a hundredth of it on
 * average (among millions of items some few waver for a hundred rounds, and no label with them).
 */
export const hasSettled = (
  before: Float64Array,
  after: Float64Array,
  { items, tolerance }: { readonly items: number; readonly tolerance: number },
): boolean => {
  let most = 0;
  let sum = 0;
  for (let at = 0; at < after.length; at += 1) {
    const move = Math.abs(after[at]! - before[at]!);
    sum += move;
    if (move > most) most = move;
  }
  return most <= tolerance || sum <= items * (tolerance / 100);
};
