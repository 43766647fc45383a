import type { Answer, Box, Span } from "@tranche/sdk";
import {
  bootstrapInterval,
  type Consensus,
  copiedTexts,
  type JudgedItem,
  krippendorffAlpha,
  type Metric,
  rankOptions,
  resamplesFor,
  settleItems,
  settleRatings,
  unitsOf,
} from "../core/quality/index.ts";
import type { AnswersFile, ComparisonsFile } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { JudgedDocument, RankingDocument } from "../report/index.ts";
import type { LabelLine } from "./aggregated-output.ts";

/** Kinds of answers that are brought together one item at a time. */
export type JudgedKind = JudgedDocument["kind"];

/** Ratings, texts, spans or boxes of a file, one answer a task. Throws a UserError for a label that is none of the kind. */
export const aggregateKind = (
  file: AnswersFile,
  { kind, method, seed }: { readonly kind: JudgedKind; readonly method: string; readonly seed: number },
): { readonly document: JudgedDocument; readonly labels: () => Iterable<LabelLine> } => {
  const answers = file.labels.map((label) => readAnswer(label, kind));
  const judged = file.items.map((): { readonly judgments: JudgedItem["judgments"][number][] } => ({ judgments: [] }));
  for (let row = 0; row < file.rows; row += 1) {
    const { vendor, name } = file.workers[file.worker[row]!]!;
    judged[file.item[row]!]!.judgments.push({
      vendor: file.vendors[vendor] ?? "",
      ...(name === "" ? {} : { worker: name }),
      answer: answers[file.label[row]!]!,
    });
  }
  const found = settle(judged, { kind, method, seed });
  const alpha = (metric: Metric): JudgedDocument["alpha"] => {
    const units = unitsOf(judged.map(({ judgments }) => judgments.map(({ answer }) => answer as number)));
    const resamples = Math.min(200, resamplesFor(file.rows));
    return bootstrapInterval((times) => krippendorffAlpha(units, metric, times), { count: judged.length, resamples, seed }) ?? null;
  };
  const document: JudgedDocument = {
    kind,
    method: found.method,
    why: found.why,
    items: file.items.length,
    answers: file.rows,
    workers: file.workers.length,
    single: judged.filter(({ judgments }) => judgments.length === 1).length,
    calibration: found.calibration,
    alpha: kind === "rating" ? alpha("interval") : null,
    copied:
      kind === "text"
        ? copiedTexts(
            judged.flatMap(({ judgments }, item) =>
              judgments.map(({ vendor, worker = "", answer }) => ({
                item: file.items[item]!,
                worker: vendor === "" ? worker : `${worker} (${vendor})`,
                text: answer as string,
              })),
            ),
          )
        : [],
  };
  const labels = function* (): Generator<LabelLine> {
    for (const [item, { answer, confidence }] of found.items.entries())
      yield {
        task: file.items[item]!,
        label: typeof answer === "string" ? answer : JSON.stringify(answer),
        confidence: confidence === undefined ? null : Number(confidence.toFixed(6)),
      };
  };
  return { document, labels };
};

const settle = (
  items: readonly JudgedItem[],
  { kind, method, seed }: { readonly kind: JudgedKind; readonly method: string; readonly seed: number },
): Consensus => {
  switch (kind) {
    case "rating":
      return settleRatings(items, method as Parameters<typeof settleRatings>[1]);
    case "text":
      return settleItems(items, { shape: { kind }, method: "auto", seed });
    case "spans":
    case "boxes":
      return settleItems(items, { shape: { kind, labels: [], field: "" }, method: "auto", seed });
    default:
      return kind satisfies never;
  }
};

const readAnswer = (label: string, kind: JudgedKind): Answer => {
  switch (kind) {
    case "text":
      return label;
    case "rating": {
      const value = Number(label);
      if (label.trim() !== "" && Number.isFinite(value)) return value;
      throw notOfKind(label, "a number");
    }
    case "spans": {
      const list = listIn(label, "spans");
      if (list?.every(isSpan)) return { spans: list };
      throw notOfKind(label, 'spans, as in {"spans":[{"start":0,"end":3,"label":"PER"}]}');
    }
    case "boxes": {
      const list = listIn(label, "boxes");
      if (list?.every(isBox)) return { boxes: list };
      throw notOfKind(label, 'boxes, as in {"boxes":[{"left":0,"top":0,"width":3,"height":4,"label":"car"}]}');
    }
    default:
      return kind satisfies never;
  }
};

const notOfKind = (label: string, wanted: string): UserError =>
  new UserError(2, [{ path: "label", message: `${label.slice(0, 80)} is not ${wanted}`, hint: "--kind says what the labels are" }]);

const listIn = (text: string, name: string): readonly unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const list: unknown = Object(value)[name];
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
};

const isSpan = (value: unknown): value is Span => {
  const { start, end, label } = Object(value) as Partial<Record<string, unknown>>;
  return typeof start === "number" && typeof end === "number" && start >= 0 && end > start && typeof label === "string";
};

const isBox = (value: unknown): value is Box => {
  const { left, top, width, height, label } = Object(value) as Partial<Record<string, unknown>>;
  const numbers = [left, top, width, height];
  return (
    numbers.every((one) => typeof one === "number" && Number.isFinite(one)) &&
    (width as number) > 0 &&
    (height as number) > 0 &&
    typeof label === "string"
  );
};

/** Scores of options from paired comparisons, the best first. */
export const aggregateRanking = (file: ComparisonsFile): RankingDocument => {
  const { comparisons, options, workers } = file;
  const ranking = rankOptions(comparisons, { options: options.length, workers: workers.length });
  const tally = options.map(() => ({ wins: 0, losses: 0, ties: 0 }));
  for (const { left, right, result } of comparisons) {
    if (result === "tie") {
      tally[left]!.ties += 1;
      tally[right]!.ties += 1;
      continue;
    }
    tally[result === "left" ? left : right]!.wins += 1;
    tally[result === "left" ? right : left]!.losses += 1;
  }
  const order = options
    .map((_, index) => index)
    .toSorted((a, b) => ranking.score[b]! - ranking.score[a]! || (options[a]! < options[b]! ? -1 : 1));
  return {
    kind: "ranking",
    method: "bradley-terry with ties and noisy voters",
    comparisons: comparisons.length,
    converged: ranking.converged,
    options: order.map((index, place) => ({
      option: options[index]!,
      rank: place + 1,
      score: Number(ranking.score[index]!.toFixed(6)),
      ...tally[index]!,
    })),
    workers: workers.map((worker, index) => ({ worker, honesty: Number(ranking.honesty[index]!.toFixed(6)) })),
  };
};
