import type { ImportRelease } from "../../ports/release-store.ts";
import type { LockRequest, LockResult } from "../../ports/job-lock.ts";
import type { ImportItem, JobRecord } from "../../ports/store.ts";
import { StoreError } from "../store-error.ts";
import type { Database, Row } from "./database.ts";
import { importSlots } from "./import-slots.ts";

const toJob = (row: Row): JobRecord => ({
  job: row["job"] as string,
  dataset: row["dataset"] as string,
  contentHash: row["content_hash"] as string,
  itemsHash: row["items_hash"] as string,
  jobJson: row["job_json"] as string,
  planJson: row["plan_json"] as string,
  planHash: row["plan_hash"] as string,
  currency: row["currency"] as string,
  slotsPerItem: row["slots_per_item"] as number,
  createdAt: row["created_at"] as number,
});

/** A job that was imported whole; one whose import broke off does not exist yet. */
export const readJob = (db: Database, job: string): JobRecord | undefined => {
  const row = db.get("SELECT * FROM jobs WHERE job = ? AND imported = 1", job);
  return row === undefined ? undefined : toJob(row);
};

export const listJobs = (db: Database): readonly JobRecord[] =>
  db.all("SELECT * FROM jobs WHERE imported = 1 ORDER BY created_at, job").map(toJob);

/** Writes a job and its items, a batch a transaction; the last transaction makes the job visible. */
export const importJob = async (
  db: Database,
  record: JobRecord,
  items: AsyncIterable<readonly ImportItem[]>,
  release?: ImportRelease,
): Promise<void> => {
  db.transaction(() => {
    db.run("DELETE FROM items WHERE job = ?", record.job);
    db.run("DELETE FROM slots WHERE job = ?", record.job);
    for (const table of ["known_answers", "released", "release_decisions"]) db.run(`DELETE FROM ${table} WHERE job = ?`, record.job);
    db.run("DELETE FROM jobs WHERE job = ? AND imported = 0", record.job);
    db.run(
      "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
      record.job,
      record.dataset,
      record.contentHash,
      record.itemsHash,
      record.jobJson,
      record.planJson,
      record.planHash,
      record.currency,
      record.slotsPerItem,
      record.createdAt,
    );
    db.run("INSERT OR IGNORE INTO dataset_counts (dataset, items) VALUES (?, 0)", record.dataset);
  });
  db.run(
    "CREATE TEMP TABLE IF NOT EXISTS slots_read (seq INTEGER NOT NULL, k INTEGER NOT NULL, vendor TEXT, position INTEGER NOT NULL, purpose TEXT NOT NULL, stratum INTEGER) STRICT",
  );
  db.run("DELETE FROM temp.slots_read");
  for await (const batch of items) db.transaction(() => importBatch(db, record, batch));
  db.transaction(() => {
    importSlots(db, record.job, release);
    db.run("DELETE FROM temp.slots_read");
    db.run("UPDATE jobs SET imported = 1 WHERE job = ?", record.job);
  });
};

const importBatch = (db: Database, record: JobRecord, batch: readonly ImportItem[]): void => {
  let added = 0;
  let bytes = 0;
  for (const item of batch) {
    db.run(
      "INSERT INTO items (job, seq, item, fingerprint, group_key, content, duplicate_of, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      record.job,
      item.seq,
      item.item,
      item.fingerprint,
      item.group ?? null,
      item.content,
      item.duplicateOf ?? null,
      item.unit ?? null,
    );
    if (item.knownAnswer !== undefined)
      db.run("INSERT OR IGNORE INTO known_answers VALUES (?, ?, ?)", record.job, item.duplicateOf ?? item.seq, item.knownAnswer);
    if (item.duplicateOf !== undefined) continue;
    const isNew = db.run("INSERT OR IGNORE INTO dataset_items VALUES (?, ?)", record.dataset, item.fingerprint).changes;
    added += isNew;
    if (isNew > 0) bytes += Buffer.byteLength(item.content);
    for (const [k, slot] of item.slots.entries())
      db.run(
        "INSERT INTO temp.slots_read VALUES (?, ?, ?, ?, ?, ?)",
        item.seq,
        k,
        slot.vendor ?? null,
        slot.position,
        slot.purpose ?? "real",
        item.stratum ?? null,
      );
  }
  db.run("UPDATE dataset_counts SET items = items + ?, bytes = bytes + ? WHERE dataset = ?", added, bytes, record.dataset);
};

/** Takes the job's lock, or says who has it. Each taking has a higher fence, and every later write names its fence. */
export const lockJob = (db: Database, request: LockRequest): LockResult =>
  db.transaction(() => {
    const row = db.get("SELECT holder, fence, renewed_at FROM locks WHERE job = ?", request.job);
    const holder = (row?.["holder"] ?? null) as string | null;
    if (holder !== null && request.isAlive(holder, row?.["renewed_at"] as number)) return { locked: false, holder };
    const fence = ((row?.["fence"] as number | undefined) ?? 0) + 1;
    db.run(
      "INSERT INTO locks VALUES (?, ?, ?, ?) ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, fence = excluded.fence, renewed_at = excluded.renewed_at",
      request.job,
      request.holder,
      fence,
      request.now,
    );
    return { locked: true, fence };
  });

/** Whether the job is still this fence's. */
export const holdsLock = (db: Database, job: string, fence: number): boolean =>
  db.get("SELECT fence FROM locks WHERE job = ?", job)?.["fence"] === fence;

/** Throws `fenced` when another process has taken the job over since. */
export const holdFence = (db: Database, job: string, fence: number): void => {
  if (!holdsLock(db, job, fence))
    throw new StoreError("fenced", `another process has taken ${job} over; this one stops and leaves everything to it`);
};

export const renewLock = (db: Database, lock: { readonly job: string; readonly fence: number; readonly now: number }): void =>
  db.transaction(() => {
    holdFence(db, lock.job, lock.fence);
    db.run("UPDATE locks SET renewed_at = ? WHERE job = ? AND fence = ?", lock.now, lock.job, lock.fence);
  });

export const unlockJob = (db: Database, job: string, fence: number): void => {
  db.transaction(() => db.run("UPDATE locks SET holder = NULL WHERE job = ? AND fence = ?", job, fence));
};
