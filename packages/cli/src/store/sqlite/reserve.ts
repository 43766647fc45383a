import { addedPrice, orderPrice } from "../../core/budget/order-price.ts";
import { capAllows } from "../../core/failover/reserve-rule.ts";
import { canonicalJson } from "../../core/plan/canonical-json.ts";
import type { PriceFacts } from "../../core/plan/plan-inputs.ts";
import type { Reservation, Reserved, ReserveRequest } from "../../ports/store.ts";
import type { Purpose } from "../../core/purpose/purpose.ts";
import type { Database, Row } from "./database.ts";
import { disclosureWriter } from "./disclose.ts";
import { groupGate } from "./groups.ts";
import { holdFence } from "./jobs.ts";
import { pairGate } from "./pair-gate.ts";
import { shareGate } from "./share-gate.ts";

type Blocked = Reservation["blocked"][number];

/** The next slots of a vendor in its own order, each with everything the rules ask about. */
const CANDIDATES = `
  SELECT s.slot, s.seq, s.k, s.purpose, i.fingerprint, i.content, i.unit, e.owner IS NOT NULL AS known,
    (SELECT 1 FROM item_bars b WHERE b.job = s.job AND b.seq = s.seq AND b.vendor = s.vendor) AS barred,
    (SELECT max(epoch) FROM attempts a WHERE a.slot = s.slot) AS epoch,
    EXISTS (SELECT 1 FROM attempts a WHERE a.slot = s.slot AND a.vendor = s.vendor AND a.state <> 'released') AS again
  FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq
  LEFT JOIN exposure e ON e.dataset = ? AND e.fingerprint = i.fingerprint AND e.owner = ?
  WHERE s.job = ? AND s.vendor = ? AND s.state = 'pending' AND s.not_before <= ? {only} ORDER BY s.position, s.slot LIMIT ?`;
const ANY = CANDIDATES.replace("{only}", "");
/** What the vendor was not sent before: first tries must not wait behind retries that have to. */
const FRESH = CANDIDATES.replace(
  "{only}",
  "AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.slot = s.slot AND a.vendor = s.vendor AND a.state <> 'released')",
);

/**
 * Leases slots, checks every limit at the vendor actually used, and writes intents and disclosures, in one transaction.
 * When this returns the record is on the disk and the units may be sent; before that nothing may.
 */
export const reserve = (db: Database, request: ReserveRequest): Reservation => db.transaction(() => reserveInside(db, request), "durable");

const reserveInside = (db: Database, request: ReserveRequest): Reservation => {
  const { job, dataset, vendor, owner, now, fence, price } = request;
  holdFence(db, job, fence);
  const first = db.all(ANY, dataset, owner, job, vendor, now, request.limit);
  const candidates = withinRetries(first, request.retriesAtMost, () => db.all(FRESH, dataset, owner, job, vendor, now, request.limit));
  if (candidates.length === 0 && first.length > 0) return { reserved: [], blocked: [], drained: false };
  if (candidates.length === 0) return { reserved: [], blocked: [], drained: true };
  const ledger = disclosureWriter(db);
  const reserved: Reserved[] = [];
  const blocked: Blocked[] = [];
  const shownNow = new Set<number>();
  const gate = request.groups === undefined ? undefined : groupGate(db, { job, dataset, owner, limit: request.groups });
  const pairs = request.pairCap === undefined ? undefined : pairGate(db, { dataset, owner, pairCap: request.pairCap });
  const shares = request.shares === undefined ? undefined : shareGate(db, { dataset, owner, limits: request.shares });
  const start = ledger.count(dataset, owner);
  let seenByOwner = start;
  let bytesAdded = 0;
  let committed = committedMicros(db, job);
  const ordered = keepTerms(db, request);
  /** Of one more judgment than are reserved so far; set-up and minimum fall to the first. */
  const nextPrice = (): number =>
    request.terms === undefined ? price : addedPrice(request.terms, { ordered: ordered + reserved.length, slots: 1 }).highMicros;
  for (const row of candidates) {
    const slot = row["slot"] as number;
    const seq = row["seq"] as number;
    const known = row["known"] === 1 || shownNow.has(seq);
    const unit = row["unit"] as string | null;
    const fingerprint = row["fingerprint"] as Uint8Array;
    const content = row["content"] as string;
    const bytes = Buffer.byteLength(content);
    const weighed = { known, bytes, unit: unit ?? undefined };
    const rule =
      ruleAgainst(db, request, row) ??
      (unit === null || gate?.allows(unit, known) !== false ? undefined : ("group" as const)) ??
      (pairs?.allows(fingerprint, known) === false ? ("pair-cap" as const) : undefined) ??
      shares?.ruleAgainst(weighed);
    const verdict =
      rule === undefined
        ? capAllows({
            known,
            seenByOwner,
            ownerCap: request.ownerCap,
            committed,
            price: nextPrice(),
            ...(request.budgetCap === undefined ? {} : { budgetCap: request.budgetCap }),
          })
        : ({ allowed: false, rule } as const);
    if (verdict.allowed === false) {
      blocked.push({ slot, seq, rule: verdict.rule });
      db.run("UPDATE slots SET vendor = NULL, reason = ? WHERE slot = ?", verdict.rule, slot);
      if (verdict.rule === "byte-cap" || verdict.rule === "group-cap") barForGood(db, { job, seq, vendor, rule: verdict.rule });
      continue;
    }
    ({ seenByOwner, committed } = verdict);
    shownNow.add(seq);
    if (unit !== null) gate?.shown(unit, known);
    pairs?.shown(fingerprint, known);
    shares?.shown(weighed);
    if (!known) bytesAdded += bytes;
    const epoch = ((row["epoch"] as number | null) ?? 0) + 1;
    const key = request.keyFor({ seq, k: row["k"] as number, epoch });
    const { lastInsertRowid: attempt } = db.run(
      `INSERT INTO attempts (job, slot, seq, vendor, owner, epoch, key, state, state_json, price, fence, reserved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'sending', '{"at":"sending","sends":1}', ?, ?, ?)`,
      job,
      slot,
      seq,
      vendor,
      owner,
      epoch,
      key,
      price,
      fence,
      now,
    );
    ledger.disclose(
      {
        dataset,
        fingerprint,
        owner,
        vendor,
        job,
        attemptKey: key,
        purpose: row["purpose"] as Purpose,
        bytes,
        fence,
        at: now,
      },
      known,
    );
    reserved.push({ attempt, slot, seq, key, content, ...(row["again"] === 1 ? { again: true as const } : {}) });
  }
  if (seenByOwner > start) ledger.addToCount({ dataset, owner }, { items: seenByOwner - start, bytes: bytesAdded });
  if (reserved.length > 0)
    db.run(
      "UPDATE slots SET state = 'live', reason = NULL WHERE slot IN (SELECT value FROM json_each(?))",
      JSON.stringify(reserved.map(({ slot }) => slot)),
    );
  if (reserved.length > 0) addEstimate(db, { job, vendor, units: reserved.length, micros: reserved.length * price });
  return { reserved, blocked, drained: first.length < request.limit };
};

/**
 * A plan counts means, and would send the vendor the same item again: what an owner has of bytes and groups only grows, so what does not fit
 * now will not later.
 */
const barForGood = (
  db: Database,
  {
    job,
    seq,
    vendor,
    rule,
  }: { readonly job: string; readonly seq: number; readonly vendor: string; readonly rule: "byte-cap" | "group-cap" },
): void => {
  db.run(
    "INSERT OR IGNORE INTO item_bars VALUES (?, ?, ?, ?)",
    job,
    seq,
    vendor,
    rule === "byte-cap" ? "its owner would see more bytes than it may" : "its owner would see some of more groups than it may",
  );
};

/** The candidates with no more retries among them than may be; where that leaves room, first tries from further back. */
const withinRetries = (first: readonly Row[], atMost: number | undefined, fresh: () => readonly Row[]): readonly Row[] => {
  if (atMost === undefined) return first;
  let retries = 0;
  const within = first.filter((row) => row["again"] !== 1 || ++retries <= atMost);
  if (within.length === first.length) return first;
  const slots = new Set(within.map((row) => row["slot"]));
  return [...within, ...fresh().filter((row) => !slots.has(row["slot"]))].slice(0, first.length);
};

const ruleAgainst = (db: Database, request: ReserveRequest, row: Row): "denied" | "barred" | "independence" | undefined => {
  if (request.denied !== undefined) return "denied";
  if (row["barred"] === 1) return "barred";
  // A straggler is asked of a second owner, whatever else the job takes for independent.
  const otherOwners = request.otherOwners || row["purpose"] === "hedge";
  if (!otherOwners && !request.otherVendors) return undefined;
  const others = db.all(
    `SELECT a.vendor, a.owner FROM slots s JOIN attempts a ON a.slot = s.slot
     WHERE s.job = ? AND s.seq = ? AND s.slot <> ? AND a.state IN ('sending', 'in-doubt', 'accepted', 'answered', 'late')`,
    request.job,
    row["seq"] as number,
    row["slot"] as number,
  );
  return others.some((other) => (otherOwners ? other["owner"] === request.owner : other["vendor"] === request.vendor))
    ? "independence"
    : undefined;
};

/** Committed money of a job: per vendor the larger of what was estimated and what was billed. */
export const committedMicros = (db: Database, job: string): number =>
  (db.get("SELECT total(max(estimated, billed)) AS micros FROM commitments WHERE job = ?", job)?.["micros"] as number | undefined) ?? 0;

/**
 * Moves the running estimate of a job at a vendor by so many judgments; negative takes back what can no longer be billed. Where the
 * vendor has a set-up, a minimum or tiers, the estimate is the bill of all of them, whatever order they came and went in.
 */
export const addEstimate = (
  db: Database,
  {
    job,
    vendor,
    units,
    micros,
  }: {
    readonly job: string;
    readonly vendor: string;
    readonly units: number;
    /** What they cost where each costs the same. */
    readonly micros: number;
  },
): void => {
  const row = db.get("SELECT units, terms FROM commitments WHERE job = ? AND vendor = ?", job, vendor);
  const terms = row?.["terms"] as string | null | undefined;
  const before = (row?.["units"] as number | undefined) ?? 0;
  const moved =
    terms == null
      ? micros
      : orderPrice(JSON.parse(terms) as PriceFacts, before + units).highMicros -
        orderPrice(JSON.parse(terms) as PriceFacts, before).highMicros;
  db.run(
    `INSERT INTO commitments (job, vendor, estimated, billed, units) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (job, vendor) DO UPDATE SET estimated = estimated + excluded.estimated, units = units + excluded.units`,
    job,
    vendor,
    moved,
    units,
  );
};

/** Keeps the price that the estimate goes by from now on, and tells how many judgments it stands for. */
const keepTerms = (db: Database, { job, vendor, terms }: Pick<ReserveRequest, "job" | "vendor" | "terms">): number => {
  const row = db.get("SELECT units, terms FROM commitments WHERE job = ? AND vendor = ?", job, vendor);
  const json = terms === undefined ? null : canonicalJson(terms);
  if (json !== ((row?.["terms"] as string | null | undefined) ?? null))
    db.run(
      `INSERT INTO commitments (job, vendor, estimated, billed, terms) VALUES (?, ?, 0, 0, ?)
       ON CONFLICT (job, vendor) DO UPDATE SET terms = excluded.terms`,
      job,
      vendor,
      json,
    );
  return (row?.["units"] as number | undefined) ?? 0;
};
