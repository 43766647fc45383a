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
  readonly of: (seq: number) => SettledItem | undefined;
}

/** The same draws every time: asking twice gives the same answers. */
const seed = 1;

/** One answer an item from all judgments that count; items are read together, since one item's judges are known from the others. */
export const settledAnswers = (db: Database, { job, shape, method, goldOf }: SettledAnswersQuery): SettledAnswers => {
  const places = new Map<number, number>();
  const judged: { judgments: JudgmentOfItem[]; gold?: Answer }[] = [];
  const rows = db.iterate(
    "SELECT j.seq AS seq, i.item AS item, j.vendor AS vendor, j.worker AS worker, j.answer AS answer FROM judgments j JOIN items i ON i.job = j.job AND i.seq = j.seq WHERE j.job = ? AND j.valid = 1 AND j.counted = 1 ORDER BY j.seq, j.at, j.vendor, j.judgment",
    job,
  );
  for (const row of rows) {
    const seq = row["seq"] as number;
    let place = places.get(seq);
    if (place === undefined) {
      const gold = goldOf(row["item"] as string);
      places.set(seq, (place = judged.length));
      judged.push({ judgments: [], ...(gold === undefined ? {} : { gold: JSON.parse(gold) as Answer }) });
    }
    judged[place]!.judgments.push({
      vendor: row["vendor"] as string,
      ...(row["worker"] === null ? {} : { worker: row["worker"] as string }),
      answer: JSON.parse(row["answer"] as string) as Answer,
    });
  }
  const { items, ...how } = settleItems(judged satisfies readonly JudgedItem[], { shape, method, seed });
  return {
    ...how,
    of: (seq) => {
      const place = places.get(seq);
      return place === undefined ? undefined : items[place];
    },
  };
};
