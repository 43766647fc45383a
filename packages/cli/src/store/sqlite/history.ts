import type { AttemptEvent, AttemptState } from "../../core/failover/attempt.ts";
import type { Database } from "./database.ts";

/** One event of an attempt off the good path, as it was kept. */
export interface KeptEvent {
  readonly attempt: number;
  readonly at: number;
  readonly event: string;
  /** The attempt's state after it. */
  readonly state: string;
  readonly note?: string;
}

interface Happened {
  readonly attempt: number;
  readonly at: number;
  readonly event: AttemptEvent;
  readonly from: AttemptState;
  readonly to: AttemptState;
}

/** Writes an event down that `status --item` has to tell of and that the attempt's own columns do not. */
export const keepEvent = (db: Database, { attempt, at, event, from, to }: Happened): void => {
  if (!worthTelling(event, from, to)) return;
  db.run(
    "INSERT INTO attempt_events (attempt, at, event, state, note) VALUES (?, ?, ?, ?, ?)",
    attempt,
    at,
    event.event,
    to.at,
    "why" in event ? `${"outcome" in event ? `${event.outcome}: ` : ""}${event.why}` : null,
  );
};

/** Sent, accepted, answered is in the attempt's own columns; a write for each of those would be a write for each unit. */
const worthTelling = (event: AttemptEvent, from: AttemptState, to: AttemptState): boolean => {
  switch (event.event) {
    case "submission-accepted":
    case "answered":
      return from.at !== to.at && from.at !== "sending" && from.at !== "accepted";
    case "withdrawal-failed":
      return from.at === "accepted" || from.at === "expired";
    case "look-up-failed":
      return false;
    default:
      return from !== to;
  }
};

/** The events kept of some attempts, in the order they happened. */
export const keptEvents = (db: Database, attempts: readonly number[]): readonly KeptEvent[] =>
  db
    .all(
      "SELECT attempt, at, event, state, note FROM attempt_events WHERE attempt IN (SELECT value FROM json_each(?)) ORDER BY event_id",
      JSON.stringify(attempts),
    )
    .map((row) => ({
      attempt: row["attempt"] as number,
      at: row["at"] as number,
      event: row["event"] as string,
      state: row["state"] as string,
      ...(row["note"] === null ? {} : { note: row["note"] as string }),
    }));
