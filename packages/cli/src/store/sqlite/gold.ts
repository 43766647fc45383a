import type { TakenOver } from "../../core/purpose/top-up-gold.ts";
import type { ItemToPlace, GoldStore } from "../../ports/gold-store.ts";
import type { Database } from "./database.ts";
import { holdFence } from "./jobs.ts";
import { itemFacts } from "./route.ts";

export const takenOver = (db: Database, job: string): ReadonlyMap<string, TakenOver> =>
  new Map(
    db
      .all(
        `SELECT vendor, total(purpose <> 'gold') AS work, total(purpose = 'gold') AS gold FROM slots
         WHERE job = ? AND vendor IS NOT NULL AND drawn IS NOT vendor AND state IN ('pending', 'waiting', 'live', 'filled')
           AND (purpose = 'gold' OR (drawn IS NOT NULL AND purpose <> 'hedge')) GROUP BY vendor ORDER BY vendor`,
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
