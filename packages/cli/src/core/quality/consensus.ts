import type { Answer, BoxesAnswer, ComparisonAnswer, SpansAnswer, TaskShape } from "@tranche/sdk";
import { answerTable } from "./answer-table.ts";
import { aggregateLabels } from "./labels/aggregate-labels.ts";
import type { Calibration } from "./labels/calibrate.ts";
import { type LabelMethod, labelMethods } from "./labels/methods.ts";
import { type ConsensusMarks, consensusMarks, middleOf } from "./marks/consensus-marks.ts";
import { boxMarks, spanMarks } from "./marks/spans-and-boxes.ts";
import { consensusRatings, type RatingMethod, ratingMethods, type RatingScale } from "./ratings/consensus-rating.ts";
import { textMedoid } from "./texts/medoid.ts";

/** One item with the judgments that count, and its known answer where it is a gold item. */
export interface JudgedItem {
  readonly judgments: readonly JudgmentOfItem[];
  readonly gold?: Answer;
}

export interface JudgmentOfItem {
  readonly vendor: string;
  /** Absent where the vendor names none: then the vendor is one voice. */
  readonly worker?: string;
  readonly answer: Answer;
}

/** What the judgments of one item come to. */
export interface SettledItem {
  /** Undefined where there is no judgment. */
  readonly answer: Answer | undefined;
  /**
   * Classes: the probability of the answer. Everything else: the share of judgments that support it. Undefined where fewer than two judgments carry it: one
   * surviving judgment is no consensus. 1 for known answers.
   */
  readonly confidence: number | undefined;
}

export interface Consensus {
  readonly method: ConsensusMethod;
  readonly why: string;
  readonly calibration: Calibration;
  /** In the order of the items. */
  readonly items: readonly SettledItem[];
}

export type ConsensusMethod = LabelMethod | RatingMethod | "overlap" | "medoid";

/** What may be asked for with each kind of task, apart from `auto`. */
export const methodsFor = (kind: TaskShape["kind"]): readonly ConsensusMethod[] => {
  switch (kind) {
    case "classification":
    case "comparison":
      return labelMethods;
    case "rating":
      return ratingMethods;
    case "text":
      return ["medoid"];
    case "spans":
    case "boxes":
      return ["overlap"];
    default:
      return kind satisfies never;
  }
};

export interface SettleOptions {
  readonly shape: TaskShape;
  /** One of `methodsFor(shape.kind)`, or `auto`. */
  readonly method: ConsensusMethod | "auto";
  readonly seed: number;
}

/** One answer an item from the judgments of all items, by the kind of the task. Known answers stand. */
export const settleItems = (items: readonly JudgedItem[], options: SettleOptions): Consensus => {
  const settled = settleByKind(items, options);
  return { ...settled, items: settled.items.map((one, index) => withGold(one, items[index]!)) };
};

const settleByKind = (items: readonly JudgedItem[], options: SettleOptions): Consensus => {
  const { shape } = options;
  switch (shape.kind) {
    case "classification":
      return settleClasses(items, options, { classes: shape.options, classOf: String, answerOf: (label) => label });
    case "comparison":
      return settleClasses(items, options, {
        classes: ["a", "b", "tie"],
        classOf: (answer) => (answer as ComparisonAnswer).choice,
        answerOf: (choice, of) => comparisonAnswer(choice as ComparisonAnswer["choice"], of),
      });
    case "rating":
      return settleRatings(items, options.method as RatingMethod | "auto", shape);
    case "text":
      return { ...uncalibrated("medoid", "the text nearest to all the others"), items: items.map(settleText) };
    case "spans":
      return {
        ...uncalibrated("overlap", "marks that most judges drew, joined where they overlap by half or more"),
        items: items.map((item) => {
          const found = consensusMarks(
            item.judgments.map(({ answer }) => (answer as SpansAnswer).spans),
            spanMarks,
          );
          return settledMarks(item, found, { spans: found.marks });
        }),
      };
    case "boxes":
      return {
        ...uncalibrated("overlap", "marks that most judges drew, joined where they overlap by half or more"),
        items: items.map((item) => {
          const found = consensusMarks(
            item.judgments.map(({ answer }) => (answer as BoxesAnswer).boxes),
            boxMarks,
          );
          return settledMarks(item, found, { boxes: found.marks });
        }),
      };
    default:
      return shape satisfies never;
  }
};

const uncalibrated = (method: ConsensusMethod, why: string): Omit<Consensus, "items"> => ({
  method,
  why,
  calibration: { state: "uncalibrated", why: "it is the share of judgments that support the answer" },
});

const withGold = (settled: SettledItem, { gold, judgments }: JudgedItem): SettledItem =>
  gold === undefined || judgments.length === 0 ? settled : { answer: gold, confidence: 1 };

const known = (support: number): number | undefined => (Number.isNaN(support) ? undefined : support);

interface Classes {
  readonly classes: readonly string[];
  readonly classOf: (answer: Answer) => string;
  readonly answerOf: (label: string, item: JudgedItem) => Answer;
}

const settleClasses = (
  items: readonly JudgedItem[],
  { method, seed }: SettleOptions,
  { classes, classOf, answerOf }: Classes,
): Consensus => {
  const numbers = new Map(classes.map((label, index) => [label, index]));
  const people = numberPeople(items);
  const rows = items.flatMap((item, index) => item.judgments.map((judgment) => ({ index, judgment })));
  const table = answerTable({
    items: items.length,
    workers: people.vendorOf.length,
    classes: classes.length,
    item: rows.map(({ index }) => index),
    worker: rows.map(({ judgment }) => people.numberOf(judgment)),
    label: rows.map(({ judgment }) => numbers.get(classOf(judgment.answer)) ?? 0),
    vendorOf: people.vendorOf,
    gold: items.map(({ gold }) => (gold === undefined ? -1 : (numbers.get(classOf(gold)) ?? -1))),
    // Judgments that were paid for twice are two judgments.
    repeats: "all",
  });
  const result = aggregateLabels(table, { method: method as LabelMethod | "auto", seed });
  const placeOf = new Int32Array(items.length);
  table.itemAt.forEach((index, place) => {
    placeOf[index] = place;
  });
  return {
    method: result.method,
    why: result.why,
    calibration: result.calibration,
    items: items.map((item, index) =>
      item.judgments.length === 0
        ? { answer: undefined, confidence: undefined }
        : {
            answer: answerOf(classes[result.label[placeOf[index]!]!]!, item),
            confidence: known(result.confidence[placeOf[index]!]!),
          },
    ),
  };
};

/** People by vendor and name, vendors by name. */
const numberPeople = (
  items: readonly JudgedItem[],
): { readonly numberOf: (judgment: JudgmentOfItem) => number; readonly vendorOf: readonly number[] } => {
  const vendors = new Map<string, number>();
  const people = new Map<string, number>();
  const vendorOf: number[] = [];
  const keyOf = ({ vendor, worker }: JudgmentOfItem): string => `${vendor}\u0000${worker ?? ""}`;
  for (const { judgments } of items)
    for (const judgment of judgments) {
      const key = keyOf(judgment);
      if (people.has(key)) continue;
      if (!vendors.has(judgment.vendor)) vendors.set(judgment.vendor, vendors.size);
      people.set(key, vendorOf.push(vendors.get(judgment.vendor)!) - 1);
    }
  return { numberOf: (judgment) => people.get(keyOf(judgment))!, vendorOf };
};

/** The strength is the middle one of those who chose that side; nobody's where the method found a side nobody chose. */
const comparisonAnswer = (choice: ComparisonAnswer["choice"], { judgments }: JudgedItem): ComparisonAnswer => {
  const strengths = judgments.flatMap(({ answer }) => {
    const { choice: chosen, strength } = answer as ComparisonAnswer;
    return chosen === choice && strength !== undefined ? [strength] : [];
  });
  return strengths.length === 0 ? { choice } : { choice, strength: middleOf(strengths) };
};

/** Below this many ratings a judge, judges are not weighed. */
const fewRatingsEach = 10;

/** Ratings with or without a scale: with one, every answer is one of its steps. `settleItems` is this with the job's scale. */
export const settleRatings = (items: readonly JudgedItem[], method: RatingMethod | "auto", scale?: RatingScale): Consensus => {
  const people = numberPeople(items);
  const rows = items.flatMap((item, index) => item.judgments.map((judgment) => ({ index, judgment })));
  const each = rows.length / Math.max(1, people.vendorOf.length);
  const enough = each >= fewRatingsEach && people.vendorOf.length >= 3;
  const chosen: RatingMethod = method === "auto" ? (enough ? "interval" : "median") : method;
  const why =
    method !== "auto"
      ? "it was asked for"
      : enough
        ? `judges gave ${each.toFixed(0)} ratings each on average: each one can be weighed`
        : "too few judges, or too few ratings each, to weigh judges";
  const found = consensusRatings(
    {
      items: items.length,
      workers: people.vendorOf.length,
      item: rows.map(({ index }) => index),
      worker: rows.map(({ judgment }) => people.numberOf(judgment)),
      value: rows.map(({ judgment }) => judgment.answer as number),
    },
    chosen,
    scale,
  );
  return {
    ...uncalibrated(chosen, why),
    items: items.map((item, index) =>
      item.judgments.length === 0
        ? { answer: undefined, confidence: undefined }
        : { answer: found.value[index]!, confidence: known(found.support[index]!) },
    ),
  };
};

const settleText = ({ judgments }: JudgedItem): SettledItem => {
  const medoid = textMedoid(judgments.map(({ answer }) => answer as string));
  return { answer: medoid?.text, confidence: medoid === undefined ? undefined : known(medoid.support) };
};

const settledMarks = (item: JudgedItem, { support }: ConsensusMarks<unknown>, answer: SpansAnswer | BoxesAnswer): SettledItem => {
  const [only] = item.judgments;
  if (only === undefined) return { answer: undefined, confidence: undefined };
  return item.judgments.length === 1 ? { answer: only.answer, confidence: undefined } : { answer, confidence: known(support) };
};
