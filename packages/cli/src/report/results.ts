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
 * One line of `results --format csv`: one item. A preference is its side in `answer` and its degree in `strength`; spans and boxes are JSON. Vendors and answers of the judgments
 * are joined by `;` in the same order; for anything exact there is JSONL.
 */
export const resultsCsv = (record: ResultRecord): string => {
  const counted = record.judgments.filter((judgment) => judgment.late !== true);
  return csvLine([
    record.id,
    record.group,
    record.status,
    answerCell(record.answer),
    strengthOf(record.answer),
    record.confidence,
    counted.length,
    record.judgments.length - counted.length,
    record.judgments.map((judgment) => judgment.vendor).join(";"),
    record.judgments.map((judgment) => answerText(judgment.answer)).join(";"),
  ]);
};

/** A label, a number, a text or a side as it is; anything with parts (spans, boxes) as JSON. */
const answerCell = (answer: Answer | null): CsvCell => {
  if (answer === null || typeof answer !== "object") return answer;
  return "choice" in answer ? answer.choice : JSON.stringify(answer);
};

const strengthOf = (answer: Answer | null): number | undefined =>
  answer !== null && typeof answer === "object" && "choice" in answer ? answer.strength : undefined;

const answerText = (answer: Answer): string => {
  const strength = strengthOf(answer);
  return `${String(answerCell(answer))}${strength === undefined ? "" : ` ${strength}`}`;
};
