import type { AttemptState } from "../../../core/failover/attempt.ts";
import type { Database } from "../database.ts";

/** One attempt at an item, with what a person who decides about it has to see. */
export interface ItemAttempt {
  readonly attempt: number;
  readonly vendor: string;
  readonly owner: string;
  readonly key: string;
  readonly state: AttemptState;
  readonly priceMicros: number;
  readonly reservedAt: number;
}

/** Every attempt at an item, oldest first; one that repeats another's content has that one's. Undefined where the job has no such item. */
export const itemAttempts = (db: Database, query: { readonly job: string; readonly item: string }): readonly ItemAttempt[] | undefined => {
  const item = db.get("SELECT seq, duplicate_of FROM items WHERE job = ? AND item = ?", query.job, query.item);
  if (item === undefined) return undefined;
  const seq = (item["duplicate_of"] as number | null) ?? (item["seq"] as number);
  const attempts = db.all(
    "SELECT attempt, vendor, owner, key, state_json, price, reserved_at FROM attempts WHERE job = ? AND seq = ? ORDER BY attempt",
    query.job,
    seq,
  );
  return attempts.map((row) => ({
    attempt: row["attempt"] as number,
    vendor: row["vendor"] as string,
    owner: row["owner"] as string,
    key: row["key"] as string,
    state: JSON.parse(row["state_json"] as string) as AttemptState,
    priceMicros: row["price"] as number,
    reservedAt: row["reserved_at"] as number,
  }));
};
