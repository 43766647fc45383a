import { answerTable, type WorkerStanding, workerReport, runMethod } from "../quality/index.ts";
import type { FlaggedWorker, WorkerTest } from "./worker-flags.ts";
import type { JudgmentFact } from "./facts.ts";

/** Answers that are one of this many at most are held against each other; freer ones are hardly ever the same. */
const mostAnswers = 200;
/** Of more answers than this, the latest: whoever works now is who can be asked. */
const mostJudgments = 50_000;
/** Of a vendor, those with most answers first. */
const mostFlagged = 50;
/** The rates that the sequential test keeps, as `sequentialVerdict` has them. */
const falseHold = 0.01;
const falseClear = 0.05;

export interface FlaggedWorkers {
  /** By vendor, in their order. */
  readonly byVendor: readonly (readonly FlaggedWorker[])[];
  /** What the sequential test decided between; null where it was not made. */
  readonly test: WorkerTest | null;
}

/**
 * Named workers who are worth a look: their answers, in the order they gave them, to items with a known answer or with other people's answers to hold them against. An item that one
 * person answered, and of which nothing is known, says nothing of that person. The same facts in any order give the same flags.
 */
export const flaggedWorkers = (judgments: readonly JudgmentFact[], vendors: readonly string[]): FlaggedWorkers => {
  const none = { byVendor: vendors.map(() => []), test: null };
  const rows = telling(judgments, new Set(vendors));
  if (rows.length === 0) return none;
  const labels = numbered(rows.flatMap(({ answer, goldAnswer, truthAnswer }) => [answer, goldAnswer ?? truthAnswer ?? answer]));
  if (labels.size > mostAnswers || labels.size < 2) return none;
  const items = numbered(rows.map(({ item }) => item));
  const people = numbered(rows.map(nameOf));
  const ownerOf = new Int32Array(people.size);
  const gold = new Int32Array(items.size).fill(-1);
  const vendorAt = new Map(vendors.map((vendor, index) => [vendor, index]));
  const columns = { item: new Int32Array(rows.length), worker: new Int32Array(rows.length), label: new Int32Array(rows.length) };
  for (const [row, fact] of rows.entries()) {
    const [item = 0, worker = 0] = [items.get(fact.item), people.get(nameOf(fact))];
    columns.item[row] = item;
    columns.worker[row] = worker;
    columns.label[row] = labels.get(fact.answer) ?? 0;
    ownerOf[worker] = vendorAt.get(fact.vendor) ?? 0;
    const known = fact.goldAnswer ?? fact.truthAnswer;
    if (known !== undefined) gold[item] = labels.get(known) ?? -1;
  }
  const table = answerTable({
    ...columns,
    items: items.size,
    workers: people.size,
    classes: labels.size,
    vendorOf: ownerOf,
    gold,
  });
  const [itemPlace, workerPlace] = [placesOf(table.itemAt), placesOf(table.workerAt)];
  const report = workerReport(table, runMethod("majority", table).posterior, {
    item: columns.item.map((item) => itemPlace[item] ?? 0),
    worker: columns.worker.map((worker) => workerPlace[worker] ?? 0),
    label: columns.label,
    ...(rows.some(({ seconds }) => seconds !== undefined)
      ? { seconds: Float64Array.from(rows, ({ seconds }) => seconds ?? Number.NaN) }
      : {}),
  });
  const names = [...people.keys()].map((name) => name.slice(name.indexOf("\0") + 1));
  const flagged = report.workers
    .filter(({ flags }) => flags.length > 0)
    .map((one) => ({ vendor: one.vendor, figures: figuresOf(one, names[table.workerAt[one.worker] ?? 0] ?? "") }));
  return {
    byVendor: vendors.map((_, index) =>
      flagged
        .flatMap(({ vendor, figures }) => (vendor === index ? [figures] : []))
        .toSorted((a, b) => b.answers - a.answers || (a.worker < b.worker ? -1 : 1))
        .slice(0, mostFlagged),
    ),
    test: report.test === undefined ? null : { good: report.test.good, bad: report.test.bad, falseHold, falseClear },
  };
};

const nameOf = ({ vendor, worker = "" }: JudgmentFact): string => `${vendor}\0${worker}`;

/** Judgments of named workers that can be held against something, oldest first. */
const telling = (judgments: readonly JudgmentFact[], vendors: ReadonlySet<string>): readonly JudgmentFact[] => {
  const isNamed = ({ worker, accepted, vendor }: JudgmentFact): boolean => worker !== undefined && accepted && vendors.has(vendor);
  const [once, again] = [new Set<number>(), new Set<number>()];
  for (const fact of judgments)
    if (isNamed(fact)) {
      if (once.has(fact.item)) again.add(fact.item);
      else once.add(fact.item);
    }
  const all = judgments.filter(
    (fact) => (fact.goldAnswer !== undefined || fact.truthAnswer !== undefined || again.has(fact.item)) && isNamed(fact),
  );
  // Numbers sort quicker than facts: only those that are late enough are put in order.
  const since =
    all.length <= mostJudgments
      ? undefined
      : Float64Array.from(all, ({ at = 0 }) => at)
          .sort()
          .at(-mostJudgments);
  return (since === undefined ? all : all.filter(({ at = 0 }) => at >= since)).toSorted(inOrder).slice(-mostJudgments);
};

/** By time; at one moment by what is said, so that the order of the facts decides nothing. */
const inOrder = (a: JudgmentFact, b: JudgmentFact): number =>
  (a.at ?? 0) - (b.at ?? 0) || a.item - b.item || byText(nameOf(a), nameOf(b)) || byText(a.answer, b.answer);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A number for each value, in the order of their first coming. */
const numbered = <T>(values: readonly T[]): ReadonlyMap<T, number> => {
  const numbers = new Map<T, number>();
  for (const value of values) if (!numbers.has(value)) numbers.set(value, numbers.size);
  return numbers;
};

const placesOf = (at: Int32Array): Int32Array => {
  const places = new Int32Array(at.length);
  for (const [place, index] of at.entries()) places[index] = place;
  return places;
};

const figuresOf = ({ answers, confirmed, information, flags }: WorkerStanding, worker: string): FlaggedWorker => ({
  worker,
  answers,
  confirmed: confirmed ?? null,
  information: information ?? null,
  flags,
});
