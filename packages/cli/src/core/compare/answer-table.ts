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
}

/** Lays the judgments of the listed vendors out; those of others are left out. */
export const answerTable = (judgments: readonly JudgmentFact[], vendors: readonly string[]): AnswerTable => {
  const vendorAt = new Map(vendors.map((vendor, index) => [vendor, index]));
  const used = judgments.filter(({ vendor }) => vendorAt.has(vendor));
  const ids = Float64Array.from(used, ({ item }) => item).sort();
  const itemAt = new Map<number, number>();
  for (const id of ids) if (!itemAt.has(id)) itemAt.set(id, itemAt.size);
  const answers = numbered(used, function* ({ answer, goldAnswer, truthAnswer }) {
    yield answer;
    if (goldAnswer !== undefined) yield goldAnswer;
    if (truthAnswer !== undefined) yield truthAnswer;
  });
  const workers = numbered(used, function* (judgment) {
    const name = workerName(judgment);
    if (name !== undefined) yield name;
  });

  const start = new Int32Array(itemAt.size + 1);
  const items = Int32Array.from(used, ({ item }) => itemAt.get(item) ?? 0);
  for (const item of items) start[item + 1] = (start[item + 1] ?? 0) + 1;
  for (let item = 0; item < itemAt.size; item += 1) start[item + 1] = (start[item + 1] ?? 0) + (start[item] ?? 0);
  const next = start.slice();
  const order = new Int32Array(used.length);
  for (const [row, item] of items.entries()) {
    const at = next[item] ?? 0;
    order[at] = row;
    next[item] = at + 1;
  }

  const keyed = {
    vendor: Int32Array.from(used, ({ vendor }) => vendorAt.get(vendor) ?? 0),
    worker: Int32Array.from(used, (judgment) => workers.get(workerName(judgment) ?? "") ?? -1),
    answer: Int32Array.from(used, ({ answer }) => answers.get(answer) ?? 0),
    accepted: Uint8Array.from(used, ({ accepted }) => (accepted ? 1 : 0)),
  };
  const before = (x: number, y: number): number =>
    (keyed.vendor[x] ?? 0) - (keyed.vendor[y] ?? 0) ||
    (keyed.worker[x] ?? 0) - (keyed.worker[y] ?? 0) ||
    (keyed.answer[x] ?? 0) - (keyed.answer[y] ?? 0) ||
    (keyed.accepted[x] ?? 0) - (keyed.accepted[y] ?? 0);
  const known = new Int32Array(itemAt.size).fill(-1);
  const gold = new Uint8Array(itemAt.size);
  for (let item = 0; item < itemAt.size; item += 1) {
    const rows = order.subarray(start[item], start[item + 1]);
    if (rows.length > 1) rows.sort(before);
    for (const row of rows) {
      const { goldAnswer, truthAnswer } = used[row] ?? {};
      if (goldAnswer !== undefined) {
        known[item] = answers.get(goldAnswer) ?? -1;
        gold[item] = 1;
      } else if (truthAnswer !== undefined && gold[item] === 0) known[item] = answers.get(truthAnswer) ?? -1;
    }
  }
  return {
    vendors,
    items: itemAt.size,
    start,
    vendor: order.map((row) => keyed.vendor[row] ?? 0),
    worker: order.map((row) => keyed.worker[row] ?? -1),
    workers: [...workers.keys()].map((name) => name.slice(name.indexOf("\n") + 1)),
    answer: order.map((row) => keyed.answer[row] ?? 0),
    answers: [...answers.keys()],
    accepted: Uint8Array.from(order, (row) => keyed.accepted[row] ?? 0),
    known,
    gold,
  };
};

/** A worker's name means something at its vendor only. */
const workerName = ({ vendor, worker }: JudgmentFact): string | undefined => (worker === undefined ? undefined : `${vendor}\n${worker}`);

/** Numbers for the texts, in the order of the texts themselves. */
const numbered = (judgments: readonly JudgmentFact[], of: (judgment: JudgmentFact) => Iterable<string>): ReadonlyMap<string, number> => {
  const texts = new Set<string>();
  for (const judgment of judgments) for (const text of of(judgment)) texts.add(text);
  return new Map([...texts].sort().map((text, index) => [text, index]));
};
