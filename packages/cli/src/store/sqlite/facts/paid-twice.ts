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
  const twice = rows.filter((row) => row["state"] !== "expired" && (row["before"] as number) > 0);
  const open = rows.filter((row) => row["state"] === "expired");
  return {
    items: new Set(twice.map((row) => row["seq"])).size,
    cost: costOf(twice),
    because: [...new Set(twice.map(becauseOf))],
    mayFollow: { items: new Set(open.map((row) => row["seq"])).size, cost: costOf(open) },
  };
};

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
    case "cancelled":
      return `${vendor} answered after the job was cancelled`;
    default:
      return `${vendor} answered what it had given back, refused, or was not found to have`;
  }
};
