import { passedOverWarnings } from "../passed-over.ts";
import type { DoubtfulItem, Failover, PaidTwice, RunDocument, RunVendor, StrandedItem } from "../../../report/documents.ts";
import type { Database, Row } from "../database.ts";
import { releaseRecords } from "../release.ts";
import { readCancellation } from "../cancel.ts";
import { ordersAfter, readEngagement, readWait } from "../keep.ts";
import type { GoldTopUp } from "../../../core/purpose/top-up-gold.ts";
import { orderPrice } from "../../../core/budget/order-price.ts";
import type { PriceFacts } from "../../../core/plan/plan-inputs.ts";
import { gateWord } from "../../../core/release/at-gate.ts";
import { gatesBefore } from "../../../core/release/gates-before.ts";
import { healthOf } from "./health-facts.ts";
import { isHedged, paidTwice } from "./paid-twice.ts";
import { reasonsWithout } from "./stranded-reasons.ts";

export interface RunFactsQuery {
  readonly job: string;
  /** In the order to show them. */
  readonly vendors: readonly { readonly vendor: string; readonly owner: string }[];
  readonly budgetMicros?: number;
  /** How many times faster than the clock the vendors run. */
  readonly timeScale: number;
  readonly now: number;
  /** How many stranded items are listed at most; default all. */
  readonly strandedAtMost?: number;
}

const MICROS = 1_000_000;
const HOUR_MS = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const number = (row: Row | undefined, column: string): number => (row?.[column] as number | null | undefined) ?? 0;

/** Where a job stands: the `run` and `status` document, without the remedies, which the planner knows. */
export const runFacts = (db: Database, query: RunFactsQuery): RunDocument | undefined => {
  const { job } = query;
  const record = db.get(
    "SELECT dataset, plan_hash, currency, created_at, json_extract(job_json, '$.task.shape.kind') AS kind FROM jobs WHERE job = ? AND imported = 1",
    job,
  );
  if (record === undefined) return undefined;
  const dataset = record["dataset"] as string;
  const run = db.get("SELECT run_id, started_at, ended_at, state FROM runs WHERE job = ? ORDER BY run_id DESC LIMIT 1", job);
  const first = db.get("SELECT min(started_at) AS at FROM runs WHERE job = ?", job);
  const slots = slotCounts(db, job);
  const attempts = attemptCounts(db, job);
  const datasetItems = number(db.get("SELECT items FROM dataset_counts WHERE dataset = ?", dataset), "items");
  const releases = releaseRecords(db, job);
  const { gated } = gatesBefore(releases, releases.length === 0 ? [] : ordersAfter(db, 0), query);
  const vendors = query.vendors.map((vendor) =>
    runVendor(db, {
      held: gated.get(vendor.vendor),
      query,
      dataset,
      datasetItems,
      vendor,
      counts: attempts.get(vendor.vendor) ?? {},
      currency: record["currency"] as string,
      kind: (record["kind"] as string | null) ?? "",
    }),
  );
  const inDoubt = [...attempts.values()].reduce((sum, counts) => sum + (counts["in-doubt"] ?? 0), 0);
  const currency = record["currency"] as string;
  return {
    job,
    dataset,
    runId: String(number(run, "run_id")),
    plan: record["plan_hash"] as string,
    state: stateOf(db, job, slots),
    startedAt: iso(number(first, "at") === 0 ? (record["created_at"] as number) : number(first, "at")),
    ...endOf(db, job, run),
    items: itemCounts(db, job),
    slots: {
      total: slots.total,
      filled: slots.filled,
      live: slots.live,
      inDoubt,
      late: number(db.get("SELECT count(*) AS n FROM judgments WHERE job = ? AND late = 1", job), "n"),
      waiting: slots.waiting,
      spared: slots.spared,
      added: slots.added,
    },
    vendors,
    releases: releases.map(({ at, facts, decision }) => ({
      at: iso(at),
      vendor: decision.vendor,
      decision: decision.decision,
      tranche: decision.decision === "release" ? decision.tranche : facts.tranche,
      because: decision.because,
    })),
    failovers: db.all("SELECT document FROM failovers WHERE job = ? ORDER BY failover", job).map(toFailover),
    cost: {
      committed: vendors.reduce((sum, vendor) => sum + Math.round(vendor.cost.committed * MICROS), 0) / MICROS,
      settled: vendors.reduce((sum, vendor) => sum + Math.round(vendor.cost.settled * MICROS), 0) / MICROS,
      cap: query.budgetMicros === undefined ? null : query.budgetMicros / MICROS,
      currency,
    },
    ...cancelledOf(db, job),
    ...(inDoubt === 0 ? {} : { doubts: doubtfulItems(db, job) }),
    ...(mayBeTwice(attempts) || isHedged(db, job) ? { paidTwice: paidTwice(db, job) } : { paidTwice: nothingTwice }),
    stranded: strandedItems(db, job, query.strandedAtMost ?? Number.MAX_SAFE_INTEGER),
    wouldPlace: [],
    warnings: passedOverWarnings(db, job),
  };
};

const stateOf = (db: Database, job: string, slots: ReturnType<typeof slotCounts>): RunDocument["state"] => {
  if (slots.filled + slots.spared === slots.total) return "complete";
  if (db.get("SELECT 1 FROM cancellations WHERE job = ?", job) !== undefined) return "cancelled";
  return slots.pending + slots.waiting + slots.live === 0 ? "incomplete" : "running";
};

const cancelledOf = (db: Database, job: string): Pick<RunDocument, "cancelled"> => {
  const cancelled = readCancellation(db, job);
  return cancelled === undefined ? {} : { cancelled: { at: iso(cancelled.at), why: cancelled.why } };
};

const DOUBTS_LISTED = 100;

const doubtfulItems = (db: Database, job: string): readonly DoubtfulItem[] =>
  db
    .all(
      `SELECT i.item, a.vendor, json_extract(a.state_json, '$.since') AS since FROM attempts a JOIN items i ON i.job = a.job AND i.seq = a.seq
       WHERE a.job = ? AND a.state = 'in-doubt' AND a.state IN ('sending', 'in-doubt', 'accepted') ORDER BY a.attempt LIMIT ?`,
      job,
      DOUBTS_LISTED,
    )
    .map((row) => ({ item: row["item"] as string, vendor: row["vendor"] as string, since: iso(row["since"] as number) }));

const nothingTwice: PaidTwice = { items: 0, cost: 0, because: [], mayFollow: { items: 0, cost: 0 } };

/** Looked for only where there is something to find: this is read again and again while a run goes on. */
const mayBeTwice = (attempts: ReadonlyMap<string, Readonly<Record<string, number>>>): boolean =>
  [...attempts.values()].some((counts) => (counts["late"] ?? 0) + (counts["expired"] ?? 0) > 0);

const slotCounts = (
  db: Database,
  job: string,
): Record<"total" | "added" | "pending" | "waiting" | "live" | "filled" | "stranded" | "quarantined" | "spared", number> => {
  const counts = { total: 0, added: 0, pending: 0, waiting: 0, live: 0, filled: 0, stranded: 0, quarantined: 0, spared: 0 };
  for (const row of db.all(
    `SELECT state, count(*) AS n, sum(purpose = 'real' AND k >= (SELECT slots_per_item FROM jobs j WHERE j.job = slots.job)) AS added
     FROM slots WHERE job = ? GROUP BY state`,
    job,
  )) {
    counts[row["state"] as keyof typeof counts] = row["n"] as number;
    if (row["state"] !== "spared") counts.added += row["added"] as number;
    counts.total += row["n"] as number;
  }
  return counts;
};

const itemCounts = (db: Database, job: string): RunDocument["items"] => {
  const counts = { total: 0, done: 0, pending: 0, stranded: 0, quarantined: 0 };
  // An item is what its worst slot is: quarantined, then stranded, then pending.
  const rows = db.all(
    `SELECT standing, count(*) AS n FROM (
       SELECT CASE WHEN sum(state = 'quarantined') > 0 THEN 'quarantined' WHEN sum(state = 'stranded') > 0 THEN 'stranded'
                   WHEN sum(state IN ('filled', 'spared')) = count(*) THEN 'done' ELSE 'pending' END AS standing
       FROM slots WHERE job = ? GROUP BY seq) GROUP BY standing`,
    job,
  );
  for (const row of rows) {
    counts[row["standing"] as "done" | "pending" | "stranded" | "quarantined"] = row["n"] as number;
    counts.total += row["n"] as number;
  }
  return { ...counts, duplicates: number(db.get("SELECT count(*) AS n FROM items WHERE job = ? AND duplicate_of IS NOT NULL", job), "n") };
};

const attemptCounts = (db: Database, job: string): ReadonlyMap<string, Readonly<Record<string, number>>> => {
  const counts = new Map<string, Record<string, number>>();
  for (const row of db.all("SELECT vendor, state, count(*) AS n FROM attempts WHERE job = ? GROUP BY vendor, state", job)) {
    const known = counts.get(row["vendor"] as string) ?? {};
    known[row["state"] as string] = row["n"] as number;
    counts.set(row["vendor"] as string, known);
  }
  return counts;
};

interface VendorQuery {
  readonly query: RunFactsQuery;
  readonly dataset: string;
  readonly datasetItems: number;
  readonly vendor: { readonly vendor: string; readonly owner: string };
  readonly counts: Readonly<Record<string, number>>;
  readonly currency: string;
  /** Of the job's task. */
  readonly kind: string;
  /** Why its gate holds it. */
  readonly held: string | undefined;
}

/** When the last run ended; of a job that is complete when it became so: a run of it after that had nothing to do. */
const endOf = (db: Database, job: string, run: Row | undefined): { readonly endedAt?: string } => {
  if (run?.["ended_at"] == null) return {};
  const complete = db.get("SELECT min(ended_at) AS at FROM runs WHERE job = ? AND state = 'complete'", job)?.["at"] as
    | number
    | null
    | undefined;
  return { endedAt: iso(run["state"] === "complete" && complete != null ? complete : (run["ended_at"] as number)) };
};

/** What the answers of a vendor that has sent no bill come to: with a set-up, a minimum or tiers that is not so many times one price. */
const answeredMicros = (answered: Row | undefined, terms: string | null | undefined): number =>
  terms == null ? number(answered, "micros") : orderPrice(JSON.parse(terms) as PriceFacts, number(answered, "units")).highMicros;

const runVendor = (db: Database, { query, dataset, datasetItems, vendor, counts, currency, kind, held }: VendorQuery): RunVendor => {
  const { job, timeScale, now } = query;
  const name = vendor.vendor;
  const of = (state: string): number => counts[state] ?? 0;
  const open = of("accepted");
  const accepted = open + of("answered") + of("returned") + of("invalid") + of("withdrawn") + of("expired") + of("late");
  const seen = number(db.get("SELECT items FROM exposure_counts WHERE dataset = ? AND owner = ?", dataset, vendor.owner), "items");
  const oldest = db.get("SELECT min(accepted_at) AS at FROM attempts WHERE job = ? AND vendor = ? AND state = 'accepted'", job, name)?.[
    "at"
  ] as number | null | undefined;
  const commitment = db.get("SELECT estimated, billed, terms FROM commitments WHERE job = ? AND vendor = ?", job, name);
  const settled = db.get(
    "SELECT total(price) AS micros, count(*) AS units FROM attempts WHERE job = ? AND vendor = ? AND state IN ('answered', 'late', 'invalid')",
    job,
    name,
  );
  const slots = db.get(
    `SELECT total(state = 'pending') AS pending, total(state = 'waiting') AS waiting, total(state = 'live') AS live, total(state = 'filled') AS filled
     FROM slots WHERE job = ? AND vendor = ? AND state IN ('pending', 'waiting', 'live', 'filled')`,
    job,
    name,
  );
  const [pending, waiting, live, filled] = ["pending", "waiting", "live", "filled"].map((state) => number(slots, state)) as [
    number,
    number,
    number,
    number,
  ];
  const known = healthOf(db, { owner: vendor.owner, vendor: name, kind, job }, now);
  const gate = known.health === "ok" ? gateWord({ pending, waiting, live, filled, ...(held === undefined ? {} : { held }) }) : undefined;
  const hours = turnarounds(db, { job, vendor: name, timeScale });
  const billed = number(commitment, "billed");
  return {
    vendor: name,
    owner: vendor.owner,
    ...waitOf(db, { job, vendor: name, now }),
    ...(gate === undefined ? known : { health: gate.word, note: gate.note }),
    planned: pending + waiting + live + filled,
    waiting,
    attempts: {
      accepted,
      answered: of("answered") + of("late"),
      refused: of("refused"),
      inDoubt: of("in-doubt"),
      withdrawn: of("withdrawn"),
      expired: of("expired"),
      late: of("late"),
      open,
    },
    oldestOpenHours: oldest == null ? null : ((now - oldest) * timeScale) / HOUR_MS,
    items: seen,
    share: datasetItems === 0 ? 0 : seen / datasetItems,
    cost: {
      committed: Math.max(number(commitment, "estimated"), billed) / MICROS,
      settled: (billed > 0 ? billed : answeredMicros(settled, commitment?.["terms"] as string | null | undefined)) / MICROS,
      currency,
    },
    turnaroundHours: { p50: quantile(hours, open, 0.5), p90: quantile(hours, open, 0.9) },
  };
};

/** What the vendor asked to be waited for; its health, where that says something, says more. */
const waitOf = (
  db: Database,
  { job, vendor, now }: { readonly job: string; readonly vendor: string; readonly now: number },
): Pick<RunVendor, "note" | "wait"> => {
  const wait = readWait(db, job, vendor);
  if (wait === undefined || wait.until <= now || wait.since > now) {
    const { engagement } = readEngagement(db, job, vendor);
    return engagement?.state === "pending" ? { note: `not ready yet: ${engagement.waitingFor ?? "the vendor has not said why"}` } : {};
  }
  return { note: `quota, until ${iso(wait.until).slice(11, 19)} UTC: ${wait.why}`, wait: { until: iso(wait.until), why: wait.why } };
};

const turnarounds = (
  db: Database,
  query: { readonly job: string; readonly vendor: string; readonly timeScale: number },
): readonly number[] =>
  db
    .all(
      "SELECT coalesce(turnaround_ms, (ended_at - accepted_at) * ?) AS ms FROM attempts WHERE job = ? AND vendor = ? AND state = 'answered' AND accepted_at IS NOT NULL ORDER BY ms",
      query.timeScale,
      query.job,
      query.vendor,
    )
    .map((row) => (row["ms"] as number) / HOUR_MS);

/** Nearest rank over sorted hours with open work counted as slower than all of them; null where the rank falls into the open ones. */
const quantile = (hours: readonly number[], open: number, at: number): number | null =>
  hours[Math.max(0, Math.ceil(at * (hours.length + open)) - 1)] ?? null;

const toFailover = (row: Row): Failover => {
  const document = JSON.parse(row["document"] as string) as {
    at: number;
    vendor: string;
    reason: string;
    slots: number;
    to: Record<string, number>;
    stranded: number;
    predicted: number;
    gaveUp: number;
    gold?: GoldTopUp[];
  };
  const { at, vendor, reason, slots, to, stranded, predicted, gaveUp, gold } = document;
  const told = gold?.map(({ because = null, ...topUp }) => ({ ...topUp, because }));
  return { at: iso(at), from: vendor, reason, slots, to, stranded, predicted, gaveUp, ...(told === undefined ? {} : { gold: told }) };
};

const strandedItems = (db: Database, job: string, atMost: number): readonly StrandedItem[] => {
  const items = new Map<string, Set<string>>();
  const rows = db.all(
    `SELECT i.item, s.state, s.reason, s.seq FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq
     WHERE s.job = ? AND s.state IN ('stranded', 'quarantined') ORDER BY s.seq LIMIT ?`,
    job,
    atMost,
  );
  for (const row of rows) {
    const reasons = items.get(row["item"] as string) ?? new Set<string>();
    for (const reason of reasonsWithout(db, job, row)) reasons.add(reason);
    items.set(row["item"] as string, reasons);
  }
  return [...items].map(([item, reasons]) => ({ item, reasons: [...reasons] }));
};
