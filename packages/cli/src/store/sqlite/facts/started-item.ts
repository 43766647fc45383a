import type { Database, Row } from "../database.ts";

/** One item of a job that has begun, as far as explaining it goes. */
export interface StartedItemFacts {
  readonly item: string;
  /** UTF-8 bytes of its visible fields. */
  readonly bytes: number;
  /** The group it is planned with. */
  readonly unit?: string;
  /** Id of the item whose visible content it repeats, and whose slots these are. */
  readonly sharesAnswerOf?: string;
  readonly slots: readonly { readonly slot: number; readonly state: string; readonly vendor?: string; readonly reason?: string }[];
  readonly attempts: readonly { readonly vendor: string; readonly owner: string; readonly state: string; readonly note?: string }[];
  readonly bars: ReadonlyMap<string, string>;
  /** Owners it was, or may have been, disclosed to. */
  readonly seenBy: readonly string[];
}

/** Slots, attempts, bars and exposure of one item; undefined where the job has no such item. */
export const startedItem = (db: Database, query: { readonly job: string; readonly item: string }): StartedItemFacts | undefined => {
  const { job } = query;
  const item = db.get("SELECT seq, item, duplicate_of FROM items WHERE job = ? AND item = ?", job, query.item);
  if (item === undefined) return undefined;
  const first = item["duplicate_of"] as number | null;
  const seq = first ?? (item["seq"] as number);
  const own = db.get("SELECT unit, octet_length(content) AS bytes FROM items WHERE job = ? AND seq = ?", job, seq);
  const unit = own?.["unit"];
  const shared = first === null ? undefined : db.get("SELECT item FROM items WHERE job = ? AND seq = ?", job, seq);
  return {
    item: item["item"] as string,
    bytes: (own?.["bytes"] as number | undefined) ?? 0,
    ...(typeof unit === "string" ? { unit } : {}),
    ...(shared === undefined ? {} : { sharesAnswerOf: shared["item"] as string }),
    slots: db.all("SELECT k, state, vendor, reason FROM slots WHERE job = ? AND seq = ? ORDER BY k", job, seq).map((row) => ({
      slot: row["k"] as number,
      state: row["state"] as string,
      ...(row["vendor"] === null ? {} : { vendor: row["vendor"] as string }),
      ...(row["reason"] === null ? {} : { reason: row["reason"] as string }),
    })),
    attempts: db
      .all("SELECT vendor, owner, state, state_json FROM attempts WHERE job = ? AND seq = ? ORDER BY attempt", job, seq)
      .map(attemptOf),
    bars: new Map(
      db
        .all("SELECT vendor, reason FROM item_bars WHERE job = ? AND seq = ?", job, seq)
        .map((row) => [row["vendor"] as string, row["reason"] as string]),
    ),
    seenBy: db
      .all(
        `SELECT e.owner FROM items i JOIN jobs j ON j.job = i.job
         JOIN exposure e ON e.dataset = j.dataset AND e.fingerprint = i.fingerprint WHERE i.job = ? AND i.seq = ? ORDER BY e.owner`,
        job,
        seq,
      )
      .map((row) => row["owner"] as string),
  };
};

const attemptOf = (row: Row): StartedItemFacts["attempts"][number] => {
  const { why } = JSON.parse(row["state_json"] as string) as { readonly why?: string };
  return {
    vendor: row["vendor"] as string,
    owner: row["owner"] as string,
    state: row["state"] as string,
    ...(why === undefined ? {} : { note: why }),
  };
};

/** Every id of a job's items, one after the other. */
export const itemIds = function* (db: Database, job: string): Generator<string> {
  for (const row of db.iterate("SELECT item FROM items WHERE job = ?", job)) yield row["item"] as string;
};
