import type { SeenTrials } from "../../core/release/beta-posterior.ts";
import type { ReleaseFacts } from "../../core/release/decide-release.ts";
import { firstLot } from "../../core/release/first-lot.ts";
import type { ReleaseRecord } from "../../ports/release-store.ts";
import type { Database } from "./database.ts";
import { keepsTogether } from "./groups.ts";
import { holdFence } from "./jobs.ts";

/** What every vendor of a job has shown so far, as far as its gate asks; `letBack` is for whoever knows what a person said. */
export const releaseFacts = (db: Database, job: string): readonly Omit<ReleaseFacts, "letBack">[] => {
  const counts = new Map<string, { released: number; answered: number; waiting: number; given: number }>();
  const of = (vendor: string): { released: number; answered: number; waiting: number; given: number } => {
    const known = counts.get(vendor) ?? { released: 0, answered: 0, waiting: 0, given: 0 };
    counts.set(vendor, known);
    return known;
  };
  for (const row of db.all(
    `SELECT vendor, state, purpose = 'gold' AS gold, count(*) AS n FROM slots
     WHERE job = ? AND vendor IS NOT NULL AND state IN ('pending', 'waiting', 'live', 'filled') GROUP BY vendor, state, gold`,
    job,
  )) {
    const known = of(row["vendor"] as string);
    const count = row["n"] as number;
    if (row["state"] === "waiting") known.waiting += count;
    else {
      known.released += count;
      if (row["state"] === "filled") known.answered += count;
      if (row["gold"] === 1) known.given += count;
    }
  }
  const gold = goldCounts(db, job);
  return db.all("SELECT vendor, tranche, at FROM released WHERE job = ? ORDER BY vendor", job).map((row) => {
    const vendor = row["vendor"] as string;
    const { given, ...known } = of(vendor);
    return {
      vendor,
      tranche: row["tranche"] as number,
      since: row["at"] as number,
      ...known,
      gold: { ...(gold.get(vendor) ?? { right: 0, seen: 0 }), given },
    };
  });
};

/** Answers to gold by vendor: valid ones, whether they filled their slot or came late. */
export const goldCounts = (db: Database, job: string): ReadonlyMap<string, { readonly right: number; readonly seen: number }> =>
  new Map(
    db
      .all(
        `SELECT g.vendor, count(*) AS seen, sum(g.answer = k.answer) AS right_ones FROM known_answers k
         JOIN judgments g ON g.job = k.job AND g.seq = k.seq JOIN slots s ON s.slot = g.slot
         WHERE k.job = ? AND s.purpose = 'gold' AND g.valid = 1 GROUP BY g.vendor`,
        job,
      )
      .map((row) => [row["vendor"] as string, { right: row["right_ones"] as number, seen: row["seen"] as number }]),
  );

/** Ended and paid attempts by vendor, and those of them that came to a valid answer. What was returned or refused costs nothing and is not counted. */
export const acceptedOf = (db: Database, job: string): ReadonlyMap<string, SeenTrials> =>
  new Map(
    db
      .all(
        `SELECT vendor, count(*) AS ended, sum(state = 'answered') AS good FROM attempts
         WHERE job = ? AND state IN ('answered', 'invalid', 'expired') GROUP BY vendor`,
        job,
      )
      .map((row) => [row["vendor"] as string, { good: row["good"] as number, all: row["ended"] as number }]),
  );

/** Carries a decision out and keeps it with the facts it was made of, in one transaction. */
export const recordRelease = (db: Database, job: string, fence: number, { at, facts, rules, decision }: ReleaseRecord): void =>
  db.transaction(() => {
    holdFence(db, job, fence);
    const { vendor } = decision;
    db.run(
      "INSERT INTO release_decisions (job, at, vendor, document) VALUES (?, ?, ?, ?)",
      job,
      at,
      vendor,
      JSON.stringify({ facts, rules, decision }),
    );
    switch (decision.decision) {
      case "release":
        db.run("UPDATE released SET tranche = ?, at = ? WHERE job = ? AND vendor = ?", decision.tranche, at, job, vendor);
        db.run(
          "UPDATE slots SET state = 'pending' WHERE job = ? AND vendor = ? AND state = 'waiting' AND tranche <= ?",
          job,
          vendor,
          decision.tranche,
        );
        return;
      case "begin":
        db.run("UPDATE released SET at = ? WHERE job = ? AND vendor = ?", at, job, vendor);
        if (keepsTogether(db, job)) return beginInGroups(db, { job, vendor, slots: decision.slots });
        db.run(
          `UPDATE slots SET state = 'pending', tranche = 1 WHERE slot IN
             (SELECT slot FROM (SELECT slot, position, purpose = 'gold' AS gold,
                                       row_number() OVER (PARTITION BY purpose = 'gold' ORDER BY position, slot) AS place
                                FROM slots WHERE job = ? AND vendor = ? AND state = 'waiting')
              -- Gold first, among at least as many others, as in a first tranche that was planned.
              ORDER BY gold = 1 AND 2 * place <= ? DESC, position, slot LIMIT ?)`,
          job,
          vendor,
          decision.slots,
          decision.slots,
        );
        return;
      case "hold":
        return;
      default:
        decision satisfies never;
    }
  });

/** Groups that stay together are let go as a whole, and no more of them than that needs. */
const beginInGroups = (
  db: Database,
  { job, vendor, slots }: { readonly job: string; readonly vendor: string; readonly slots: number },
): void => {
  const waiting = db
    .all(
      `SELECT s.slot, i.unit, s.purpose = 'gold' AS gold FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq
       WHERE s.job = ? AND s.vendor = ? AND s.state = 'waiting' ORDER BY s.position, s.slot`,
      job,
      vendor,
    )
    .map((row) => ({ slot: row["slot"] as number, unit: (row["unit"] as string | null) ?? undefined, gold: row["gold"] === 1 }));
  db.run(
    "UPDATE slots SET state = 'pending', tranche = 1 WHERE slot IN (SELECT value FROM json_each(?))",
    JSON.stringify(firstLot(waiting, slots)),
  );
  letGroupsGo(db, job, vendor);
};

/** The rest of the groups of which a vendor has been let go a part. */
const letGroupsGo = (db: Database, job: string, vendor: string): void =>
  void db.run(
    `UPDATE slots SET state = 'pending', tranche = 1 WHERE job = ? AND vendor = ? AND state = 'waiting' AND seq IN
       (SELECT i.seq FROM items i WHERE i.job = ? AND i.unit IN
          (SELECT o.unit FROM slots s JOIN items o ON o.job = s.job AND o.seq = s.seq
           WHERE s.job = ? AND s.vendor = ? AND s.state = 'pending' AND s.tranche = 1))`,
    job,
    vendor,
    job,
    job,
    vendor,
  );

/** Every decision about a job's releases, oldest first. */
export const releaseRecords = (db: Database, job: string): readonly ReleaseRecord[] =>
  db
    .all("SELECT at, document FROM release_decisions WHERE job = ? ORDER BY decision", job)
    .map((row) => ({ at: row["at"] as number, ...(JSON.parse(row["document"] as string) as Omit<ReleaseRecord, "at">) }));
