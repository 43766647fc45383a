import type { Answer } from "@tranche/sdk";
import type { ResultJudgment, ResultRecord } from "../../../report/documents.ts";
import type { Database, Row } from "../database.ts";
import type { SettledAnswers } from "./settled-answers.ts";

export interface ResultFactsQuery {
  readonly job: string;
  /** The known answer of a gold item in canonical JSON. */
  readonly goldOf: (item: string) => string | undefined;
  readonly settled: SettledAnswers;
}

/** One record an item, in the order of the items file; a duplicate line shares the answer of the line it repeats. */
export const resultFacts = function* (db: Database, query: ResultFactsQuery): Generator<ResultRecord> {
  for (const row of db.iterate("SELECT seq, item, group_key, duplicate_of FROM items WHERE job = ? ORDER BY seq", query.job)) {
    const seq = (row["duplicate_of"] as number | null) ?? (row["seq"] as number);
    const item = row["item"] as string;
    const judgments = db.all(
      "SELECT vendor, worker, answer, at, seconds, late, counted FROM judgments WHERE job = ? AND seq = ? AND valid = 1 ORDER BY at, vendor, judgment",
      query.job,
      seq,
    );
    const states = db.all("SELECT state FROM slots WHERE job = ? AND seq = ?", query.job, seq).map((slot) => slot["state"] as string);
    const settled = query.settled.of(seq);
    const gold = query.goldOf(item);
    yield {
      id: item,
      ...(row["group_key"] === null ? {} : { group: row["group_key"] as string }),
      answer: settled?.answer ?? loneAnswer(judgments),
      confidence: settled?.confidence ?? null,
      method: settled?.confidence === undefined ? null : gold === undefined ? query.settled.method : "gold",
      judgments: judgments.map((judgment) => toJudgment(judgment, gold)),
      status: statusOf(states),
    };
  }
};

/** The answer of the one judgment that counts; with several, `settled` has it. */
const loneAnswer = (judgments: readonly Row[]): Answer | null => {
  const counted = judgments.find((judgment) => judgment["counted"] === 1);
  return counted === undefined ? null : (JSON.parse(counted["answer"] as string) as Answer);
};

const statusOf = (states: readonly string[]): ResultRecord["status"] => {
  if (states.includes("quarantined")) return "quarantined";
  if (states.includes("stranded")) return "stranded";
  return states.every((state) => state === "filled" || state === "spared") ? "done" : "pending";
};

const toJudgment = (row: Row, gold: string | undefined): ResultJudgment => ({
  vendor: row["vendor"] as string,
  ...(row["worker"] === null ? {} : { worker: row["worker"] as string }),
  answer: JSON.parse(row["answer"] as string) as Answer,
  at: new Date(row["at"] as number).toISOString(),
  ...(row["seconds"] === null ? {} : { seconds: row["seconds"] as number }),
  ...(gold === undefined ? {} : { gold: gold === row["answer"] ? ("right" as const) : ("wrong" as const) }),
  ...(row["late"] === 1 ? { late: true } : {}),
});
