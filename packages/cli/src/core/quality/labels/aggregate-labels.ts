import { bootstrapInterval, type Interval, resamplesFor } from "../agreement/bootstrap.ts";
import { fleissKappa } from "../agreement/kappa.ts";
import { krippendorffAlpha } from "../agreement/krippendorff.ts";
import { tableUnits } from "../agreement/units.ts";
import type { AnswerTable } from "../answer-table.ts";
import { inferByData } from "./auto.ts";
import { calibrate, type Calibration } from "./calibrate.ts";
import { type LabelMethod, runMethod } from "./methods.ts";
import { decideAt, type Inference } from "./posterior.ts";

export interface AggregatedLabels {
  readonly method: LabelMethod;
  readonly why: string;
  readonly inference: Inference;
  readonly calibration: Calibration;
  /** Of each item of the table. */
  readonly label: Int32Array;
  /** Probability of the label; NaN where fewer than two answers carry it: one judgment is no consensus. Known answers have 1. */
  readonly confidence: Float64Array;
  /** Items where classes tie at the top, and how many classes they share on average (1 where none tie). */
  readonly ties: { readonly items: number; readonly share: number };
}

export interface AggregateLabelsOptions {
  readonly method: LabelMethod | "auto";
  readonly seed: number;
}

/** One label an item, by the method asked for or by the one the data can bear; confidences are calibrated where there is enough gold. */
export const aggregateLabels = (table: AnswerTable, { method, seed }: AggregateLabelsOptions): AggregatedLabels => {
  const chosen =
    method === "auto" ? inferByData(table, seed) : { method, why: "it was asked for", inference: runMethod(method, table, seed) };
  const { posterior, calibration } = calibrate(
    table,
    chosen.inference.posterior,
    (masked) => runMethod(chosen.method, masked, seed).posterior,
  );
  const { items, classes, itemStart, gold } = table;
  const label = new Int32Array(items);
  const confidence = new Float64Array(items);
  let tiedItems = 0;
  let share = 0;
  for (let item = 0; item < items; item += 1) {
    const decided = decideAt(chosen.inference.posterior, item * classes, classes);
    label[item] = decided.label;
    const lone = itemStart[item + 1]! - itemStart[item]! < 2 && gold[item]! < 0;
    confidence[item] = lone ? Number.NaN : posterior[item * classes + decided.label]!;
    if (decided.tied > 1) tiedItems += 1;
    share += decided.tied;
  }
  return { ...chosen, calibration, label, confidence, ties: { items: tiedItems, share: items === 0 ? 1 : share / items } };
};

/** Items that are read for an interval; tables lie in an order without meaning, so that the first ones are a fair sample. */
const mostSampled = 100_000;
/** Agreement over more labels than this says little and takes a table of their square. */
const mostLabels = 1000;

/** Krippendorff's nominal alpha over all answers, with an interval by items. Undefined where nothing can disagree, and over more than 1,000 labels. */
export const labelAgreement = (table: AnswerTable, seed: number): Interval | undefined => {
  if (table.classes > mostLabels) return undefined;
  const part = firstItems(table, mostSampled);
  const units = tableUnits(part);
  const interval = bootstrapInterval((times) => krippendorffAlpha(units, "nominal", times), {
    count: part.items,
    resamples: resamplesFor(part.label.length),
    seed,
  });
  if (interval === undefined || part.items === table.items) return interval;
  return { ...interval, value: krippendorffAlpha(tableUnits(table)) ?? interval.value };
};

/** Fleiss' kappa over the items with two answers or more; undefined where all answers are alike, and over more than 1,000 labels. */
export const labelKappa = (table: AnswerTable): number | undefined => {
  if (table.classes > mostLabels) return undefined;
  const part = firstItems(table, Math.min(mostSampled, Math.floor(10_000_000 / table.classes)));
  return fleissKappa(
    Array.from({ length: part.items }, (_, item) => {
      const counts = Array.from({ length: part.classes }, () => 0);
      for (let at = part.itemStart[item]!; at < part.itemStart[item + 1]!; at += 1) counts[part.label[at]!]! += 1;
      return counts;
    }),
  );
};

/** The first items of a table, with all workers. */
export const firstItems = (table: AnswerTable, most: number): AnswerTable => {
  if (table.items <= most) return table;
  const end = table.itemStart[most]!;
  return {
    ...table,
    items: most,
    itemStart: table.itemStart.slice(0, most + 1),
    worker: table.worker.slice(0, end),
    label: table.label.slice(0, end),
    gold: table.gold.slice(0, most),
    itemAt: table.itemAt.slice(0, most),
    itemColour: table.itemColour.slice(0, most),
  };
};
