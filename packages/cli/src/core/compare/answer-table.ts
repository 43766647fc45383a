import type { JudgmentFact } from "./facts.ts";

/**
 * All judgments in one order that follows from what they say and not from how they came, as columns of numbers: a million of them are read many times.
 * Judgments of one item lie side by side, then by vendor, worker and answer.
 */
export interface AnswerTable {
  readonly vendors: readonly string[];
  readonly items: number;
  /** Where each item's judgments begin; one entry more than there are items. */
  readonly start: Int32Array;
  /** Index into `vendors`. */
  readonly vendor: Int32Array;
  /** A number for each worker of each vendor; -1 where none is named. */
  readonly worker: Int32Array;
  /** Names of those numbers. */
  readonly workers: readonly string[];
  /** A number for each answer; equal numbers are equal answers. */
  readonly answer: Int32Array;
  /** The answers behind those numbers, known ones included. */
  readonly answers: readonly string[];
  /** 1 where the answer could be used. */
  readonly accepted: Uint8Array;
  /** The known answer of each item, gold before truth file; -1 where there is none. */
  readonly known: Int32Array;
  /** 1 where the known answer is gold. */
  readonly gold: Uint8Array;
  /** Which lottery dealt each item. */
  readonly stratum: Int32Array;
}

/** Lays the judgments of the listed vendors out; those of others are left out. */
export const answerTable = (judgments: readonly JudgmentFact[], vendors: readonly string[]): AnswerTable => {
  const { rows, answers, workers } = columnsOf(judgments, vendors);
  const count = rows.vendor.length;
  const ids = rows.item.slice().sort();
  const itemAt = new Map<number, number>();
  for (const id of ids) if (!itemAt.has(id)) itemAt.set(id, itemAt.size);

  // By item first, all at once: counting needs no comparisons.
  const start = new Int32Array(itemAt.size + 1);
  const itemOf = new Int32Array(count);
  for (let row = 0; row < count; row += 1) {
    const item = itemAt.get(rows.item[row] ?? 0) ?? 0;
    itemOf[row] = item;
    start[item + 1] = (start[item + 1] ?? 0) + 1;
  }
  for (let item = 0; item < itemAt.size; item += 1) start[item + 1] = (start[item + 1] ?? 0) + (start[item] ?? 0);
  const next = start.slice();
  const order = new Int32Array(count);
  for (let row = 0; row < count; row += 1) {
    const item = itemOf[row] ?? 0;
    const at = next[item] ?? 0;
    order[at] = row;
    next[item] = at + 1;
  }
  const before = (x: number, y: number): number =>
    (rows.vendor[x] ?? 0) - (rows.vendor[y] ?? 0) ||
    (rows.worker[x] ?? 0) - (rows.worker[y] ?? 0) ||
    (rows.answer[x] ?? 0) - (rows.answer[y] ?? 0) ||
    (rows.accepted[x] ?? 0) - (rows.accepted[y] ?? 0);
  const known = new Int32Array(itemAt.size).fill(-1);
  const gold = new Uint8Array(itemAt.size);
  const stratum = new Int32Array(itemAt.size);
  for (let item = 0; item < itemAt.size; item += 1) {
    const [from = 0, to = 0] = [start[item], start[item + 1]];
    if (to - from > 1) order.subarray(from, to).sort(before);
    for (let at = from; at < to; at += 1) {
      const row = order[at] ?? 0;
      stratum[item] = Math.max(stratum[item] ?? 0, rows.stratum[row] ?? 0);
      const [goldAnswer = -1, truthAnswer = -1] = [rows.gold[row], rows.truth[row]];
      if (goldAnswer >= 0) {
        known[item] = goldAnswer;
        gold[item] = 1;
      } else if (truthAnswer >= 0 && gold[item] === 0) known[item] = truthAnswer;
    }
  }
  return {
    vendors,
    items: itemAt.size,
    start,
    vendor: order.map((row) => rows.vendor[row] ?? 0),
    worker: order.map((row) => rows.worker[row] ?? -1),
    workers,
    answer: order.map((row) => rows.answer[row] ?? 0),
    answers,
    accepted: new Uint8Array(order.map((row) => rows.accepted[row] ?? 0)),
    known,
    gold,
    stratum,
  };
};

/** The judgments as they came, in numbers that follow the order of the texts themselves. */
const columnsOf = (judgments: readonly JudgmentFact[], vendors: readonly string[]) => {
  const vendorAt = new Map(vendors.map((vendor, index) => [vendor, index]));
  const size = judgments.length;
  const rows = {
    item: new Float64Array(size),
    vendor: new Int32Array(size),
    worker: new Int32Array(size).fill(-1),
    answer: new Int32Array(size),
    accepted: new Uint8Array(size),
    stratum: new Int32Array(size),
    gold: new Int32Array(size).fill(-1),
    truth: new Int32Array(size).fill(-1),
  };
  const answers = new Map<string, number>();
  const workers = vendors.map(() => new Map<string, number>());
  let count = 0;
  for (const judgment of judgments) {
    const vendor = vendorAt.get(judgment.vendor);
    if (vendor === undefined) continue;
    rows.item[count] = judgment.item;
    rows.vendor[count] = vendor;
    rows.answer[count] = numberOf(answers, judgment.answer);
    rows.accepted[count] = judgment.accepted ? 1 : 0;
    rows.stratum[count] = judgment.stratum ?? 0;
    if (judgment.goldAnswer !== undefined) rows.gold[count] = numberOf(answers, judgment.goldAnswer);
    if (judgment.truthAnswer !== undefined) rows.truth[count] = numberOf(answers, judgment.truthAnswer);
    const own = workers[vendor];
    if (judgment.worker !== undefined && own !== undefined) rows.worker[count] = numberOf(own, judgment.worker);
    count += 1;
  }
  const sorted = ranked(answers);
  const people = workers.map(ranked);
  const first = people.map((_, vendor) => people.slice(0, vendor).reduce((sum, { names }) => sum + names.length, 0));
  for (let row = 0; row < count; row += 1) {
    rows.answer[row] = sorted.rank[rows.answer[row] ?? 0] ?? 0;
    for (const column of [rows.gold, rows.truth]) if ((column[row] ?? -1) >= 0) column[row] = sorted.rank[column[row] ?? 0] ?? 0;
    const [vendor = 0, worker = -1] = [rows.vendor[row], rows.worker[row]];
    if (worker >= 0) rows.worker[row] = (first[vendor] ?? 0) + (people[vendor]?.rank[worker] ?? 0);
  }
  return {
    rows: {
      ...rows,
      item: rows.item.subarray(0, count),
      vendor: rows.vendor.subarray(0, count),
    },
    answers: sorted.names,
    workers: people.flatMap(({ names }) => names),
  };
};

const numberOf = (numbers: Map<string, number>, text: string): number => {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
};

/** The texts in their own order, and the place there of each number they were given. */
const ranked = (numbers: ReadonlyMap<string, number>): { readonly names: readonly string[]; readonly rank: Int32Array } => {
  const names = [...numbers.keys()].sort();
  const rank = new Int32Array(names.length);
  for (const [place, name] of names.entries()) rank[numbers.get(name) ?? 0] = place;
  return { names, rank };
};
