import type { Answer } from "@tranche/sdk";
import { type CsvCell, csvLine } from "./csv.ts";
import type { ResultRecord } from "./documents.ts";

/** One line of `results --format jsonl`, line break included. */
export const resultsJsonl = (record: ResultRecord): string => `${JSON.stringify(record)}\n`;

/** The first line of `results --format csv`. */
export const resultsCsvHead: string = csvLine([
  "id",
  "group",
  "status",
  "answer",
  "strength",
  "confidence",
  "judgments",
  "late",
  "vendors",
  "answers",
]);

/**
 * One line of `results --format csv`: one item. A preference is its side in `answer` and its degree in `strength`. Vendors and answers of the judgments
 * are joined by `;` in the same order; for anything exact there is JSONL.
 */
export const resultsCsv = (record: ResultRecord): string => {
  const counted = record.judgments.filter((judgment) => judgment.late !== true);
  return csvLine([
    record.id,
    record.group,
    record.status,
    answerCell(record.answer),
    typeof record.answer === "object" ? record.answer?.strength : undefined,
    record.confidence,
    counted.length,
    record.judgments.length - counted.length,
    record.judgments.map((judgment) => judgment.vendor).join(";"),
    record.judgments.map((judgment) => answerText(judgment.answer)).join(";"),
  ]);
};

const answerCell = (answer: Answer | null): CsvCell => (typeof answer === "object" ? answer?.choice : answer);

const answerText = (answer: Answer): string =>
  typeof answer === "object" ? [answer.choice, answer.strength].filter((part) => part !== undefined).join(" ") : String(answer);
