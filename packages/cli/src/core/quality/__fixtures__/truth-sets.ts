import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AnswerTable, answerTable } from "../answer-table.ts";
import { highestAt, tieWidth } from "../labels/posterior.ts";

/** Real crowd answers with truths; they lie beside the checkout and are no part of it. */
export const truthFolder = join(import.meta.dirname, "../../../../../../../shared/data/truth");
export const haveTruthSets = existsSync(truthFolder);

export interface TruthSet {
  readonly table: AnswerTable;
  /** By place in the table; −1 without a truth. */
  readonly truth: Int32Array;
  readonly items: readonly string[];
  readonly workers: readonly string[];
  readonly labels: readonly string[];
}

export type AnswerRow = readonly [item: string, worker: string, label: string, vendor?: string];

const byName = (a: string, b: string): number =>
  Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? (a < b ? -1 : a > b ? 1 : 0) : Number(a) - Number(b);

/** A table of rows with names; items and workers are numbered as they come, labels sorted. */
export const tableOfRows = (
  rows: readonly AnswerRow[],
  options: { readonly repeats?: "once" | "all"; readonly truth?: ReadonlyMap<string, string>; readonly gold?: ReadonlyMap<string, string> } = {},
): TruthSet => {
  const items = [...new Set(rows.map(([item]) => item))];
  const workers = [...new Set(rows.map(([, worker]) => worker))];
  const labels = [...new Set(rows.map(([, , label]) => label))].toSorted(byName);
  const vendors = [...new Set(rows.map(([, , , vendor = ""]) => vendor))].toSorted();
  const at = (names: readonly string[]): ReadonlyMap<string, number> => new Map(names.map((name, index) => [name, index]));
  const [itemAt, workerAt, labelAt] = [at(items), at(workers), at(labels)];
  const vendorOf = new Map(rows.map(([, worker, , vendor = ""]) => [worker, vendors.indexOf(vendor)]));
  const table = answerTable({
    items: items.length,
    workers: workers.length,
    classes: labels.length,
    item: rows.map(([item]) => itemAt.get(item)!),
    worker: rows.map(([, worker]) => workerAt.get(worker)!),
    label: rows.map(([, , label]) => labelAt.get(label)!),
    vendorOf: workers.map((worker) => vendorOf.get(worker)!),
    gold: items.map((item) => labelAt.get(options.gold?.get(item) ?? "") ?? -1),
    ...(options.repeats === undefined ? {} : { repeats: options.repeats }),
  });
  const truth = Int32Array.from(table.itemAt, (item) => {
    const known = options.truth?.get(items[item]!);
    return known === undefined ? -1 : (labelAt.get(known) ?? labels.length);
  });
  return { table, truth, items, workers, labels };
};

const rowsOf = (file: string): readonly (readonly string[])[] =>
  readFileSync(file, "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));

/** One of the sets, all of it or one vendor's part. */
export const truthSet = (name: string, vendor?: string): TruthSet => {
  const rows = rowsOf(join(truthFolder, name, "answers.csv")) as unknown as readonly AnswerRow[];
  const truthFile = join(truthFolder, name, "truth.csv");
  return tableOfRows(
    rows.filter((row) => vendor === undefined || row[3] === vendor),
    {
      repeats: name === "ds79" ? "all" : "once",
      ...(existsSync(truthFile) ? { truth: new Map(rowsOf(truthFile) as unknown as [string, string][]) } : {}),
    },
  );
};

/** Accuracy over items with a truth: with tied classes sharing the credit, and with the lowest of them. */
export const accuracyOn = ({ table, truth }: TruthSet, posterior: Float64Array): { readonly shared: number; readonly lowest: number } => {
  const { classes } = table;
  let seen = 0;
  let shared = 0;
  let lowest = 0;
  truth.forEach((known, item) => {
    if (known < 0) return;
    seen += 1;
    const { most, tied } = highestAt(posterior, item * classes, classes);
    const isHigh = (of: number): boolean => posterior[item * classes + of]! >= most - tieWidth;
    if (known < classes && isHigh(known)) shared += 1 / tied;
    let first = 0;
    while (!isHigh(first)) first += 1;
    if (first === known) lowest += 1;
  });
  return { shared: shared / seen, lowest: lowest / seen };
};

/** A posterior as rows by the item's name, for comparing with written-down figures. */
export const rowsByItem = ({ table, items }: TruthSet, posterior: Float64Array): ReadonlyMap<string, readonly number[]> =>
  new Map(
    [...table.itemAt].map((item, place) => [items[item]!, [...posterior.slice(place * table.classes, (place + 1) * table.classes)]]),
  );

/** Figures of workers by the worker's name. */
export const byWorker = ({ table, workers }: TruthSet, figure: Float64Array): ReadonlyMap<string, number> =>
  new Map([...table.workerAt].map((worker, place) => [workers[worker]!, figure[place]!]));
