import { wantsAnother } from "../../core/purpose/wants-another.ts";
import type { UnsureQuery } from "../../ports/adjudication-store.ts";
import type { Database } from "./database.ts";
import { settledAnswers } from "./facts/settled-answers.ts";
import { holdFence } from "./jobs.ts";

/** Items, by their number, that their judgments leave unsure and that may have another. */
export const unsureItems = (db: Database, { job, shape, ...rules }: UnsureQuery): readonly number[] => {
  const known = new Map(
    db
      .all("SELECT i.item, i.seq, k.answer FROM known_answers k JOIN items i ON i.job = k.job AND i.seq = k.seq WHERE k.job = ?", job)
      .map((row) => [row["item"] as string, { seq: row["seq"] as number, answer: row["answer"] as string }]),
  );
  const settled = settledAnswers(db, { job, shape, method: "auto", goldOf: (item) => known.get(item)?.answer });
  const gold = new Set([...known.values()].map(({ seq }) => seq));
  const unsure: number[] = [];
  // What a hedge has outrun, and a hedge that found no place, is no judgment that is missing; one that was added and found none is.
  for (const row of db.iterate(
    `SELECT s.seq, count(*) AS slots, sum(s.state <> 'filled') AS unfinished FROM slots s JOIN jobs j ON j.job = s.job
     WHERE s.job = ? AND NOT (s.state = 'spared' AND (s.purpose = 'hedge' OR s.k < j.slots_per_item)) GROUP BY s.seq ORDER BY s.seq`,
    job,
  )) {
    const seq = row["seq"] as number;
    const so = {
      confidence: settled.of(seq)?.confidence,
      slots: row["slots"] as number,
      unfinished: (row["unfinished"] as number) > 0,
      isGold: gold.has(seq),
    };
    if (wantsAnother(so, rules)) unsure.push(seq);
  }
  return unsure;
};

/** One more slot, without a vendor, for each of these items. */
export const addSlots = (db: Database, job: string, fence: number, items: readonly number[]): void =>
  db.transaction(() => {
    holdFence(db, job, fence);
    db.run(
      `INSERT INTO slots (job, seq, k, state, vendor, position)
       SELECT job, seq, max(k) + 1, 'pending', NULL, 0 FROM slots WHERE job = ? AND seq IN (SELECT value FROM json_each(?)) GROUP BY seq ORDER BY seq`,
      job,
      JSON.stringify(items),
    );
  });
