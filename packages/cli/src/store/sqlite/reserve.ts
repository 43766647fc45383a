import { capAllows } from "../../core/failover/reserve-rule.ts";
import type { Reservation, Reserved, ReserveRequest } from "../../ports/store.ts";
import type { Database } from "./database.ts";
import { disclosureWriter } from "./disclose.ts";
import { holdFence } from "./jobs.ts";

type Blocked = Reservation["blocked"][number];

/**
 * Leases slots, checks every limit at the vendor actually used, and writes intents and disclosures, in one transaction.
 * When this returns the record is durable and the units may be sent; before that nothing may.
 */
export const reserve = (db: Database, request: ReserveRequest): Reservation =>
  db.transaction(() => {
    holdFence(db, request.job, request.fence);
    const candidates = db.all(
      `SELECT s.slot, s.seq, s.k, i.fingerprint, i.content FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq
       WHERE s.job = ? AND s.vendor = ? AND s.state = 'pending' AND s.not_before <= ? ORDER BY s.position, s.slot LIMIT ?`,
      request.job,
      request.vendor,
      request.now,
      request.limit,
    );
    const ledger = disclosureWriter(db);
    const reserved: Reserved[] = [];
    const blocked: Blocked[] = [];
    let seenByOwner = ledger.count(request.dataset, request.owner);
    let committed = committedMicros(db, request.job);
    for (const row of candidates) {
      const slot = row["slot"] as number;
      const seq = row["seq"] as number;
      const fingerprint = row["fingerprint"] as Uint8Array;
      const block = (rule: Blocked["rule"]): void => {
        blocked.push({ slot, seq, rule });
        db.run("UPDATE slots SET vendor = NULL, reason = ? WHERE slot = ?", rule, slot);
      };
      if (db.get("SELECT 1 FROM item_bars WHERE job = ? AND seq = ? AND vendor = ?", request.job, seq, request.vendor) !== undefined) {
        block("barred");
        continue;
      }
      if (takenByKin(db, request, { seq, slot })) {
        block("independence");
        continue;
      }
      const verdict = capAllows({
        known: ledger.seen(request.dataset, fingerprint, request.owner),
        seenByOwner,
        ownerCap: request.ownerCap,
        committed,
        price: request.price,
        ...(request.budgetCap === undefined ? {} : { budgetCap: request.budgetCap }),
      });
      if (verdict.allowed === false) {
        block(verdict.rule);
        continue;
      }
      seenByOwner = verdict.seenByOwner;
      committed = verdict.committed;
      const epoch = ((db.get("SELECT max(epoch) AS epoch FROM attempts WHERE slot = ?", slot)?.["epoch"] as number | null | undefined) ?? 0) + 1;
      const key = request.keyFor({ seq, k: row["k"] as number, epoch });
      const content = row["content"] as string;
      const { lastInsertRowid: attempt } = db.run(
        `INSERT INTO attempts (job, slot, seq, vendor, owner, epoch, key, state, state_json, price, fence, reserved_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'sending', '{"at":"sending","sends":1}', ?, ?, ?)`,
        request.job,
        slot,
        seq,
        request.vendor,
        request.owner,
        epoch,
        key,
        request.price,
        request.fence,
        request.now,
      );
      db.run("UPDATE slots SET state = 'live', reason = NULL WHERE slot = ?", slot);
      ledger.disclose({
        dataset: request.dataset,
        fingerprint,
        owner: request.owner,
        vendor: request.vendor,
        job: request.job,
        attemptKey: key,
        purpose: "real",
        bytes: Buffer.byteLength(content),
        fence: request.fence,
        at: request.now,
      });
      reserved.push({ attempt, slot, seq, key, content });
    }
    if (reserved.length > 0) addEstimate(db, { job: request.job, vendor: request.vendor, micros: reserved.length * request.price });
    return { reserved, blocked, drained: candidates.length < request.limit };
  });

const takenByKin = (db: Database, request: ReserveRequest, { seq, slot }: { readonly seq: number; readonly slot: number }): boolean => {
  if (!request.otherOwners && !request.otherVendors) return false;
  const rows = db.all(
    `SELECT a.vendor, a.owner FROM slots s JOIN attempts a ON a.slot = s.slot
     WHERE s.job = ? AND s.seq = ? AND s.slot <> ? AND a.state IN ('sending', 'in-doubt', 'accepted', 'answered', 'late')`,
    request.job,
    seq,
    slot,
  );
  return rows.some((row) => (request.otherOwners ? row["owner"] === request.owner : row["vendor"] === request.vendor));
};

/** Committed money of a job: per vendor the larger of what was estimated and what was billed. */
export const committedMicros = (db: Database, job: string): number =>
  (db.get("SELECT total(max(estimated, billed)) AS micros FROM commitments WHERE job = ?", job)?.["micros"] as number | undefined) ?? 0;

/** Moves the running estimate of a job at a vendor; negative takes back what can no longer be billed. */
export const addEstimate = (db: Database, change: { readonly job: string; readonly vendor: string; readonly micros: number }): void => {
  db.run(
    "INSERT INTO commitments VALUES (?, ?, ?, 0) ON CONFLICT (job, vendor) DO UPDATE SET estimated = estimated + excluded.estimated",
    change.job,
    change.vendor,
    change.micros,
  );
};
