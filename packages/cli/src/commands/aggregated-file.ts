import {
  type AggregatedLabels,
  aggregateLabels,
  type AnswerTable,
  type AnswerSequence,
  answerTable,
  driftOf,
  firstItems,
  heldAgainstOthers,
  highestAt,
  labelAgreement,
  labelKappa,
  type LabelMethod,
  tieWidth,
  tooLarge,
  vendorReport,
  workerReport,
  type WorkerStanding,
} from "../core/quality/index.ts";
import type { AnswersFile } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { AggregateDocument } from "../report/index.ts";
import type { LabelLine, WorkerLine } from "./aggregated-output.ts";

export interface AggregateFileOptions {
  readonly method: LabelMethod | "auto";
  readonly repeats: "once" | "all";
  readonly seed: number;
  readonly gold: ReadonlyMap<string, string> | undefined;
  readonly truth: ReadonlyMap<string, string> | undefined;
}

export interface AggregatedFile {
  readonly document: AggregateDocument;
  /** In the order in which the tasks first came up in the file. */
  readonly labels: () => Iterable<LabelLine>;
  readonly workers: readonly WorkerLine[];
}

/** One probability a task and label is kept: 2 GB at this many. */
const mostProbabilities = 250_000_000;
/** Vendors are compared on so many items at most; the first of a table are a fair sample of it. */
const vendorItems = 20_000;
/** Vendors are not compared over more labels than this: two draws of as many items would take minutes. */
const mostComparedLabels = 200;

/** Labels of a file of answers. Throws a UserError where the method asked for cannot be run on it, or a gold label is none of its labels. */
export const aggregateFile = (file: AnswersFile, options: AggregateFileOptions): AggregatedFile => {
  const classes = sortedLabels(file.labels);
  if (file.items.length * classes.length > mostProbabilities)
    throw new UserError(2, [
      {
        path: "label",
        message: `${classes.length} different labels for ${file.items.length} tasks are too many to weigh against each other`,
        hint: "if they are texts, say --kind text; if they are numbers, --kind rating",
      },
    ]);
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
  const sequence = sequenceOf(file, { table, renumbered });
  const report = workerReport(table, result.inference.posterior, sequence);
  const workers = report.workers
    .toSorted((a, b) => table.workerAt[a.worker]! - table.workerAt[b.worker]!)
    .map((one) => workerLine(file, { table, classes, one }));
  const vendors =
    file.hasVendors && classes.length <= mostComparedLabels ? vendorReport(firstItems(table, vendorItems), options.seed) : undefined;
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
    suspects: workers
      .filter(({ flags }) => flags.length > 0)
      .toSorted((a, b) => b.answers - a.answers)
      .map(({ worker, vendor, answers, flags }) => ({ worker, ...(vendor === undefined ? {} : { vendor }), answers, flags })),
    test: report.test === undefined ? null : { good: report.test.good, bad: report.test.bad },
    drift: driftByVendor(file, { table, sequence }),
    accuracy: options.truth === undefined ? null : accuracyOf(file, { table, result, classOf, truth: options.truth }),
  };
  return { document, labels: () => linesOf(file, { table, result, classes }), workers };
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

/** The rows of the file by the table's places. */
const sequenceOf = (
  file: AnswersFile,
  { table, renumbered }: { readonly table: AnswerTable; readonly renumbered: Int32Array },
): AnswerSequence => {
  const placesOf = (at: Int32Array): Int32Array => {
    const places = new Int32Array(at.length);
    at.forEach((index, place) => {
      places[index] = place;
    });
    return places;
  };
  const [itemPlace, workerPlace] = [placesOf(table.itemAt), placesOf(table.workerAt)];
  return {
    item: file.item.map((item) => itemPlace[item]!),
    worker: file.worker.map((worker) => workerPlace[worker]!),
    label: file.label.map((label) => renumbered[label]!),
    ...(file.seconds === undefined ? {} : { seconds: file.seconds }),
  };
};

const workerLine = (
  file: AnswersFile,
  { table, classes, one }: { readonly table: AnswerTable; readonly classes: readonly string[]; readonly one: WorkerStanding },
): WorkerLine => {
  const nameOf = (place: number): string => file.workers[table.workerAt[place]!]!.name;
  const { worker, vendor, alike, longestRun, ...figures } = one;
  return {
    ...figures,
    worker: nameOf(worker),
    ...(file.hasVendors ? { vendor: file.vendors[vendor] ?? "" } : {}),
    alike: alike === undefined ? undefined : nameOf(alike),
    run: { label: classes[longestRun.label] ?? "", length: longestRun.length, chance: longestRun.chance },
  };
};

const driftByVendor = (
  file: AnswersFile,
  { table, sequence }: { readonly table: AnswerTable; readonly sequence: AnswerSequence },
): AggregateDocument["drift"] => {
  const held = heldAgainstOthers(table, sequence);
  const right = file.vendors.map((): boolean[] => []);
  held.forEach((one, row) => {
    if (one !== -1) right[table.vendorOf[sequence.worker[row]!]!]!.push(one === 1);
  });
  return right.flatMap((answers, vendor) => {
    const drift = driftOf(answers);
    return drift === undefined ? [] : [{ ...(file.hasVendors ? { vendor: file.vendors[vendor] ?? "" } : {}), ...drift }];
  });
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
