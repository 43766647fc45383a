import type { ImportRelease } from "../../ports/release-store.ts";
import type { Database } from "./database.ts";
import { keepsTogether } from "./groups.ts";

/** Where a job's slots are cut into tranches, by vendor: slots of one kind up to a rank in the vendor's order. */
const prepareParts = (db: Database, release: ImportRelease | undefined): void => {
  db.run(
    "CREATE TEMP TABLE IF NOT EXISTS parts (vendor TEXT NOT NULL, gold INTEGER NOT NULL, up_to INTEGER NOT NULL, pilot INTEGER NOT NULL) STRICT",
  );
  db.run("DELETE FROM temp.parts");
  for (const { vendor, tranches, pilot } of release?.vendors ?? []) {
    let [gold, others] = [0, 0];
    // The last tranche is whatever is left.
    for (const size of tranches.slice(0, -1)) {
      gold += size.gold;
      others += size.others;
      db.run("INSERT INTO temp.parts VALUES (?, 1, ?, ?)", vendor, gold, pilot ? 1 : 0);
      db.run("INSERT INTO temp.parts VALUES (?, 0, ?, ?)", vendor, others, pilot ? 1 : 0);
    }
  }
};

/**
 * The slots as they were read, in the order they will be sent, so that slots that change together lie together. A slot's tranche is told by its rank
 * among the vendor's gold, or among the rest, in the vendor's own order. A group that stays together is released as a whole, with the first of its slots:
 * if the gate stays shut, no two vendors hold parts of it.
 */
export const importSlots = (db: Database, job: string, release: ImportRelease | undefined): void => {
  prepareParts(db, release);
  if (release === undefined)
    db.run(
      `INSERT INTO slots (job, seq, k, state, vendor, position, purpose, drawn, stratum)
       SELECT ?, seq, k, 'pending', vendor, position, purpose, vendor, stratum FROM temp.slots_read ORDER BY vendor, position, seq, k`,
      job,
    );
  else {
    const together = keepsTogether(db, job);
    // Groups stand where the first of their slots does, and count as that one's tranche.
    const read = together
      ? `(SELECT r.*, i.unit, min(r.position) OVER (PARTITION BY r.vendor, coalesce(i.unit, r.seq)) AS head
          FROM temp.slots_read r JOIN items i ON i.job = ? AND i.seq = r.seq)`
      : "(SELECT *, position AS head FROM temp.slots_read)";
    // What is in a group that stays together is no gold to begin with: it would take its whole group into the first tranche.
    const gold = together ? "purpose = 'gold' AND unit IS NULL" : "purpose = 'gold'";
    const cut = "1 + (SELECT count(*) FROM temp.parts p WHERE p.vendor = r.vendor AND p.gold = r.gold AND p.up_to < r.place)";
    const staged = together ? `min(${cut}) OVER (PARTITION BY vendor, coalesce(unit, seq))` : cut;
    db.run(
      `INSERT INTO slots (job, seq, k, state, vendor, position, purpose, tranche, drawn, stratum)
       SELECT ?, seq, k, CASE WHEN vendor IS NOT NULL AND tranche > 1 THEN 'waiting' ELSE 'pending' END, vendor, position,
         CASE WHEN purpose = 'real' AND tranche = 1 AND EXISTS (SELECT 1 FROM temp.parts p WHERE p.vendor = ranked.vendor AND p.pilot = 1)
           THEN 'pilot' ELSE purpose END, tranche, vendor, stratum
       FROM (SELECT r.*, ${staged} AS tranche
             FROM (SELECT *, ${gold} AS gold,
                     row_number() OVER (PARTITION BY vendor, ${gold} ORDER BY head, position, seq, k) AS place FROM ${read}) r) ranked
       ORDER BY vendor, tranche, position, seq, k`,
      ...(together ? [job, job] : [job]),
    );
  }
  for (const { vendor, level } of release?.vendors ?? [])
    db.run("INSERT OR REPLACE INTO released VALUES (?, ?, ?, ?)", job, vendor, level, release?.at ?? 0);
  db.run("DELETE FROM temp.parts");
};
