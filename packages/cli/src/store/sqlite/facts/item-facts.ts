import type { AttemptEvent } from "../../../core/failover/attempt.ts";
import type { ItemDocument, ItemEvent } from "../../../report/documents.ts";
import type { Database, Row } from "../database.ts";
import { type KeptEvent, keptEvents } from "../history.ts";
import { reasonsWithout } from "./stranded-reasons.ts";

/** One item's history over every attempt at every vendor; undefined where the job has no such item. */
export const itemFacts = (db: Database, query: { readonly job: string; readonly item: string }): ItemDocument | undefined => {
  const item = db.get("SELECT seq, item, duplicate_of FROM items WHERE job = ? AND item = ?", query.job, query.item);
  if (item === undefined) return undefined;
  const seq = (item["duplicate_of"] as number | null) ?? (item["seq"] as number);
  const attempts = db.all(
    `SELECT a.attempt, a.vendor, a.epoch, a.state, a.state_json, a.ref, a.reserved_at, a.accepted_at, a.ended_at, s.k
     FROM slots s JOIN attempts a ON a.slot = s.slot WHERE s.job = ? AND s.seq = ? ORDER BY a.attempt`,
    query.job,
    seq,
  );
  const kept = Map.groupBy(
    keptEvents(
      db,
      attempts.map((row) => row["attempt"] as number),
    ),
    ({ attempt }) => attempt,
  );
  const slots = db.all("SELECT seq, k, state, vendor, reason FROM slots WHERE job = ? AND seq = ? ORDER BY k", query.job, seq);
  // Attempts are in the order they were made, and so are the events of each: only the clock is not to be trusted.
  const events = attempts.flatMap((row) => attemptEvents(row, kept.get(row["attempt"] as number) ?? []));
  return {
    item: item["item"] as string,
    status: statusOf(slots.map((slot) => slot["state"] as string)),
    events: events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    nowhere: [
      ...new Set(
        slots.filter(({ state }) => state === "stranded" || state === "quarantined").flatMap((slot) => reasonsWithout(db, query.job, slot)),
      ),
    ],
  };
};

const statusOf = (states: readonly string[]): ItemDocument["status"] => {
  if (states.includes("quarantined")) return "quarantined";
  if (states.includes("stranded")) return "stranded";
  return states.every((state) => state === "filled" || state === "spared") ? "done" : "pending";
};

const attemptEvents = (row: Row, kept: readonly KeptEvent[]): readonly ItemEvent[] => {
  const base = { slot: row["k"] as number, epoch: (row["epoch"] as number) - 1, vendor: row["vendor"] as string };
  const at = (ms: unknown): string => new Date(ms as number).toISOString();
  const state = JSON.parse(row["state_json"] as string) as { readonly at: string; readonly why?: string };
  const ref = row["ref"] === null ? {} : { note: row["ref"] as string };
  const events: ItemEvent[] = [{ ...base, at: at(row["reserved_at"]), what: "disclosed and sent" }];
  const landed = new Set(["found-present", "declared-accepted", "submission-accepted"]);
  if (row["accepted_at"] !== null && !kept.some(({ event, state: after }) => landed.has(event) && after === "accepted"))
    events.push({ ...base, at: at(row["accepted_at"]), what: "accepted", ...ref });
  for (const { at: when, event, state: after, note } of kept) {
    const told = note ?? (landed.has(event) ? ref.note : undefined);
    events.push({
      ...base,
      at: at(when),
      what: wordsOf(event as AttemptEvent["event"], after),
      ...(told === undefined ? {} : { note: told }),
    });
  }
  // The good path writes nothing down but the attempt itself.
  if (row["ended_at"] !== null && kept.at(-1)?.state !== state.at)
    events.push({ ...base, at: at(row["ended_at"]), what: state.at, ...(state.why === undefined ? {} : { note: state.why }) });
  return events;
};

const wordsOf = (event: AttemptEvent["event"], state: string): string => {
  switch (event) {
    case "submission-accepted":
      return state === "accepted" ? "accepted" : "taken after all";
    case "submission-refused":
      return state === "refused" ? "refused" : "in doubt: refused when it was sent again";
    case "submission-throttled":
      return state === "throttled" ? "not taken: asked to wait" : "in doubt: asked to wait when it was sent again";
    case "submission-not-sent":
      return state === "released" ? "not sent, and the disclosure taken back" : "in doubt: not sent again";
    case "submission-in-doubt":
      return "in doubt: it may have landed";
    case "process-restarted":
      return "in doubt: this process ended while it was sent";
    case "found-present":
      return state === "accepted" ? "looked up: it is there" : "found there after all; it may still be answered and billed";
    case "found-absent":
      return state === "sending" ? "looked up: not there, sent again under the same key" : "looked up: not there";
    case "look-up-failed":
      return "looked up in vain";
    case "answered":
      return state;
    case "answer-invalid":
      return "answered with something else than was asked for";
    case "returned":
      return "given back without an answer";
    case "withdrawal-agreed":
      return "withdrawn";
    case "withdrawal-failed":
      return "asked back, and not given";
    case "declared-absent":
      return "a person says that it is not there";
    case "declared-accepted":
      return "a person says that it is there";
    case "given-up":
      return "given up; it may still be answered and billed";
    default:
      return event satisfies never;
  }
};
