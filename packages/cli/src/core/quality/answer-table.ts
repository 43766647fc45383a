import { colourTable } from "./colours.ts";

/**
 * Answers to items with one label each, as columns. Items, workers and labels are numbers from 0; names stay outside. Rows lie by item, in an order
 * that only the answers decide (see `colours.ts`): the same answers in another order, or under other names, make the same table up to what
 * no method can tell apart, and so the same figures to the last bit.
 */
export interface AnswerTable {
  readonly items: number;
  readonly workers: number;
  readonly classes: number;
  readonly vendors: number;
  /** Answers of item `i` are those from `itemStart[i]` up to `itemStart[i + 1]`. */
  readonly itemStart: Int32Array;
  /** Of each answer. A worker is one person of one vendor. */
  readonly worker: Int32Array;
  readonly label: Int32Array;
  /** Of each worker. */
  readonly vendorOf: Int32Array;
  /** The known answer of each item, −1 where there is none: it pins the item in every method that learns. */
  readonly gold: Int32Array;
  /** Which item of the input is at each place of the table. */
  readonly itemAt: Int32Array;
  /** Which worker of the input is at each place of the table. */
  readonly workerAt: Int32Array;
  /** A number drawn from the answers alone, for draws that must not depend on order or names. */
  readonly itemColour: Uint32Array;
  readonly workerColour: Uint32Array;
  /** Rows that were left out because they repeat an answer. */
  readonly repeated: number;
}

export interface AnswerColumns {
  readonly items: number;
  readonly workers: number;
  readonly classes: number;
  readonly item: ArrayLike<number>;
  readonly worker: ArrayLike<number>;
  readonly label: ArrayLike<number>;
  /** Vendor of each worker; all of one vendor where absent. */
  readonly vendorOf?: ArrayLike<number>;
  /** Known answers by item; −1 for none. */
  readonly gold?: ArrayLike<number>;
  /**
   * `once` (default): a worker's same answer to the same item counts once, however often it is there; contradicting answers all count.
   * `all`: every row counts, for data where repeats are repeated measurements.
   */
  readonly repeats?: "once" | "all";
}

/** Sorts answers into a table. Linear in the answers but for the sorting of items and workers; never throws. */
export const answerTable = (columns: AnswerColumns): AnswerTable => {
  const { items, workers, classes } = columns;
  const vendorOf = Int32Array.from({ length: workers }, (_, worker) => columns.vendorOf?.[worker] ?? 0);
  const gold = Int32Array.from({ length: items }, (_, item) => columns.gold?.[item] ?? -1);
  const plain = byItem(columns);
  const colours = colourTable({ ...plain, items, workers, vendorOf, gold });
  const worker = new Int32Array(plain.worker.length);
  const label = new Int32Array(plain.label.length);
  const itemStart = new Int32Array(items + 1);
  let at = 0;
  const row: number[] = [];
  for (let place = 0; place < items; place += 1) {
    const item = colours.itemAt[place]!;
    const start = plain.itemStart[item]!;
    const end = plain.itemStart[item + 1]!;
    row.length = 0;
    for (let answer = start; answer < end; answer += 1) row.push(answer);
    // Workers that cannot be told apart share a rank, so that within an item the label decides their order, never their name.
    row.sort(
      (a, b) =>
        colours.workerRank[plain.worker[a]!]! - colours.workerRank[plain.worker[b]!]! ||
        plain.label[a]! - plain.label[b]! ||
        colours.workerPlace[plain.worker[a]!]! - colours.workerPlace[plain.worker[b]!]!,
    );
    itemStart[place] = at;
    for (const answer of row) {
      worker[at] = colours.workerPlace[plain.worker[answer]!]!;
      label[at] = plain.label[answer]!;
      at += 1;
    }
  }
  itemStart[items] = at;
  return {
    items,
    workers,
    classes,
    vendors: vendorOf.reduce((most, vendor) => Math.max(most, vendor + 1), 1),
    itemStart,
    worker,
    label,
    vendorOf: colours.workerAt.map((index) => vendorOf[index]!),
    gold: colours.itemAt.map((index) => gold[index]!),
    itemAt: colours.itemAt,
    workerAt: colours.workerAt,
    itemColour: colours.itemColour,
    workerColour: colours.workerColour,
    repeated: columns.item.length - at,
  };
};

/** Counting sort by item; repeats of one worker's same answer to an item are left out unless all count. */
const byItem = ({
  items,
  item,
  worker,
  label,
  repeats = "once",
}: AnswerColumns): { readonly itemStart: Int32Array; readonly worker: Int32Array; readonly label: Int32Array } => {
  const start = new Int32Array(items + 1);
  for (let row = 0; row < item.length; row += 1) start[item[row]! + 1]! += 1;
  for (let index = 0; index < items; index += 1) start[index + 1]! += start[index]!;
  const next = start.slice();
  const workers = new Int32Array(item.length);
  const labels = new Int32Array(item.length);
  for (let row = 0; row < item.length; row += 1) {
    const at = next[item[row]!]!++;
    workers[at] = worker[row]!;
    labels[at] = label[row]!;
  }
  if (repeats === "all") return { itemStart: start, worker: workers, label: labels };
  const kept = new Int32Array(items + 1);
  let to = 0;
  for (let index = 0; index < items; index += 1) {
    kept[index] = to;
    for (let at = start[index]!; at < start[index + 1]!; at += 1) {
      let before = kept[index]!;
      while (before < to && (workers[before] !== workers[at] || labels[before] !== labels[at])) before += 1;
      if (before < to) continue;
      workers[to] = workers[at]!;
      labels[to] = labels[at]!;
      to += 1;
    }
  }
  kept[items] = to;
  return { itemStart: kept, worker: workers.slice(0, to), label: labels.slice(0, to) };
};
