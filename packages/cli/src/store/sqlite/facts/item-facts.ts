import type { ItemDocument, ItemEvent } from "../../../report/documents.ts";
import type { Database, Row } from "../database.ts";

/** One item's history over every attempt at every vendor; undefined where the job has no such item. */
export const itemFacts = (db: Database, query: { readonly job: string; readonly item: string }): ItemDocument | undefined => {
  const item = db.get("SELECT seq, item, duplicate_of FROM items WHERE job = ? AND item = ?", query.job, query.item);
  if (item === undefined) return undefined;
  const seq = (item["duplicate_of"] as number | null) ?? (item["seq"] as number);
  const attempts = db.all(
    `SELECT a.vendor, a.epoch, a.state, a.state_json, a.ref, a.reserved_at, a.accepted_at, a.ended_at, s.k FROM attempts a JOIN slots s ON s.slot = a.slot WHERE a.job = ? AND a.seq = ? ORDER BY a.attempt`,
    query.job,
    seq,
  );
  const slots = db.all("SELECT k, state, reason FROM slots WHERE job = ? AND seq = ? ORDER BY k", query.job, seq);
  const events = attempts.flatMap(attemptEvents).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { item: item["item"] as string, status: statusOf(slots.map((slot) => slot["state"] as string)), events };
};

const statusOf = (states: readonly string[]): ItemDocument["status"] => {
  if (states.includes("quarantined")) return "quarantined";
  if (states.includes("stranded")) return "stranded";
  return states.every((state) => state === "filled") ? "done" : "pending";
};

const attemptEvents = (row: Row): readonly ItemEvent[] => {
  const base = { slot: row["k"] as number, epoch: (row["epoch"] as number) - 1, vendor: row["vendor"] as string };
  const at = (ms: unknown): string => new Date(ms as number).toISOString();
  const state = JSON.parse(row["state_json"] as string) as { at: string; why?: string };
  const ref = row["ref"] === null ? {} : { note: row["ref"] as string };
  const events: ItemEvent[] = [{ ...base, at: at(row["reserved_at"]), what: "disclosed and sent" }];
  if (row["accepted_at"] !== null) events.push({ ...base, at: at(row["accepted_at"]), what: "accepted", ...ref });
  if (row["ended_at"] !== null)
    events.push({ ...base, at: at(row["ended_at"]), what: state.at, ...(state.why === undefined ? {} : { note: state.why }) });
  else if (state.at === "in-doubt") events.push({ ...base, at: at(row["reserved_at"]), what: "in doubt" });
  return events;
};
