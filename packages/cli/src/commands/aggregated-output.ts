import { closeSync, openSync, writeSync } from "node:fs";
import type { WorkerStanding } from "../core/quality/index.ts";
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

/** Writes a line a worker: figures, tests, and the words of what is suspicious. */
export const writeWorkers = (workers: readonly WorkerLine[], file: string): void => {
  const open = openSync(file, "w");
  const digits = (value: number | undefined): CsvCell => (value === undefined ? undefined : Number(value.toPrecision(6)));
  try {
    writeSync(
      open,
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
      writeSync(
        open,
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
  } finally {
    closeSync(open);
  }
};
