import type { Answer, TaskShape } from "@tranche/sdk";
import {
  type Consensus,
  type ConsensusMethod,
  type JudgedItem,
  type JudgmentOfItem,
  type SettledItem,
  settleItems,
} from "../../../core/quality/index.ts";
import type { Database } from "../database.ts";

export interface SettledAnswersQuery {
  readonly job: string;
  readonly shape: TaskShape;
  readonly method: ConsensusMethod | "auto";
  /** The known answer of a gold item in JSON. */
  readonly goldOf: (item: string) => string | undefined;
}

/** What the counted judgments of a job come to, by the item's number. */
export interface SettledAnswers extends Omit<Consensus, "items"> {
  /** Undefined for an item that has one judgment, which is then its answer, or none. */
  readonly of: (seq: number) => SettledItem | undefined;
}

/**
 * One answer an item from all judgments that count; items are read together, since one item's judges are known from the others. An item with one judgment tells
 * nothing about who errs, unless it is gold: those stay outside, so that a job of a million items with one judgment each takes no memory for it.
 */
export const settledAnswers = (db: Database, { job, shape, method, goldOf }: SettledAnswersQuery): SettledAnswers => {
  const places = new Map<number, number>();
  const judged: JudgedItem[] = [];
  let seq: number | undefined;
  let gold: Answer | undefined;
  let judgments: JudgmentOfItem[] = [];
  const keep = (): void => {
    if (seq === undefined || (judgments.length < 2 && gold === undefined)) return;
    places.set(seq, judged.length);
    judged.push({ judgments, ...(gold === undefined ? {} : { gold }) });
  };
  const rows = db.iterate(
    "SELECT j.seq AS seq, i.item AS item, j.vendor AS vendor, j.worker AS worker, j.answer AS answer FROM judgments j JOIN items i ON i.job = j.job AND i.seq = j.seq WHERE j.job = ? AND j.valid = 1 AND j.counted = 1 ORDER BY j.seq, j.at, j.vendor, j.judgment",
    job,
  );
  for (const row of rows) {
    if (row["seq"] !== seq) {
      keep();
      seq = row["seq"] as number;
      const known = goldOf(row["item"] as string);
      gold = known === undefined ? undefined : (JSON.parse(known) as Answer);
      judgments = [];
    }
    judgments.push({
      vendor: row["vendor"] as string,
      ...(row["worker"] === null ? {} : { worker: row["worker"] as string }),
      answer: JSON.parse(row["answer"] as string) as Answer,
    });
  }
  keep();
  const { items, ...how } = settleItems(judged, { shape, method, seed });
  return {
    ...how,
    of: (item) => {
      const place = places.get(item);
      return place === undefined ? undefined : items[place];
    },
  };
};

/** The same draws every time: asking twice gives the same answers. */
const seed = 1;
