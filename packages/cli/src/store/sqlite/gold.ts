import type { AccuracySeen } from "../../core/plan/plan-inputs.ts";
import type { TakenOver } from "../../core/purpose/top-up-gold.ts";
import type { ItemToPlace, GoldStore } from "../../ports/gold-store.ts";
import type { Database } from "./database.ts";
import { holdFence } from "./jobs.ts";
import { itemFacts } from "./route.ts";

/** Of the jobs themselves, so that a job that is run again under another name counts again, and one that goes on does not count for itself. */
export const goldHistory = (
  db: Database,
  { taskKind, without }: Parameters<GoldStore["goldHistory"]>[0],
): ReadonlyMap<string, AccuracySeen> =>
  new Map(
    db
      .all(
        `SELECT g.vendor, sum(g.answer = k.answer) AS right_ones, count(*) AS seen, count(DISTINCT k.job) AS jobs FROM jobs j
         JOIN known_answers k ON k.job = j.job JOIN judgments g ON g.job = k.job AND g.seq = k.seq JOIN slots s ON s.slot = g.slot
         WHERE j.job <> ? AND json_extract(j.job_json, '$.task.shape.kind') = ? AND s.purpose = 'gold' AND g.valid = 1
         GROUP BY g.vendor ORDER BY g.vendor`,
        without,
        taskKind,
      )
      .map((row) => [
        row["vendor"] as string,
        { right: row["right_ones"] as number, seen: row["seen"] as number, jobs: row["jobs"] as number },
      ]),
  );

/** Gold that it was shown and did not answer counts: more would show it more, and a vendor that refuses gold would be shown all there is. */
export const takenOver = (db: Database, job: string): ReadonlyMap<string, TakenOver> =>
  new Map(
    db
      .all(
        `SELECT vendor, total(work) AS work, count(DISTINCT gold) AS gold FROM (
           SELECT vendor, purpose <> 'gold' AS work, CASE WHEN purpose = 'gold' THEN slot END AS gold FROM slots
           WHERE job = ? AND vendor IS NOT NULL AND drawn IS NOT vendor AND state IN ('pending', 'waiting', 'live', 'filled')
             AND (purpose = 'gold' OR (drawn IS NOT NULL AND purpose <> 'hedge'))
           UNION ALL
           SELECT a.vendor, 0, s.slot FROM slots s JOIN attempts a ON a.slot = s.slot
           WHERE s.job = ? AND s.purpose = 'gold' AND s.drawn IS NOT a.vendor AND a.state <> 'released')
         GROUP BY vendor ORDER BY vendor`,
        job,
        job,
      )
      .map((row) => [row["vendor"] as string, { work: row["work"] as number, gold: row["gold"] as number }]),
  );

export const freshGold = (db: Database, { job, vendor, owner, siblings }: Parameters<GoldStore["freshGold"]>[0]): readonly ItemToPlace[] =>
  db
    .all(
      `SELECT i.seq, i.fingerprint, i.unit, octet_length(i.content) AS bytes, j.dataset FROM known_answers k
       JOIN items i ON i.job = k.job AND i.seq = k.seq JOIN jobs j ON j.job = k.job
       WHERE k.job = ?
         AND EXISTS (SELECT 1 FROM slots s WHERE s.job = k.job AND s.seq = k.seq AND s.purpose = 'gold')
         AND NOT EXISTS (SELECT 1 FROM slots s WHERE s.job = k.job AND s.seq = k.seq
                         AND (s.state = 'quarantined' OR s.vendor IN (SELECT value FROM json_each(?))))
         AND NOT EXISTS (SELECT 1 FROM exposure e WHERE e.dataset = j.dataset AND e.fingerprint = i.fingerprint AND e.owner = ?)
         AND NOT EXISTS (SELECT 1 FROM item_bars b WHERE b.job = k.job AND b.seq = k.seq AND b.vendor = ?)
       ORDER BY k.seq`,
      job,
      JSON.stringify(siblings),
      owner,
      vendor,
    )
    .map((row) => itemFacts(db, job, row));

/**
 * Measuring comes before more work: what a vendor is added may be sent at once. Where all that it has waits for its gate to let it begin, gold waits with
 * the rest, so that it does not stand for the pilot.
 */
export const addGold = (db: Database, job: string, fence: number, { vendor, items }: Parameters<GoldStore["addGold"]>[2]): void =>
  db.transaction(() => {
    holdFence(db, job, fence);
    const level = db.get("SELECT tranche FROM released WHERE job = ? AND vendor = ?", job, vendor)?.["tranche"] as number | undefined;
    const has = db.get(
      "SELECT total(state = 'waiting') AS waiting, total(state <> 'waiting') AS begun FROM slots WHERE job = ? AND vendor = ? AND state IN ('waiting', 'pending', 'live', 'filled')",
      job,
      vendor,
    );
    const waits = level !== undefined && (has?.["begun"] as number) === 0 && (has?.["waiting"] as number) > 0;
    for (const { seq, position } of items)
      db.run(
        `INSERT INTO slots (job, seq, k, state, vendor, position, purpose, tranche)
         SELECT job, seq, max(k) + 1, ?, ?, ?, 'gold', ? FROM slots WHERE job = ? AND seq = ? GROUP BY seq`,
        waits ? "waiting" : "pending",
        vendor,
        position,
        waits ? level + 1 : 1,
        job,
        seq,
      );
  });
