import type { AttemptEvent } from "../../core/failover/attempt.ts";
import type { Decision } from "../../ports/store.ts";
import type { Database } from "./database.ts";

/** Keeps what a person decided until somebody carries it out; of two decisions about one attempt the later one. */
export const decide = (
  db: Database,
  { job, now }: { readonly job: string; readonly now: number },
  made: readonly Omit<Decision, "decisionId">[],
): void =>
  db.transaction(() => {
    for (const { attempt, event } of made) {
      db.run("DELETE FROM decisions WHERE job = ? AND attempt = ?", job, attempt);
      db.run("INSERT INTO decisions (job, attempt, event, at) VALUES (?, ?, ?, ?)", job, attempt, JSON.stringify(event), now);
    }
  }, "durable");

export const decisions = (db: Database, job: string): readonly Decision[] =>
  db.all("SELECT decision_id, attempt, event FROM decisions WHERE job = ? ORDER BY decision_id", job).map((row) => ({
    decisionId: row["decision_id"] as number,
    attempt: row["attempt"] as number,
    event: JSON.parse(row["event"] as string) as AttemptEvent,
  }));

export const dropDecisions = (db: Database, ids: readonly number[]): void => {
  db.transaction(() => db.run("DELETE FROM decisions WHERE decision_id IN (SELECT value FROM json_each(?))", JSON.stringify(ids)));
};
