import type { Store } from "../../ports/store.ts";
import { addSlots, unsureItems } from "./adjudicate.ts";
import { apply, recordCosts } from "./apply.ts";
import { adopt, slotEpochs, unknownKeys } from "./adopt.ts";
import { listedAsGone, recordPassedOver } from "./passed-over.ts";
import { cancelJob, readCancellation, recallable, strandPending } from "./cancel.ts";
import { type Database, openDatabase } from "./database.ts";
import { decide, decisions, dropDecisions } from "./decisions.ts";
import { groupTotals } from "./group-totals.ts";
import { groupSeen, groupStandings, wasInGroup } from "./groups.ts";
import { addGold, freshGold, goldHistory, takenOver } from "./gold.ts";
import { hedge, hedges, outrun } from "./hedge.ts";
import { importJob, listJobs, lockJob, readJob, renewLock, holdFence, holdsLock, unlockJob } from "./jobs.ts";
import {
  giveOrder,
  ordersAfter,
  readEngagement,
  readHealth,
  readWait,
  readProgress,
  unfinished,
  recordFailover,
  saveCursor,
  saveEngagement,
  saveHealth,
  saveWait,
} from "./keep.ts";
import { lookUp } from "./look-up.ts";
import { acceptedOf, goldCounts, recordRelease, releaseFacts, releaseRecords } from "./release.ts";
import { reserve } from "./reserve.ts";
import { turnarounds } from "./turnarounds.ts";
import { liveAttempts, missingSlots, place, plannedOf, sendable, unfinishedItems } from "./route.ts";

export interface SqliteStore extends Store {
  /** For reports, which only read. */
  readonly database: Database;
}

/** The embedded store in one file (or `:memory:`). Opens, makes or migrates it; throws StoreError. */
export const openSqliteStore = (path: string): SqliteStore => {
  const db = openDatabase(path);
  return {
    database: db,
    close: async () => db.close(),
    checkpoint: async () => db.checkpoint(),

    readJob: async (job) => readJob(db, job),
    listJobs: async () => listJobs(db),
    importJob: (record, items, release) => importJob(db, record, items, release),
    updatePlan: async (job, fence, plan) =>
      db.transaction(() => {
        holdFence(db, job, fence);
        db.run("UPDATE jobs SET job_json = ?, plan_json = ?, plan_hash = ? WHERE job = ?", plan.jobJson, plan.planJson, plan.planHash, job);
      }),

    lockJob: async (request) => lockJob(db, request),
    renewLock: async (job, fence, now) => renewLock(db, { job, fence, now }),
    holdsLock: async (job, fence) => holdsLock(db, job, fence),
    unlockJob: async (job, fence) => unlockJob(db, job, fence),
    startRun: async (job, fence, now) =>
      db.transaction(
        () => db.run("INSERT INTO runs (job, fence, started_at, state) VALUES (?, ?, ?, 'running')", job, fence, now).lastInsertRowid,
      ),
    endRun: async (runId, state, now) => {
      db.transaction(() => db.run("UPDATE runs SET ended_at = ?, state = ? WHERE run_id = ?", now, state, runId));
    },

    reserve: async (request) => reserve(db, request),
    apply: async (request) => apply(db, request),
    recordCosts: async (job, costs) => recordCosts(db, job, costs),

    liveAttempts: async (job, vendor, at, limit = 1_000_000) => liveAttempts(db, { job, vendor, at, limit }),
    liveVendors: async (job) =>
      db
        .all("SELECT DISTINCT vendor FROM attempts WHERE job = ? AND state IN ('sending', 'in-doubt', 'accepted') ORDER BY vendor", job)
        .map((row) => row["vendor"] as string),
    givenUpSince: async (job, vendor, since) =>
      (db.get(
        "SELECT count(*) AS n FROM attempts WHERE job = ? AND vendor = ? AND state = 'expired' AND ended_at >= ?",
        job,
        vendor,
        since,
      )?.["n"] as number | undefined) ?? 0,
    recallable: async (job, vendor, since) => recallable(db, { job, vendor, since }),
    unknownKeys: async (job, vendor, keys) => unknownKeys(db, { job, vendor, keys }),
    slotEpochs: async (job) => slotEpochs(db, job),
    adopt: async (request) => adopt(db, request),
    listedAsGone: async (job, vendor, keys) => listedAsGone(db, { job, vendor, keys }),
    recordPassedOver: async (job, vendor, what, units) => recordPassedOver(db, { job, vendor, what, units }),
    sendable: async (job, vendor) => sendable(db, job, vendor),
    missingSlots: async (job, usable, all) => missingSlots(db, { job, usable, all }),
    unfinishedItems: async (job, standing) => unfinishedItems(db, job, standing),
    place: async (job, fence, placements) => place(db, job, fence, placements),
    hedges: async (job) => hedges(db, job),
    hedge: async (request) => hedge(db, request),
    outrun: async (job, fence) => outrun(db, job, fence),
    strandPending: async (job, fence, reason) => strandPending(db, { job, fence, reason }),
    nextDue: async (job, vendor) => {
      const row = db.get("SELECT min(not_before) AS due FROM slots WHERE job = ? AND vendor = ? AND state = 'pending'", job, vendor);
      return (row?.["due"] as number | null | undefined) ?? undefined;
    },

    readEngagement: async (job, vendor) => readEngagement(db, job, vendor),
    saveEngagement: async (job, vendor, engagement) => saveEngagement(db, { job, vendor }, engagement),
    readWait: async (job, vendor) => readWait(db, job, vendor),
    saveWait: async (job, vendor, wait) => saveWait(db, { job, vendor }, wait),
    saveCursor: async (job, vendor, cursor) => saveCursor(db, { job, vendor }, cursor),

    turnarounds: async (vendor, at) => turnarounds(db, vendor, at),
    readHealth: async () => readHealth(db),
    saveHealth: async (vendor, health, now) => saveHealth(db, vendor, health, now),
    giveOrder: async (order, makes) => giveOrder(db, order, makes),
    ordersAfter: async (orderId) => ordersAfter(db, orderId),
    decide: async (job, made, now) => decide(db, { job, now }, made),
    decisions: async (job) => decisions(db, job),
    dropDecisions: async (ids) => dropDecisions(db, ids),
    cancelJob: async (job, cancellation) => cancelJob(db, job, cancellation),
    cancellation: async (job) => readCancellation(db, job),
    unsureItems: async (query) => unsureItems(db, query),
    addSlots: async (job, fence, items) => addSlots(db, job, fence, items),
    goldHistory: async (query) => goldHistory(db, query),
    takenOver: async (job) => takenOver(db, job),
    freshGold: async (query) => freshGold(db, query),
    addGold: async (job, fence, gold) => addGold(db, job, fence, gold),
    releaseFacts: async (job) => releaseFacts(db, job),
    goldCounts: async (job) => goldCounts(db, job),
    acceptedOf: async (job) => acceptedOf(db, job),
    recordRelease: async (job, fence, record) => recordRelease(db, job, fence, record),
    releaseRecords: async (job) => releaseRecords(db, job),
    answeredOf: async (dataset) =>
      new Map(
        db
          .all(
            "SELECT g.vendor, count(*) AS n FROM jobs j JOIN judgments g ON g.job = j.job WHERE j.dataset = ? AND g.valid = 1 GROUP BY g.vendor",
            dataset,
          )
          .map((row) => [row["vendor"] as string, row["n"] as number]),
      ),
    recordFailover: async (job, entry) => recordFailover(db, job, entry),

    datasetSize: async (dataset) =>
      (db.get("SELECT items FROM dataset_counts WHERE dataset = ?", dataset)?.["items"] as number | undefined) ?? 0,
    ledgerHead: async (dataset) => {
      const row = db.get("SELECT chain FROM disclosures WHERE dataset = ? ORDER BY seq DESC LIMIT 1", dataset);
      return row === undefined ? "" : Buffer.from(row["chain"] as Uint8Array).toString("hex");
    },
    seenBy: (dataset, fingerprint) =>
      db
        .all("SELECT owner FROM exposure WHERE dataset = ? AND fingerprint = ? ORDER BY owner", dataset, fingerprint)
        .map((row) => row["owner"] as string),
    viewsOf: (dataset, fingerprint, owner) =>
      (db.get("SELECT standing FROM exposure WHERE dataset = ? AND fingerprint = ? AND owner = ?", dataset, fingerprint, owner)?.[
        "standing"
      ] as number | undefined) ?? 0,
    groupSeen: (scope, group) => groupSeen(db, scope, group),
    wasInGroup: (scope, group, fingerprint) => wasInGroup(db, scope, { group, fingerprint }),
    groupStandings: async (query) => groupStandings(db, query),
    lookUp: (dataset, fingerprints) => lookUp(db, dataset, fingerprints),
    giveBackMemory: () => void db.run("PRAGMA shrink_memory"),
    exposureOf: async (dataset) =>
      db
        .all("SELECT owner, items, bytes FROM exposure_counts WHERE dataset = ? ORDER BY owner", dataset)
        .map((row) => ({ owner: row["owner"] as string, items: row["items"] as number, bytes: row["bytes"] as number })),
    datasetBytes: async (dataset) =>
      (db.get("SELECT bytes FROM dataset_counts WHERE dataset = ?", dataset)?.["bytes"] as number | undefined) ?? 0,
    groupTotals: async (query) => groupTotals(db, query),
    overlapsOf: async (dataset) =>
      db
        .all("SELECT a, b, items FROM exposure_overlaps WHERE dataset = ? AND items > 0 ORDER BY a, b", dataset)
        .map((row) => ({ owners: [row["a"] as string, row["b"] as string] as const, items: row["items"] as number })),
    plannedOf: async (job, vendors) => plannedOf(db, job, vendors),
    committedOf: async (job) =>
      new Map(
        db
          .all("SELECT vendor, estimated, billed, units FROM commitments WHERE job = ?", job)
          .map((row) => [
            row["vendor"] as string,
            { estimated: row["estimated"] as number, billed: row["billed"] as number, ordered: row["units"] as number },
          ]),
      ),
    unfinished: async (job) => unfinished(db, job),
    progress: async (job) => readProgress(db, job),
  };
};
