import type { PaidTwice } from "../../../report/documents.ts";
import type { Database, Row } from "../database.ts";

const MICROS = 1_000_000;

/** Slots that more than one vendor answered: what the answers beyond the first cost, and why there are any. */
export const paidTwice = (db: Database, job: string): PaidTwice => {
  const rows = db.all(
    `SELECT a.attempt, a.vendor, a.seq, a.price, a.state,
       (SELECT e.note FROM attempt_events e WHERE e.attempt = a.attempt AND e.event = 'given-up' ORDER BY e.event_id DESC LIMIT 1) AS given_up,
       (SELECT count(*) FROM attempts b WHERE b.slot = a.slot AND b.attempt <> a.attempt AND b.state IN ('answered', 'late') AND (a.state = 'late' AND b.state = 'answered' OR b.attempt < a.attempt)) AS before
     FROM attempts a WHERE a.job = ? AND a.state IN ('late', 'expired') OR a.job = ? AND a.state = 'answered' AND EXISTS (
       SELECT 1 FROM attempts b WHERE b.slot = a.slot AND b.attempt < a.attempt AND b.state = 'answered')
     ORDER BY a.vendor, a.attempt`,
    job,
    job,
  );
  const twice = rows.filter(
    (row) => row["state"] !== "expired" && ((row["before"] as number) > 0 || (row["state"] === "late" && row["given_up"] === "hedged")),
  );
  twice.push(...bothAnswered(db, job));
  const open = rows.filter((row) => row["state"] === "expired");
  return {
    items: new Set(twice.map((row) => row["seq"])).size,
    cost: costOf(twice),
    because: [...new Set(twice.map(becauseOf))],
    mayFollow: { items: new Set(open.map((row) => row["seq"])).size, cost: costOf(open) },
  };
};

/** Hedges that were answered although the first was answered as well. */
const bothAnswered = (db: Database, job: string): readonly Row[] =>
  db.all(
    `SELECT a.vendor, a.seq, a.price, 'hedged' AS given_up FROM slots h JOIN jobs j ON j.job = h.job JOIN attempts a ON a.slot = h.slot AND a.state = 'answered'
     WHERE h.job = ? AND h.purpose = 'hedge' AND h.state = 'filled' AND j.slots_per_item <
       (SELECT count(*) FROM slots f WHERE f.job = h.job AND f.seq = h.seq AND f.state = 'filled')`,
    job,
  );

/** Whether the job has asked anything of a second owner because the first was slow. */
export const isHedged = (db: Database, job: string): boolean =>
  db.get("SELECT 1 FROM slots WHERE job = ? AND purpose = 'hedge' LIMIT 1", job) !== undefined;

const costOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + (row["price"] as number), 0) / MICROS;

const becauseOf = (row: Row): string => {
  const vendor = row["vendor"] as string;
  switch (row["given_up"]) {
    case "vendor-lost":
      return `${vendor} answered after it was lost and its work was placed elsewhere`;
    case "operator":
      return `${vendor} answered after a person took it out`;
    case "abandoned":
      return `${vendor} answered what a person had given up`;
    case "deadline":
      return `${vendor} answered after the deadline`;
    case "hedged":
      return `${vendor} was slow, another owner was asked as well (hedge), and both answered`;
    case "cancelled":
      return `${vendor} answered after the job was cancelled`;
    default:
      return `${vendor} answered what it had given back, refused, or was not found to have`;
  }
};
