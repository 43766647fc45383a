import { answersKept } from "../../core/failover/answers-kept.ts";
import { type AttemptEffect, type AttemptEvent, type AttemptState, isLive, isPayable, stepAttempt } from "../../core/failover/attempt.ts";
import { answerCounts, type BarReason, nextForSlot, speaksOfItem } from "../../core/failover/free-slot.ts";
import type { AppliedChange, ApplyRequest, AttemptChange, AttemptTarget, CostEntry } from "../../ports/store.ts";
import type { Purpose } from "../../core/purpose/purpose.ts";
import type { DisclosureRecord } from "../../trust/audit-chain.ts";
import type { Database, Row } from "./database.ts";
import { type DisclosureWriter, disclosureWriter } from "./disclose.ts";
import { isOutrun } from "./hedge.ts";
import { keepEvent } from "./history.ts";
import { holdFence } from "./jobs.ts";
import { addEstimate } from "./reserve.ts";

interface AttemptRow {
  readonly attempt: number;
  readonly slot: number;
  readonly seq: number;
  readonly vendor: string;
  readonly owner: string;
  readonly key: string;
  readonly price: number;
  readonly fence: number;
  readonly state: AttemptState;
}

/** Steps attempts through the core's machine and stores what comes of it: group commit for as many events as there are. */
export const apply = (db: Database, request: ApplyRequest): readonly AppliedChange[] =>
  db.transaction(() => {
    holdFence(db, request.job, request.fence);
    const applied: AppliedChange[] = [];
    let ledger: DisclosureWriter | undefined;
    for (const change of request.changes) {
      const row = findAttempt(db, request.job, change.target);
      if (row === undefined) continue;
      const { state, effects } = stepAttempt(row.state, change.event);
      if (state !== row.state) saveState(db, { request, row, state, change });
      keepEvent(db, { attempt: row.attempt, at: request.now, event: change.event, from: row.state, to: state });
      for (const effect of effects) {
        if (effect.do === "release-disclosure" || effect.do === "disclose-again") ledger ??= disclosureWriter(db);
        perform(db, { request, row, effect, change, ledger });
      }
      applied.push({
        attempt: row.attempt,
        seq: row.seq,
        slot: row.slot,
        vendor: row.vendor,
        key: row.key,
        from: row.state,
        to: state,
        effects,
      });
    }
    return applied;
  });

const columns = "attempt, slot, seq, vendor, owner, key, price, fence, state_json";

const findAttempt = (db: Database, job: string, target: AttemptTarget): AttemptRow | undefined => {
  let row: Row | undefined;
  if ("attempt" in target) row = db.get(`SELECT ${columns} FROM attempts WHERE attempt = ?`, target.attempt);
  else if ("key" in target)
    row = db.get(`SELECT ${columns} FROM attempts WHERE vendor = ? AND key = ? AND job = ?`, target.vendor, target.key, job);
  else row = rowOfRef(db, job, target);
  if (row === undefined) return undefined;
  const { state_json: json, ended_at: _, ...rest } = row;
  return { ...(rest as unknown as Omit<AttemptRow, "state">), state: JSON.parse(json as string) as AttemptState };
};

/** More attempts at one item than any has at one vendor under one name. */
const TRIES_AT_MOST = 20;

/** One name for the work of several items names none of them; of several attempts at one item it is the one that is open, or the last. */
const rowOfRef = (db: Database, job: string, { vendor, ref }: { readonly vendor: string; readonly ref: string }): Row | undefined => {
  const rows = db.all(
    `SELECT ${columns}, ended_at FROM attempts WHERE vendor = ? AND ref = ? AND job = ? LIMIT ?`,
    vendor,
    ref,
    job,
    TRIES_AT_MOST,
  );
  if (rows.some((row) => row["seq"] !== rows[0]?.["seq"])) return undefined;
  return rows.find((row) => row["ended_at"] === null) ?? rows.at(-1);
};

interface Saving {
  readonly request: ApplyRequest;
  readonly row: AttemptRow;
  readonly state: AttemptState;
  readonly change: AttemptChange;
}

const saveState = (db: Database, { request, row, state, change }: Saving): void => {
  const ref = "ref" in state ? (state.ref ?? null) : null;
  const live = isLive(state);
  db.run(
    `UPDATE attempts SET state = ?, state_json = ?, ref = coalesce(?, ref),
       accepted_at = CASE WHEN ? = 'accepted' THEN coalesce(accepted_at, ?) ELSE accepted_at END,
       ended_at = CASE WHEN ? THEN NULL ELSE coalesce(ended_at, ?) END, turnaround_ms = coalesce(?, turnaround_ms) WHERE attempt = ?`,
    state.at,
    JSON.stringify(state),
    ref,
    state.at,
    request.now,
    live ? 1 : 0,
    request.now,
    change.turnaroundMs ?? null,
    row.attempt,
  );
  const before = isPayable(row.state.at) ? row.price : 0;
  const after = isPayable(state.at) ? row.price : 0;
  const units = (isPayable(state.at) ? 1 : 0) - (isPayable(row.state.at) ? 1 : 0);
  if (units !== 0) addEstimate(db, { job: request.job, vendor: row.vendor, units, micros: after - before });
};

interface Performing {
  readonly request: ApplyRequest;
  readonly row: AttemptRow;
  readonly effect: AttemptEffect;
  readonly change: AttemptChange;
  readonly ledger: DisclosureWriter | undefined;
}

const perform = (db: Database, work: Performing): void => {
  const { request, row, effect, change, ledger } = work;
  switch (effect.do) {
    case "fill-slot":
      return answer(db, work, false);
    case "keep-extra":
      return answer(db, work, effect.late);
    case "free-slot":
      if (change.event.event === "answer-invalid") answer(db, work, false);
      return freeSlot(db, { request, row, next: effect.next, why: barReason(change.event) });
    case "release-disclosure":
      ledger?.release(disclosureOf(db, request, row));
      return;
    case "disclose-again":
      if (ledger !== undefined) discloseAgain(db, ledger, disclosureOf(db, request, row));
      return;
    case "send-again":
      return;
    default:
      return effect satisfies never;
  }
};

const disclosureOf = (db: Database, { job, now }: ApplyRequest, row: AttemptRow): Omit<DisclosureRecord, "kind"> => {
  const item = db.get(
    "SELECT i.fingerprint, j.dataset, i.content, s.purpose FROM items i JOIN jobs j ON j.job = i.job JOIN slots s ON s.slot = ? WHERE i.job = ? AND i.seq = ?",
    row.slot,
    job,
    row.seq,
  );
  const { vendor, owner, key, fence } = row;
  return {
    dataset: item?.["dataset"] as string,
    fingerprint: item?.["fingerprint"] as Uint8Array,
    owner,
    vendor,
    job,
    attemptKey: key,
    purpose: item?.["purpose"] as Purpose,
    bytes: Buffer.byteLength(item?.["content"] as string),
    fence,
    at: now,
  };
};

/** The limits are not asked: what was shown was shown, and is counted against them from now on. */
const discloseAgain = (db: Database, ledger: DisclosureWriter, record: Omit<DisclosureRecord, "kind">): void => {
  const { dataset, fingerprint, owner, bytes } = record;
  const known =
    db.get("SELECT 1 FROM exposure WHERE dataset = ? AND fingerprint = ? AND owner = ?", dataset, fingerprint, owner) !== undefined;
  ledger.disclose(record, known);
  if (!known) ledger.addToCount({ dataset, owner }, { items: 1, bytes });
};

const barReason = (event: AttemptEvent): BarReason => {
  switch (event.event) {
    case "submission-refused":
      return event.scope === "item" ? "refused" : "tries";
    case "returned":
      return "returned";
    case "answer-invalid":
      return "invalid";
    case "given-up":
      return "given-up";
    default:
      return "tries";
  }
};

const slotState = (db: Database, slot: number): Parameters<typeof answerCounts>[0] =>
  (db.get("SELECT state FROM slots WHERE slot = ?", slot)?.["state"] ?? "filled") as Parameters<typeof answerCounts>[0];

/** Whether the owner (or vendor) of a late answer has another slot of the item by now, in work or answered: then this answer is one too many. */
const answersElsewhere = (db: Database, { job, independent }: ApplyRequest, row: AttemptRow): boolean => {
  if (independent === undefined) return false;
  const others = db.all(
    `SELECT DISTINCT a.vendor, a.owner FROM slots s JOIN attempts a ON a.slot = s.slot WHERE s.job = ? AND s.seq = ? AND s.slot <> ?
       AND (a.state IN ('sending', 'in-doubt', 'accepted') OR EXISTS (SELECT 1 FROM judgments g WHERE g.job = s.job AND g.seq = s.seq AND g.attempt = a.attempt AND g.counted = 1))`,
    job,
    row.seq,
    row.slot,
  );
  return others.some((other) => other[independent] === row[independent]);
};

const answer = (db: Database, { request, row, change }: Performing, late: boolean): void => {
  const { judgment } = change;
  if (judgment === undefined) return;
  const valid = change.event.event === "answered";
  const attemptOf = (id: string): unknown =>
    db.get("SELECT attempt FROM judgments WHERE job = ? AND vendor = ? AND judgment = ?", request.job, row.vendor, id)?.["attempt"];
  // A judgment read twice is the same judgment: the counted one keeps counting. One id for two units is two judgments, whatever the vendor says.
  const known = attemptOf(judgment.id);
  const id = known === undefined || known === row.attempt ? judgment.id : `${judgment.id} (${row.key})`;
  if (known === row.attempt || (known !== undefined && attemptOf(id) !== undefined)) return;
  if (!isLive(row.state) && keptOf(db, request.job, row) >= answersKept) return;
  const counts = valid && answerCounts(slotState(db, row.slot), late) && !(late && answersElsewhere(db, request, row));
  db.run(
    "INSERT INTO judgments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    row.vendor,
    id,
    request.job,
    row.seq,
    row.slot,
    row.attempt,
    counts ? 1 : 0,
    late ? 1 : 0,
    valid ? 1 : 0,
    judgment.worker ?? null,
    JSON.stringify(judgment.answer),
    judgment.at,
    judgment.seconds ?? null,
    judgment.raw === undefined ? null : JSON.stringify(judgment.raw),
  );
  if (counts) db.run("UPDATE slots SET state = 'filled', vendor = ?, reason = NULL WHERE slot = ?", row.vendor, row.slot);
};

const keptOf = (db: Database, job: string, { seq, attempt }: AttemptRow): number =>
  db.get("SELECT count(*) AS n FROM judgments WHERE job = ? AND seq = ? AND attempt = ?", job, seq, attempt)?.["n"] as number;

const freeSlot = (
  db: Database,
  {
    request,
    row,
    next,
    why,
  }: { readonly request: ApplyRequest; readonly row: AttemptRow; readonly next: "again" | "elsewhere"; readonly why: BarReason },
): void => {
  const { job } = request;
  const tries = db.get(
    "SELECT count(*) AS n FROM attempts WHERE slot = ? AND vendor = ? AND state IN ('absent', 'invalid', 'returned', 'refused')",
    row.slot,
    row.vendor,
  );
  const bars = db.all("SELECT DISTINCT vendor, reason FROM item_bars WHERE job = ? AND seq = ? AND vendor <> ?", job, row.seq, row.vendor);
  const poisonedAt = bars.filter((bar) => speaksOfItem(bar["reason"] as BarReason)).length;
  const verdict = nextForSlot({
    next,
    why,
    tries: (tries?.["n"] as number | undefined) ?? 0,
    triesPerVendor: request.triesPerVendor,
    poisonedAt,
  });
  const notBefore = request.notBefore ?? 0;
  // What another owner has answered in the meantime is not asked for again.
  if (isOutrun(db, job, row)) {
    db.run(
      "UPDATE slots SET state = 'spared', vendor = NULL, reason = 'another owner was faster' WHERE slot = ? AND state = 'live'",
      row.slot,
    );
    return;
  }
  if (verdict.slot === "same-vendor") {
    db.run("UPDATE slots SET state = 'pending', not_before = ? WHERE slot = ? AND state = 'live'", notBefore, row.slot);
    return;
  }
  db.run("INSERT OR REPLACE INTO item_bars VALUES (?, ?, ?, ?)", job, row.seq, row.vendor, verdict.bar);
  const state = verdict.slot !== "quarantined" ? "pending" : isSpare(db, job, row) ? "spared" : "quarantined";
  db.run(
    "UPDATE slots SET state = ?, vendor = NULL, reason = ?, not_before = 0 WHERE slot = ? AND state = 'live'",
    state,
    verdict.bar,
    row.slot,
  );
};

/** Whether the item has, or may still get, as many judgments as the job needs without this slot. */
const isSpare = (db: Database, job: string, { seq, slot }: { readonly seq: number; readonly slot: number }): boolean =>
  db.get(
    `SELECT 1 FROM jobs j WHERE j.job = ? AND j.slots_per_item <=
       (SELECT count(*) FROM slots s WHERE s.job = j.job AND s.seq = ? AND s.slot <> ? AND s.state IN ('pending', 'waiting', 'live', 'filled'))`,
    job,
    seq,
    slot,
  ) !== undefined;

/** Adds or replaces cost entries, and moves the running total by the difference. */
export const recordCosts = (db: Database, job: string, costs: readonly CostEntry[]): void =>
  db.transaction(() => {
    for (const { vendor, cost, ref, micros, currency, final, what, at } of costs) {
      const before =
        (db.get("SELECT micros FROM costs WHERE job = ? AND vendor = ? AND cost = ?", job, vendor, cost)?.["micros"] as
          | number
          | undefined) ?? 0;
      db.run(
        "INSERT OR REPLACE INTO costs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        job,
        vendor,
        cost,
        ref ?? null,
        micros,
        currency,
        final ? 1 : 0,
        what,
        at,
      );
      if (micros !== before)
        db.run(
          "INSERT INTO commitments (job, vendor, estimated, billed) VALUES (?, ?, 0, ?) ON CONFLICT (job, vendor) DO UPDATE SET billed = billed + excluded.billed",
          job,
          vendor,
          micros - before,
        );
    }
  });
