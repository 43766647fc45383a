import { isHolderAlive, thisHolder } from "../engine/process-lock.ts";
import type { Store } from "../ports/store.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";

/** Does a small thing to a job that nobody is running; undefined where somebody is, who then has to do it. */
export const whileNobodyRuns = async <T>(store: Store, job: string, work: (fence: number) => Promise<T>): Promise<T | undefined> => {
  const lock = await store.lockJob({
    job,
    holder: thisHolder(),
    now: Date.now(),
    isAlive: (holder, renewedAt) => isHolderAlive(holder, { renewedAt, now: Date.now() }),
  });
  if (!lock.locked) return undefined;
  try {
    return await work(lock.fence);
  } finally {
    await store.unlockJob(job, lock.fence).catch(() => {});
  }
};

/** Whether a process that lives holds the job's lock. */
export const isRunning = (store: SqliteStore, job: string): boolean => {
  const row = store.database.get("SELECT holder, renewed_at FROM locks WHERE job = ?", job);
  return typeof row?.["holder"] === "string" && isHolderAlive(row["holder"], { renewedAt: row["renewed_at"] as number, now: Date.now() });
};
