import type { Cancellation, LiveAttempt } from "../../ports/store.ts";
import type { Database } from "./database.ts";
import { holdFence } from "./jobs.ts";
import { toLiveAttempt } from "./route.ts";

export const readCancellation = (db: Database, job: string): Cancellation | undefined => {
  const row = db.get("SELECT why, at FROM cancellations WHERE job = ?", job);
  return row === undefined ? undefined : { why: row["why"] as string, at: row["at"] as number };
};

/** The first ending stands: saying it again changes nothing. */
export const cancelJob = (db: Database, job: string, cancellation: Cancellation): Cancellation =>
  db.transaction(() => {
    db.run("INSERT OR IGNORE INTO cancellations VALUES (?, ?, ?)", job, cancellation.why, cancellation.at);
    return readCancellation(db, job) ?? cancellation;
  }, "durable");

/** Attempts that were given up since, are known at the vendor, and were not refused as too late when they were asked back. */
export const recallable = (
  db: Database,
  query: { readonly job: string; readonly vendor: string; readonly since: number },
): readonly LiveAttempt[] =>
  db
    .all(
      `SELECT attempt, seq, vendor, key, ref, state_json, reserved_at FROM attempts a
       WHERE job = ? AND vendor = ? AND state = 'expired' AND ref IS NOT NULL AND ended_at >= ?
         AND NOT EXISTS (SELECT 1 FROM attempt_events e WHERE e.attempt = a.attempt AND e.event = 'withdrawal-failed' AND e.note LIKE 'too-late:%')
       ORDER BY attempt`,
      query.job,
      query.vendor,
      query.since,
    )
    .map(toLiveAttempt);

export const strandPending = (
  db: Database,
  { job, fence, reason }: { readonly job: string; readonly fence: number; readonly reason: string },
): void =>
  db.transaction(() => {
    holdFence(db, job, fence);
    db.run(
      `UPDATE slots SET vendor = NULL, reason = ?, state = CASE WHEN (SELECT slots_per_item FROM jobs j WHERE j.job = slots.job) <=
         (SELECT count(*) FROM slots o WHERE o.job = slots.job AND o.seq = slots.seq AND o.slot <> slots.slot AND o.state IN ('live', 'filled'))
         THEN 'spared' ELSE 'stranded' END
       WHERE job = ? AND state IN ('pending', 'waiting')`,
      reason,
      job,
    );
  });
