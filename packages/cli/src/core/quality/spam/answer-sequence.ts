import type { AnswerTable } from "../answer-table.ts";

/** Answers in the order they came, by places of a table. */
export interface AnswerSequence {
  readonly item: Int32Array;
  readonly worker: Int32Array;
  readonly label: Int32Array;
  /** Seconds each took; NaN where it is not known. */
  readonly seconds?: Float64Array;
}

/** An answer held against what is known: right, wrong, or nothing to hold it against. */
export type Held = 1 | 0 | -1;

/**
 * Holds every answer against the known answer of its item or, where there is none, against what most others said; an item without others, or with a tie among them,
 * says nothing. An answer never votes on itself.
 */
export const heldAgainstOthers = (table: AnswerTable, sequence: AnswerSequence): Int8Array => {
  const { items, classes, itemStart, label, gold } = table;
  const counts = new Int32Array(items * classes);
  for (let item = 0; item < items; item += 1)
    for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) counts[item * classes + label[at]!]! += 1;
  return Int8Array.from(sequence.item, (item, row) => {
    const given = sequence.label[row]!;
    if (gold[item]! >= 0) return gold[item] === given ? 1 : 0;
    let most = 0;
    let best = -1;
    let tied = false;
    for (let of = 0; of < classes; of += 1) {
      const others = counts[item * classes + of]! - (of === given ? 1 : 0);
      if (others < most || others === 0) continue;
      tied = others === most;
      if (others > most) [most, best] = [others, of];
    }
    return best === -1 || tied ? -1 : best === given ? 1 : 0;
  });
};

/** Rows of each worker in the order they came: those of worker `w` are `row[start[w]] … row[start[w + 1] − 1]`. */
export const rowsByWorker = (workers: number, { worker }: AnswerSequence): { readonly start: Int32Array; readonly row: Int32Array } => {
  const start = new Int32Array(workers + 1);
  for (const who of worker) start[who + 1]! += 1;
  for (let who = 0; who < workers; who += 1) start[who + 1]! += start[who]!;
  const next = start.slice();
  const row = new Int32Array(worker.length);
  worker.forEach((who, at) => {
    row[next[who]!++] = at;
  });
  return { start, row };
};
