import type { Purpose } from "../../core/purpose/purpose.ts";
import type { AdoptRequest, SlotEpoch } from "../../ports/store.ts";
import { apply } from "./apply.ts";
import type { Database } from "./database.ts";
import { disclosureWriter } from "./disclose.ts";
import { holdFence } from "./jobs.ts";
import { addEstimate } from "./reserve.ts";

export const unknownKeys = (
  db: Database,
  { job, vendor, keys }: { readonly job: string; readonly vendor: string; readonly keys: readonly string[] },
): readonly string[] =>
  db
    .all(
      "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM attempts WHERE vendor = ? AND key = value AND job = ?)",
      JSON.stringify(keys),
      vendor,
      job,
    )
    .map((row) => row["value"] as string);

export const slotEpochs = (db: Database, job: string): readonly SlotEpoch[] =>
  db
    .all(
      "SELECT slot, seq, k, purpose, (SELECT max(epoch) FROM attempts a WHERE a.slot = s.slot) AS epoch FROM slots s WHERE job = ? ORDER BY slot",
      job,
    )
    .map((row) => ({
      slot: row["slot"] as number,
      seq: row["seq"] as number,
      k: row["k"] as number,
      epoch: (row["epoch"] as number | null) ?? 0,
      purpose: row["purpose"] as Purpose,
    }));

/** A slot that was added to an item while the job ran, and lost with the rest; made once, however many attempts at it turn up, and at whichever vendors. */
const addLost = (db: Database, job: string, { seq, k, added }: AdoptRequest["units"][number]): number =>
  (db.get("SELECT slot FROM slots WHERE job = ? AND seq = ? AND k = ?", job, seq, k)?.["slot"] as number | undefined) ??
  Number(
    db.run("INSERT INTO slots (job, seq, k, state, vendor, position, purpose) VALUES (?, ?, ?, 'pending', NULL, 0, ?)", job, seq, k, added)
      .lastInsertRowid,
  );

/**
 * A later attempt was made because the one before was settled; what became of that is lost. It is given up as one that may have landed, never sent again,
 * and the slot is the later one's.
 */
const giveUpEarlier = (
  db: Database,
  { job, fence, now }: AdoptRequest,
  { slot, epoch }: { readonly slot: number; readonly epoch: number },
): void => {
  const earlier = db.all("SELECT attempt FROM attempts WHERE job = ? AND slot = ? AND state = 'in-doubt' AND epoch < ?", job, slot, epoch);
  if (earlier.length === 0) return;
  apply(db, {
    job,
    fence,
    now,
    triesPerVendor: Number.POSITIVE_INFINITY,
    changes: earlier.map((row) => ({ target: { attempt: row["attempt"] as number }, event: { event: "given-up", why: "operator" } })),
  });
};

/**
 * Writes down what a vendor holds and the store has lost. A slot that nobody is at work on becomes live with it; where somebody else is, or was, it is kept
 * as given up: it may be answered and billed. The limits are not asked: what was shown was shown, and is counted against them from now on.
 */
export const adopt = (db: Database, request: AdoptRequest): number =>
  db.transaction(() => {
    const { job, dataset, vendor, owner, fence, now, price } = request;
    holdFence(db, job, fence);
    const ledger = disclosureWriter(db);
    let items = 0;
    let bytesAdded = 0;
    for (const unit of request.units) {
      const { seq, epoch, key, ref } = unit;
      const slot = unit.slot ?? addLost(db, job, unit);
      const item = db.get(
        "SELECT i.fingerprint, i.content, s.purpose FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq WHERE s.job = ? AND s.slot = ?",
        job,
        slot,
      );
      if (item === undefined) continue;
      const fingerprint = item["fingerprint"] as Uint8Array;
      const known =
        db.get("SELECT 1 FROM exposure WHERE dataset = ? AND fingerprint = ? AND owner = ?", dataset, fingerprint, owner) !== undefined;
      const bytes = Buffer.byteLength(item["content"] as string);
      giveUpEarlier(db, request, { slot, epoch });
      const free = db.run(
        // It was let go to the vendor once, and counts as let go: sent again it would show nothing new.
        `UPDATE slots SET state = 'live', vendor = ?, reason = NULL,
           tranche = min(tranche, coalesce((SELECT tranche FROM released WHERE job = ? AND vendor = ?), tranche))
         WHERE slot = ? AND state IN ('pending', 'waiting', 'spared', 'stranded')`,
        vendor,
        job,
        vendor,
        slot,
      );
      const state = free.changes > 0 ? { at: "accepted", ref, since: now } : { at: "expired", ref, why: "operator", mayHaveLanded: true };
      db.run(
        `INSERT INTO attempts (job, slot, seq, vendor, owner, epoch, key, state, state_json, ref, price, fence, reserved_at, accepted_at, ended_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        job,
        slot,
        seq,
        vendor,
        owner,
        epoch,
        key,
        state.at,
        JSON.stringify(state),
        ref,
        price,
        fence,
        now,
        now,
        state.at === "expired" ? now : null,
      );
      ledger.disclose(
        { dataset, fingerprint, owner, vendor, job, attemptKey: key, purpose: item["purpose"] as Purpose, bytes, fence, at: now },
        known,
      );
      if (!known) {
        items += 1;
        bytesAdded += bytes;
      }
    }
    if (items > 0) ledger.addToCount({ dataset, owner }, { items, bytes: bytesAdded });
    addEstimate(db, { job, vendor, units: request.units.length, micros: request.units.length * price });
    return request.units.length;
  }, "durable");
