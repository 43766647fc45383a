import { closeSync, openSync, writeSync } from "node:fs";
import {
  type AggregatedLabels,
  aggregateLabels,
  type AnswerTable,
  answerTable,
  firstItems,
  highestAt,
  labelAgreement,
  labelKappa,
  type LabelMethod,
  tieWidth,
  tooLarge,
  vendorReport,
} from "../core/quality/index.ts";
import type { AnswersFile } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { AggregateDocument } from "../report/index.ts";
import { csvLine } from "../report/csv.ts";

export interface AggregateFileOptions {
  readonly method: LabelMethod | "auto";
  readonly repeats: "once" | "all";
  readonly seed: number;
  readonly gold: ReadonlyMap<string, string> | undefined;
  readonly truth: ReadonlyMap<string, string> | undefined;
}

/** One line of the result. */
export interface LabelLine {
  readonly task: string;
  readonly label: string;
  readonly confidence: number | null;
}

export interface AggregatedFile {
  readonly document: AggregateDocument;
  /** In the order in which the tasks first came up in the file. */
  readonly labels: () => Iterable<LabelLine>;
}

/** Vendors are compared on so many items at most; the first of a table are a fair sample of it. */
const vendorItems = 20_000;

/** Labels of a file of answers. Throws a UserError where the method asked for cannot be run on it, or a gold label is none of its labels. */
export const aggregateFile = (file: AnswersFile, options: AggregateFileOptions): AggregatedFile => {
  const classes = sortedLabels(file.labels);
  const classOf = new Map(classes.map((label, index) => [label, index]));
  const renumbered = Int32Array.from(file.labels, (label) => classOf.get(label)!);
  const table = answerTable({
    items: file.items.length,
    workers: file.workers.length,
    classes: classes.length,
    item: file.item,
    worker: file.worker,
    label: file.label.map((label) => renumbered[label]!),
    vendorOf: file.workers.map(({ vendor }) => vendor),
    ...(options.gold === undefined ? {} : { gold: goldOf(file, classOf, options.gold) }),
    repeats: options.repeats,
  });
  if (options.method !== "auto") {
    const why = tooLarge(options.method, table);
    if (why !== undefined) throw new UserError(2, [{ path: "--method", message: why, hint: "one-coin, wawa or auto need less room" }]);
  }
  const result = aggregateLabels(table, options);
  const vendors = file.hasVendors ? vendorReport(firstItems(table, vendorItems), options.seed) : undefined;
  const nameOf = (vendor: number): string => file.vendors[vendor] ?? "";
  const document: AggregateDocument = {
    kind: "classification",
    method: result.method,
    why: result.why,
    items: table.items,
    answers: table.label.length,
    repeated: table.repeated,
    workers: table.workers,
    classes,
    rounds: result.inference.rounds,
    converged: result.inference.converged,
    single: countSingle(table),
    ties: { items: result.ties.items, rule: "of tied labels the one that sorts first is taken" },
    calibration: result.calibration,
    alpha: labelAgreement(table, options.seed) ?? null,
    fleiss: labelKappa(table) ?? null,
    vendors: (vendors?.vendors ?? []).map((one) => ({ ...one, vendor: nameOf(one.vendor), alpha: one.alpha ?? null })),
    pairs: (vendors?.pairs ?? []).map((pair) => ({ ...pair, a: nameOf(pair.a), b: nameOf(pair.b), kappa: pair.kappa ?? null })),
    accuracy: options.truth === undefined ? null : accuracyOf(file, { table, result, classOf, truth: options.truth }),
  };
  return { document, labels: () => linesOf(file, { table, result, classes }) };
};

/** Numbers by size where all labels are numbers, else by their letters. */
const sortedLabels = (labels: readonly string[]): readonly string[] => {
  const numeric = labels.every((label) => label.trim() !== "" && Number.isFinite(Number(label)));
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return labels.toSorted((a, b) => (numeric ? Number(a) - Number(b) || byText(a, b) : byText(a, b)));
};

const goldOf = (file: AnswersFile, classOf: ReadonlyMap<string, number>, gold: ReadonlyMap<string, string>): Int32Array => {
  const unknown = [...gold].find(([, label]) => !classOf.has(label));
  if (unknown !== undefined)
    throw new UserError(2, [
      {
        path: "--gold",
        message: `${JSON.stringify(unknown[0])} has the label ${JSON.stringify(unknown[1])}, which no answer has`,
        hint: `labels in the answers: ${[...classOf.keys()].slice(0, 10).join(", ")}`,
      },
    ]);
  return Int32Array.from(file.items, (task) => classOf.get(gold.get(task) ?? "") ?? -1);
};

const countSingle = ({ items, itemStart }: AnswerTable): number => {
  let single = 0;
  for (let item = 0; item < items; item += 1) if (itemStart[item + 1]! - itemStart[item]! === 1) single += 1;
  return single;
};

interface Result {
  readonly table: AnswerTable;
  readonly result: AggregatedLabels;
}

const accuracyOf = (
  file: AnswersFile,
  {
    table,
    result,
    classOf,
    truth,
  }: Result & { readonly classOf: ReadonlyMap<string, number>; readonly truth: ReadonlyMap<string, string> },
): AggregateDocument["accuracy"] => {
  let tasks = 0;
  let right = 0;
  let shared = 0;
  for (let item = 0; item < table.items; item += 1) {
    const known = truth.get(file.items[table.itemAt[item]!]!);
    if (known === undefined) continue;
    tasks += 1;
    const wanted = classOf.get(known);
    if (wanted === undefined) continue;
    if (result.label[item] === wanted) right += 1;
    shared += creditOf(result.inference.posterior, { start: item * table.classes, classes: table.classes, wanted });
  }
  return tasks === 0 ? null : { tasks, rate: right / tasks, tiesShared: shared / tasks };
};

const creditOf = (
  posterior: Float64Array,
  { start, classes, wanted }: { readonly start: number; readonly classes: number; readonly wanted: number },
): number => {
  const { most, tied } = highestAt(posterior, start, classes);
  return posterior[start + wanted]! >= most - tieWidth ? 1 / tied : 0;
};

const linesOf = function* (
  file: AnswersFile,
  { table, result, classes }: Result & { readonly classes: readonly string[] },
): Generator<LabelLine> {
  const placeOf = new Int32Array(table.items);
  table.itemAt.forEach((item, place) => {
    placeOf[item] = place;
  });
  for (let item = 0; item < table.items; item += 1) {
    const place = placeOf[item]!;
    const confidence = result.confidence[place]!;
    yield {
      task: file.items[item]!,
      label: classes[result.label[place]!]!,
      confidence: Number.isNaN(confidence) ? null : Number(confidence.toFixed(6)),
    };
  }
};

/** A number goes out as one: as a text, −1 would get the apostrophe that keeps spreadsheets from running formulas. */
const cell = (text: string): string | number => (String(Number(text)) === text ? Number(text) : text);

const flushCharacters = 1 << 16;

/** Writes task,label,confidence to a file, or through `write`. */
export const writeLabels = (
  labels: () => Iterable<LabelLine>,
  to: { readonly file: string } | { readonly write: (text: string) => void },
): void => {
  const file = "file" in to ? openSync(to.file, "w") : undefined;
  const write = (text: string): void => ("write" in to ? to.write(text) : void writeSync(file!, text));
  try {
    let waiting = csvLine(["task", "label", "confidence"]);
    for (const { task, label, confidence } of labels()) {
      waiting += csvLine([cell(task), cell(label), confidence]);
      if (waiting.length < flushCharacters) continue;
      write(waiting);
      waiting = "";
    }
    write(waiting);
  } finally {
    if (file !== undefined) closeSync(file);
  }
};
