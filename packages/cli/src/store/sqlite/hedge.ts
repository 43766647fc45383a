import type { LiveAttempt, Store } from "../../ports/store.ts";
import type { Database } from "./database.ts";
import { holdFence } from "./jobs.ts";
import { toLiveAttempt } from "./route.ts";

export const hedges = (db: Database, job: string): { readonly made: number; readonly judgments: number } => {
  const row = db.get("SELECT total(purpose = 'hedge') AS made, total(purpose <> 'hedge') AS judgments FROM slots WHERE job = ?", job);
  return { made: row?.["made"] as number, judgments: row?.["judgments"] as number };
};

/** The oldest first: they are waited for longest. */
export const hedge = (db: Database, { job, fence, vendor, acceptedBefore, atMost }: Parameters<Store["hedge"]>[0]): number =>
  db.transaction(() => {
    holdFence(db, job, fence);
    return db.run(
      `INSERT INTO slots (job, seq, k, state, vendor, position, purpose)
       SELECT a.job, a.seq, (SELECT max(k) + 1 FROM slots o WHERE o.job = a.job AND o.seq = a.seq), 'pending', NULL, s.position, 'hedge'
       FROM attempts a JOIN slots s ON s.slot = a.slot
       WHERE a.job = ? AND a.vendor = ? AND a.state = 'accepted' AND a.state IN ('sending', 'in-doubt', 'accepted') AND a.accepted_at < ?
         AND s.state = 'live' AND s.purpose IN ('real', 'pilot')
         AND NOT EXISTS (SELECT 1 FROM slots h WHERE h.job = a.job AND h.seq = a.seq AND h.purpose = 'hedge')
       GROUP BY a.seq ORDER BY a.accepted_at, a.attempt LIMIT ?`,
      job,
      vendor,
      acceptedBefore,
      atMost,
    ).changes;
  });

/** Slots that race for an item's answers: the job's own and the hedge. One that was added because the answers disagree does not. */
const RACES = "(s.purpose = 'hedge' OR (s.purpose IN ('real', 'pilot') AND s.k < (SELECT slots_per_item FROM jobs WHERE job = s.job)))";

/** Whether a slot's item was hedged and has as many answers as the job wants of it, so that nothing is to come of this one any more. */
export const isOutrun = (db: Database, job: string, { seq, slot }: { readonly seq: number; readonly slot: number }): boolean =>
  hasEnough(db, job, seq) && db.get(`SELECT 1 FROM slots s WHERE s.slot = ? AND ${RACES}`, slot) !== undefined;

const hasEnough = (db: Database, job: string, seq: number): boolean =>
  db.get(
    `SELECT 1 FROM slots h JOIN jobs j ON j.job = h.job WHERE h.job = ? AND h.seq = ? AND h.purpose = 'hedge' AND j.slots_per_item <=
       (SELECT count(*) FROM slots f WHERE f.job = h.job AND f.seq = h.seq AND f.state = 'filled') LIMIT 1`,
    job,
    seq,
  ) !== undefined;

export const outrun = (db: Database, job: string, fence: number): readonly LiveAttempt[] => {
  const items = db.all(
    `SELECT h.seq FROM slots h WHERE h.job = ? AND h.purpose = 'hedge' AND EXISTS
       (SELECT 1 FROM slots o WHERE o.job = h.job AND o.seq = h.seq AND o.state IN ('pending', 'waiting', 'live', 'stranded'))`,
    job,
  );
  const over = items.map((row) => row["seq"] as number).filter((seq) => hasEnough(db, job, seq));
  if (over.length === 0) return [];
  const list = JSON.stringify(over);
  return db.transaction(() => {
    holdFence(db, job, fence);
    db.run(
      `UPDATE slots AS s SET state = 'spared', vendor = NULL, reason = 'another owner was faster'
       WHERE s.job = ? AND s.seq IN (SELECT value FROM json_each(?)) AND ${RACES} AND s.state IN ('pending', 'waiting', 'stranded')`,
      job,
      list,
    );
    return db
      .all(
        `SELECT a.attempt, a.seq, a.vendor, a.key, a.ref, a.state_json, a.reserved_at FROM slots s JOIN attempts a ON a.slot = s.slot
         WHERE s.job = ? AND s.seq IN (SELECT value FROM json_each(?)) AND ${RACES} AND a.state = 'accepted' ORDER BY a.attempt`,
        job,
        list,
      )
      .map(toLiveAttempt);
  });
};
