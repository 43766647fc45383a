import type { AnswerTable } from "../answer-table.ts";
import { type RateInterval, wilson } from "../../compare/wilson.ts";
import { eachAnswer } from "../labels/posterior.ts";
import { chiSquareTail } from "../numeric/chi-square.ts";
import { type AnswerSequence, heldAgainstOthers, rowsByWorker } from "./answer-sequence.ts";
import { alikeWorkers } from "./copied-answers.ts";
import { confusionsOf, informationScore } from "./information-score.ts";
import { type SequentialTestOptions, sequentialStart, sequentialStep, type SequentialVerdict } from "./sequential-test.ts";
import { type LongestRun, longestRun } from "./straight-line.ts";

/** Why a worker is worth a look; none of it is proof. */
export type WorkerFlag = "no-information" | "inverts" | "held" | "too-fast" | "straight-line" | "uneven-labels" | "alike";

export interface WorkerStanding {
  readonly worker: number;
  readonly vendor: number;
  readonly answers: number;
  /** Share of answers that gold or, without it, most others confirm; undefined where there was nothing to hold them against. */
  readonly confirmed: RateInterval | undefined;
  /** Share of answers the aggregated result agrees with. */
  readonly accuracy: number;
  /** 0 where answers do not depend on the item, see `informationScore`; undefined where there are too many labels for it. */
  readonly information: number | undefined;
  /** What the sequential test says after all answers, and after how many it was decided. */
  readonly verdict: SequentialVerdict;
  readonly decidedAfter: number | undefined;
  readonly longestRun: LongestRun;
  /** Entropy of the labels given, in bits, and the chance of labels this uneven if the worker were an average one. */
  readonly entropy: number;
  readonly labelsChance: number;
  readonly medianSeconds: number | undefined;
  /** Share of answers faster than a fifth of everybody's median. */
  readonly fastShare: number | undefined;
  /** The worker whose answers are most alike, where two are too alike to be strangers. */
  readonly alike: number | undefined;
  readonly flags: readonly WorkerFlag[];
}

export interface WorkerReport {
  readonly workers: readonly WorkerStanding[];
  /** What the sequential test decides between; undefined where good and bad are too close to tell apart. */
  readonly test: SequentialTestOptions | undefined;
  /** False where there were too many answers to compare all pairs of workers. */
  readonly lookedForAlike: boolean;
}

/** Fewer answers than this and nothing is said about a worker but the figures. */
const fewestAnswers = 20;
const rare = 1e-4;
/** More figures than this in the confusion matrices of all workers, and information and likeness are not looked at. */
const mostCells = 20_000_000;
/** With more labels than this there is no telling of one label from another, and nothing is said about workers at all. */
const mostLabels = 1000;

/** Every worker's figures and flags, from the answers in the order they came and the result they were aggregated to. */
export const workerReport = (table: AnswerTable, posterior: Float64Array, sequence: AnswerSequence): WorkerReport => {
  const { workers, classes, vendorOf } = table;
  if (classes > mostLabels) return { workers: [], test: undefined, lookedForAlike: false };
  const held = heldAgainstOthers(table, sequence);
  const { start, row } = rowsByWorker(workers, sequence);
  const test = testFor(table, held);
  const confusions = workers * classes * classes > mostCells ? undefined : confusionsOf(table, posterior);
  const average = averageConfusion(table, posterior);
  const alike = confusions === undefined ? undefined : alikeWorkers(table, posterior, confusions);
  const twin = new Map((alike ?? []).toReversed().flatMap(({ a, b }) => [[a, b] as const, [b, a] as const]));
  const everybody = median([...(sequence.seconds ?? [])].filter((value) => !Number.isNaN(value)));
  const standing = (who: number): WorkerStanding => {
    const rows = row.subarray(start[who], start[who + 1]);
    const labels = Int32Array.from(rows, (at) => sequence.label[at]!);
    const confirmedRows = [...rows].filter((at) => held[at] !== -1);
    const right = confirmedRows.reduce((sum, at) => sum + held[at]!, 0);
    const expected = (index: number, label: number): number => {
      const item = sequence.item[rows[index]!]!;
      let sum = 0;
      for (let of = 0; of < classes; of += 1) sum += posterior[item * classes + of]! * average[of * classes + label]!;
      return sum;
    };
    const seconds =
      sequence.seconds === undefined ? [] : [...rows].map((at) => sequence.seconds![at]!).filter((value) => !Number.isNaN(value));
    const decided =
      test === undefined
        ? undefined
        : decide(
            confirmedRows.map((at) => held[at] === 1),
            test,
          );
    const spread = labelSpread(labels, { classes, expected: expectedLabels(rows, { sequence, posterior, classes, average }) });
    const figures = {
      worker: who,
      vendor: vendorOf[who]!,
      answers: labels.length,
      confirmed: wilson(right, confirmedRows.length),
      accuracy: meanOf([...rows].map((at) => posterior[sequence.item[at]! * classes + sequence.label[at]!]!)),
      information: confusions === undefined ? undefined : informationScore(confusions[who]!),
      verdict: decided?.verdict ?? "open",
      decidedAfter: decided?.after,
      longestRun: longestRun(labels, expected),
      ...spread,
      medianSeconds: median(seconds),
      fastShare:
        seconds.length === 0 || everybody === undefined
          ? undefined
          : seconds.filter((value) => value < everybody / 5).length / seconds.length,
      alike: twin.get(who),
    } as const;
    return { ...figures, flags: flagsOf(figures, classes) };
  };
  return { workers: Array.from({ length: workers }, (_, who) => standing(who)), test, lookedForAlike: alike !== undefined };
};

const flagsOf = (figures: Omit<WorkerStanding, "flags">, classes: number): readonly WorkerFlag[] => {
  if (figures.answers < fewestAnswers) return figures.alike === undefined ? [] : ["alike"];
  const { information = 1, accuracy, verdict, fastShare = 0, longestRun: run, labelsChance, alike } = figures;
  const flags: readonly (readonly [WorkerFlag, boolean])[] = [
    ["no-information", information < 0.02],
    ["inverts", information >= 0.1 && accuracy < 1 / classes / 1.5],
    ["held", verdict === "hold"],
    ["too-fast", fastShare > 0.5],
    ["straight-line", run.length >= 10 && run.chance < rare],
    // People who know their job may use labels unevenly, too: only with little information does it tell something.
    ["uneven-labels", labelsChance < rare && information < 0.2],
    ["alike", alike !== undefined],
  ];
  return flags.flatMap(([flag, raised]) => (raised ? [flag] : []));
};

/** Good is what everybody's answers come to, bad is half-way down to guessing. */
const testFor = ({ classes }: AnswerTable, held: Int8Array): SequentialTestOptions | undefined => {
  const seen = held.reduce((sum, one) => sum + (one === -1 ? 0 : 1), 0);
  const good = Math.min(0.98, held.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0) / Math.max(1, seen));
  const bad = (good + 1 / Math.max(1, classes)) / 2;
  return seen < fewestAnswers || good - bad < 0.05 ? undefined : { good, bad };
};

const decide = (
  right: readonly boolean[],
  test: SequentialTestOptions,
): { readonly verdict: SequentialVerdict; readonly after: number | undefined } => {
  let state = sequentialStart;
  for (const one of right) {
    const step = sequentialStep(state, one, test);
    if (step.verdict !== "open") return { verdict: step.verdict, after: step.state.seen };
    state = step.state;
  }
  return { verdict: "open", after: undefined };
};

/** What everybody together answers to each true class, `[true class][label]`. */
const averageConfusion = (table: AnswerTable, posterior: Float64Array): Float64Array => {
  const { classes } = table;
  const counts = new Float64Array(classes * classes).fill(1 / classes);
  eachAnswer(table, (item, _who, given) => {
    for (let of = 0; of < classes; of += 1) counts[of * classes + given]! += posterior[item * classes + of]!;
  });
  const sums = Array.from({ length: classes }, (_, of) =>
    counts.slice(of * classes, (of + 1) * classes).reduce((sum, count) => sum + count, 0),
  );
  return counts.map((count, at) => count / sums[Math.floor(at / classes)]!);
};

/** How often an average worker would have given each label to the items of these rows. */
const expectedLabels = (
  rows: Int32Array,
  {
    sequence,
    posterior,
    classes,
    average,
  }: { readonly sequence: AnswerSequence; readonly posterior: Float64Array; readonly classes: number; readonly average: Float64Array },
): Float64Array => {
  const trueOnes = new Float64Array(classes);
  for (const at of rows) for (let of = 0; of < classes; of += 1) trueOnes[of]! += posterior[sequence.item[at]! * classes + of]!;
  const wanted = new Float64Array(classes);
  trueOnes.forEach((count, of) => {
    for (let label = 0; label < classes; label += 1) wanted[label]! += count * average[of * classes + label]!;
  });
  return wanted;
};

/** Entropy of the labels given, and Pearson's χ² of their counts against those an average worker would have given to the same items. */
const labelSpread = (
  labels: Int32Array,
  { classes, expected }: { readonly classes: number; readonly expected: Float64Array },
): { readonly entropy: number; readonly labelsChance: number } => {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  const entropy = counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / labels.length) * Math.log2(count / labels.length)), 0);
  const statistic = counts.reduce((sum, count, of) => (expected[of]! === 0 ? sum : sum + (count - expected[of]!) ** 2 / expected[of]!), 0);
  return { entropy, labelsChance: labels.length === 0 ? 1 : chiSquareTail(statistic, classes - 1) };
};

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const median = (values: readonly number[]): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
};
