import type { Database, Row } from "../database.ts";

/** Why a slot that is stranded or quarantined has nowhere to go: a reason for every vendor, with the vendor's own words where it has said any. */
export const reasonsWithout = (db: Database, job: string, slot: Row): readonly string[] => {
  const own = ((slot["reason"] as string | null) ?? "no place").split("\n");
  if (slot["state"] !== "quarantined") return own;
  const seq = slot["seq"] as number;
  const bars = db.all("SELECT vendor, reason FROM item_bars WHERE job = ? AND seq = ? ORDER BY vendor", job, seq);
  return [
    "quarantined: two vendors would not take it",
    ...bars.map((bar) => {
      const said = lastWords(db, { job, seq, vendor: bar["vendor"] as string });
      return `${bar["vendor"] as string}: ${bar["reason"] as string}${said === undefined ? "" : ` (${said})`}`;
    }),
  ];
};

/** What the vendor last said of the item when it would not have it. */
const lastWords = (
  db: Database,
  { job, seq, vendor }: { readonly job: string; readonly seq: number; readonly vendor: string },
): string | undefined =>
  (db.get(
    `SELECT json_extract(state_json, '$.why') AS why FROM attempts
     WHERE job = ? AND slot IN (SELECT slot FROM slots WHERE job = ? AND seq = ?) AND vendor = ? AND state IN ('refused', 'returned', 'invalid')
     ORDER BY attempt DESC LIMIT 1`,
    job,
    job,
    seq,
    vendor,
  )?.["why"] as string | null | undefined) ?? undefined;
