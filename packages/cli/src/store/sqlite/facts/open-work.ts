import type { Database } from "../database.ts";

/** What a vendor holds of a job, and what of it may be billed. */
export interface OpenWork {
  readonly vendor: string;
  /** Slots planned for it and not sent. */
  readonly unsent: number;
  readonly open: number;
  /** Sent, and not known whether it landed. */
  readonly inDoubt: number;
  /** Given up, and still to be answered or billed. */
  readonly givenUp: number;
  /** Of what is open, in doubt or given up. */
  readonly owedMicros: number;
  readonly withdrawn: number;
}

/** Every vendor that holds, held or was to get work of the job, by name. */
export const openWork = (db: Database, job: string): readonly OpenWork[] => {
  const work = new Map<string, { unsent: number; open: number; inDoubt: number; givenUp: number; owedMicros: number; withdrawn: number }>();
  const of = (
    vendor: string,
  ): { unsent: number; open: number; inDoubt: number; givenUp: number; owedMicros: number; withdrawn: number } => {
    const known = work.get(vendor) ?? { unsent: 0, open: 0, inDoubt: 0, givenUp: 0, owedMicros: 0, withdrawn: 0 };
    work.set(vendor, known);
    return known;
  };
  for (const row of db.all(
    "SELECT vendor, count(*) AS n FROM slots WHERE job = ? AND state IN ('pending', 'waiting') AND vendor IS NOT NULL GROUP BY vendor",
    job,
  ))
    of(row["vendor"] as string).unsent = row["n"] as number;
  for (const row of db.all(
    "SELECT vendor, state, count(*) AS n, sum(price) AS micros FROM attempts WHERE job = ? GROUP BY vendor, state",
    job,
  )) {
    const known = of(row["vendor"] as string);
    const count = row["n"] as number;
    const state = row["state"] as string;
    if (state === "accepted") known.open += count;
    if (state === "in-doubt" || state === "sending") known.inDoubt += count;
    if (state === "expired") known.givenUp += count;
    if (state === "withdrawn") known.withdrawn += count;
    if (state === "accepted" || state === "in-doubt" || state === "sending" || state === "expired")
      known.owedMicros += row["micros"] as number;
  }
  return [...work].map(([vendor, counts]) => ({ vendor, ...counts })).toSorted((a, b) => (a.vendor < b.vendor ? -1 : 1));
};

/** One unit that a vendor did not give back. */
export interface KeptUnit {
  readonly item: string;
  readonly vendor: string;
  /** `too-late: …` or `unknown: …` in the vendor's words; absent where it was not asked, or could not be. */
  readonly said?: string;
  readonly inDoubt: boolean;
}

/** What vendors may still answer and bill although it was given up, unit by unit. */
export const keptUnits = (db: Database, job: string): readonly KeptUnit[] =>
  db
    .all(
      `SELECT i.item, a.vendor, a.ref,
         (SELECT e.note FROM attempt_events e WHERE e.attempt = a.attempt AND e.event = 'withdrawal-failed' ORDER BY e.event_id DESC LIMIT 1) AS said
       FROM attempts a JOIN items i ON i.job = a.job AND i.seq = a.seq
       WHERE a.job = ? AND a.state = 'expired' ORDER BY a.vendor, i.seq`,
      job,
    )
    .map((row) => ({
      item: row["item"] as string,
      vendor: row["vendor"] as string,
      ...(row["said"] === null ? {} : { said: row["said"] as string }),
      inDoubt: row["ref"] === null,
    }));
