import { closeSync, openSync, writeSync } from "node:fs";
import type { WorkerStanding } from "../core/quality/index.ts";
import type { RankingDocument } from "../report/index.ts";
import { type CsvCell, csvLine } from "../report/csv.ts";

/** One line of the result. */
export interface LabelLine {
  readonly task: string;
  readonly label: string;
  readonly confidence: number | null;
}

/** One worker, by names. */
export interface WorkerLine extends Omit<WorkerStanding, "worker" | "vendor" | "alike" | "longestRun"> {
  readonly worker: string;
  readonly vendor?: string;
  readonly alike: string | undefined;
  readonly run: { readonly label: string; readonly length: number; readonly chance: number };
}

/** A number goes out as one: as a text, −1 would get the apostrophe that keeps spreadsheets from running formulas. */
const cell = (text: string): string | number => (String(Number(text)) === text ? Number(text) : text);

const flushCharacters = 1 << 16;

/** A file, or a function that takes the text. */
export type Destination = { readonly file: string } | { readonly write: (text: string) => void };

/** Writes task,label,confidence. */
export const writeLabels = (labels: () => Iterable<LabelLine>, to: Destination): void =>
  writeTo(to, (write) => {
    let waiting = csvLine(["task", "label", "confidence"]);
    for (const { task, label, confidence } of labels()) {
      waiting += csvLine([cell(task), cell(label), confidence]);
      if (waiting.length < flushCharacters) continue;
      write(waiting);
      waiting = "";
    }
    write(waiting);
  });

/** Writes option,rank,score,wins,losses,ties, the best first. */
export const writeRanking = (options: RankingDocument["options"], to: Destination): void =>
  writeTo(to, (write) => {
    write(csvLine(["option", "rank", "score", "wins", "losses", "ties"]));
    for (const { option, rank, score, wins, losses, ties } of options) write(csvLine([cell(option), rank, score, wins, losses, ties]));
  });

const writeTo = (to: Destination, work: (write: (text: string) => void) => void): void => {
  if ("write" in to) return work(to.write);
  const file = openSync(to.file, "w");
  try {
    work((text) => void writeSync(file, text));
  } finally {
    closeSync(file);
  }
};

/** Writes a line a worker: figures, tests, and the words of what is suspicious. */
export const writeWorkers = (workers: readonly WorkerLine[], file: string): void => {
  const digits = (value: number | undefined): CsvCell => (value === undefined ? undefined : Number(value.toPrecision(6)));
  writeTo({ file }, (write) => {
    write(
      csvLine([
        "worker",
        "vendor",
        "answers",
        "confirmed",
        "confirmed_low",
        "confirmed_high",
        "agrees_with_result",
        "information",
        "verdict",
        "decided_after",
        "longest_run",
        "run_label",
        "run_chance",
        "label_entropy",
        "labels_chance",
        "median_seconds",
        "fast_share",
        "alike",
        "flags",
      ]),
    );
    for (const one of workers)
      write(
        csvLine([
          cell(one.worker),
          one.vendor,
          one.answers,
          digits(one.confirmed?.rate),
          digits(one.confirmed?.low),
          digits(one.confirmed?.high),
          digits(one.accuracy),
          digits(one.information),
          one.verdict,
          one.decidedAfter,
          one.run.length,
          cell(one.run.label),
          digits(one.run.chance),
          digits(one.entropy),
          digits(one.labelsChance),
          digits(one.medianSeconds),
          digits(one.fastShare),
          one.alike === undefined ? undefined : cell(one.alike),
          one.flags.join(" "),
        ]),
      );
  });
};
