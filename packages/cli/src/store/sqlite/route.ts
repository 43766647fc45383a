import type { AttemptState } from "../../core/failover/attempt.ts";
import type { LiveAttempt, MissingSlot, Placement, Reserved, UnfinishedItem } from "../../ports/store.ts";
import type { Purpose } from "../../core/purpose/purpose.ts";
import type { ItemToPlace } from "../../ports/gold-store.ts";
import type { Database, Row } from "./database.ts";
import { holdFence } from "./jobs.ts";

/** A row of attempts with `attempt, seq, vendor, key, ref, state_json, reserved_at`. */
export const toLiveAttempt = (row: Row): LiveAttempt => ({
  attempt: row["attempt"] as number,
  seq: row["seq"] as number,
  vendor: row["vendor"] as string,
  key: row["key"] as string,
  ...(row["ref"] === null ? {} : { ref: row["ref"] as string }),
  state: JSON.parse(row["state_json"] as string) as AttemptState,
  reservedAt: row["reserved_at"] as number,
});

/** Attempts of a job at a vendor in one live state, oldest first. */
export const liveAttempts = (
  db: Database,
  query: { readonly job: string; readonly vendor: string; readonly at: string; readonly limit: number },
): readonly LiveAttempt[] =>
  db
    .all(
      `SELECT attempt, seq, vendor, key, ref, state_json, reserved_at FROM attempts
       WHERE job = ? AND vendor = ? AND state = ? AND state IN ('sending', 'in-doubt', 'accepted') ORDER BY attempt LIMIT ?`,
      query.job,
      query.vendor,
      query.at,
      query.limit,
    )
    .map(toLiveAttempt);

/**
 * Slots without an answer that nobody is at work on. By default those without a usable vendor; with `all`, every one that
 * was not sent, so that a re-plan may also move work that has not begun.
 */
export const missingSlots = (
  db: Database,
  query: { readonly job: string; readonly usable: ReadonlySet<string>; readonly all: boolean },
): readonly MissingSlot[] => {
  const rows = db.all(
    `SELECT s.slot, s.seq, s.vendor, s.purpose, s.state, i.fingerprint, i.unit, octet_length(i.content) AS bytes, j.dataset FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq JOIN jobs j ON j.job = s.job
     WHERE s.job = ? AND s.state IN ('pending', 'waiting', 'stranded') ORDER BY s.slot`,
    query.job,
  );
  const wanted = query.all ? rows : rows.filter((row) => row["vendor"] === null || !query.usable.has(row["vendor"] as string));
  const spares = wanted.length === 0 ? new Set<number>() : spareSlots(db, query.job, wanted);
  const asked = new Set(wanted);
  const standing = Map.groupBy(
    rows.filter((row) => !asked.has(row)),
    (row) => row["seq"] as number,
  );
  return wanted.map((row) => {
    const missing = describe(db, query.job, row, spares.has(row["slot"] as number));
    const others = standing.get(missing.seq);
    return others === undefined ? missing : { ...missing, standsWith: others.map((other) => other["vendor"] as string) };
  });
};

/** Of these slots, those that their items can do without: enough others are answered, at work or have a place. */
const spareSlots = (db: Database, job: string, rows: readonly Row[]): ReadonlySet<number> => {
  const each = db.get("SELECT slots_per_item AS n FROM jobs WHERE job = ?", job)?.["n"] as number;
  const missing = new Set(rows.map((row) => row["slot"] as number));
  const spare = new Set<number>();
  const several = db.all(
    `SELECT slot, seq, state FROM slots WHERE job = ? AND seq IN (SELECT seq FROM slots WHERE job = ? AND k >= ?) ORDER BY seq, k DESC`,
    job,
    job,
    each,
  );
  const standing = new Map<number, number>();
  for (const row of several)
    if (row["state"] !== "spared" && row["state"] !== "quarantined")
      standing.set(row["seq"] as number, (standing.get(row["seq"] as number) ?? 0) + 1);
  // The last slots first: they are the ones that were added.
  for (const row of several) {
    const left = standing.get(row["seq"] as number) ?? 0;
    if (!missing.has(row["slot"] as number) || left <= each) continue;
    spare.add(row["slot"] as number);
    standing.set(row["seq"] as number, left - 1);
  }
  return spare;
};

const describe = (db: Database, job: string, row: Row, spare: boolean): MissingSlot => {
  const slot = row["slot"] as number;
  return {
    slot,
    ...(row["vendor"] === null ? {} : { vendor: row["vendor"] as string }),
    purpose: row["purpose"] as Purpose,
    spare,
    waiting: row["state"] === "waiting",
    ...itemFacts(db, job, row, slot),
  };
};

/** What the planner has to know of an item that is to get another judgment, or has one missing (`slot`). A row with `seq, fingerprint, unit, bytes, dataset`. */
export const itemFacts = (db: Database, job: string, row: Row, slot?: number): ItemToPlace => {
  const seq = row["seq"] as number;
  const seenBy = db.all(
    "SELECT owner FROM exposure WHERE dataset = ? AND fingerprint = ?",
    row["dataset"] as string,
    row["fingerprint"] as Uint8Array,
  );
  const bars = db.all("SELECT vendor FROM item_bars WHERE job = ? AND seq = ?", job, seq);
  const taken = db.all(
    `SELECT DISTINCT a.vendor, a.owner FROM slots s JOIN attempts a ON a.slot = s.slot
     WHERE s.job = ? AND s.seq = ? AND s.slot IS NOT ? AND a.state IN ('sending', 'in-doubt', 'accepted', 'answered', 'late')`,
    job,
    seq,
    slot ?? null,
  );
  return {
    seq,
    ...(row["unit"] === null ? {} : { unit: row["unit"] as string }),
    bytes: row["bytes"] as number,
    seenBy: seenBy.map((entry) => entry["owner"] as string),
    barredVendors: bars.map((entry) => entry["vendor"] as string),
    takenBy: taken.map((entry) => ({ vendor: entry["vendor"] as string, owner: entry["owner"] as string })),
  };
};

const UNSENT = "state IN ('pending', 'waiting', 'stranded')";

/** Gives slots to vendors, or strands them with a reason; slots that are live or filled by now are left alone. */
export const place = (db: Database, job: string, fence: number, placements: readonly Placement[]): void =>
  db.transaction(() => {
    holdFence(db, job, fence);
    const released = new Map(
      db.all("SELECT vendor, tranche FROM released WHERE job = ?", job).map((row) => [row["vendor"] as string, row["tranche"] as number]),
    );
    for (const { slot, vendor, position, reason, spare } of placements) {
      if (vendor === undefined)
        db.run(
          `UPDATE slots SET state = ?, vendor = NULL, reason = ? WHERE slot = ? AND ${UNSENT}`,
          spare === true ? "spared" : "stranded",
          reason ?? null,
          slot,
        );
      else
        db.run(
          `UPDATE slots SET state = CASE WHEN tranche > ? THEN 'waiting' ELSE 'pending' END, vendor = ?, position = ?, reason = NULL, not_before = 0
           WHERE slot = ? AND ${UNSENT}`,
          released.get(vendor) ?? Number.MAX_SAFE_INTEGER,
          vendor,
          position,
          slot,
        );
    }
  });

/** Units in state `sending`, with what to send: leased, disclosed, and to be sent under the same key. */
export const sendable = (db: Database, job: string, vendor: string): readonly Reserved[] =>
  db
    .all(
      `SELECT a.attempt, a.slot, a.seq, a.key, i.content FROM attempts a JOIN items i ON i.job = a.job AND i.seq = a.seq
       WHERE a.job = ? AND a.vendor = ? AND a.state = 'sending' ORDER BY a.attempt`,
      job,
      vendor,
    )
    .map((row) => ({
      attempt: row["attempt"] as number,
      slot: row["slot"] as number,
      seq: row["seq"] as number,
      key: row["key"] as string,
      content: row["content"] as string,
      again: true as const,
    }));

/** Unsent slots of each vendor, and how many items among them its owner has not seen, with their bytes. */
export const plannedOf = (
  db: Database,
  job: string,
  vendors: readonly { readonly vendor: string; readonly owner: string }[],
): ReadonlyMap<string, { readonly slots: number; readonly newItems: number; readonly newBytes: number; readonly open: number }> => {
  const planned = new Map<string, { slots: number; newItems: number; newBytes: number; open: number }>();
  for (const { vendor, owner } of vendors) {
    const row = db.get(
      `SELECT total(slots) AS slots, count(bytes) AS new_items, total(bytes) AS new_bytes FROM (
         SELECT count(*) AS slots, CASE WHEN e.owner IS NULL THEN octet_length(i.content) END AS bytes
         FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq JOIN jobs j ON j.job = s.job
         LEFT JOIN exposure e ON e.dataset = j.dataset AND e.fingerprint = i.fingerprint AND e.owner = ?
         WHERE s.job = ? AND s.vendor = ? AND s.state IN ('pending', 'waiting') GROUP BY s.seq)`,
      owner,
      job,
      vendor,
    );
    planned.set(vendor, {
      slots: row?.["slots"] as number,
      newItems: row?.["new_items"] as number,
      newBytes: row?.["new_bytes"] as number,
      open: db.get(
        "SELECT count(*) AS n FROM attempts WHERE job = ? AND vendor = ? AND state IN ('sending', 'in-doubt', 'accepted')",
        job,
        vendor,
      )?.["n"] as number,
    });
  }
  return planned;
};

/** Items that are not answered whole and may still be; quarantined slots are no longer waited for, and extra judgments are not insisted on. */
export const unfinishedItems = (db: Database, job: string, standing: ReadonlySet<string> = new Set()): readonly UnfinishedItem[] => {
  const each = (db.get("SELECT slots_per_item AS n FROM jobs WHERE job = ?", job)?.["n"] as number | undefined) ?? 1;
  const items = new Map<
    number,
    { missing: number; quarantined: number; live: string[]; answeredBy: { vendor: string; owner: string }[] }
  >();
  for (const row of db.iterate(
    `SELECT s.seq, s.state, s.vendor AS place, a.vendor, a.owner FROM slots s
     LEFT JOIN attempts a ON a.slot = s.slot AND a.state IN ('sending', 'in-doubt', 'accepted', 'answered', 'late')
     WHERE s.job = ? AND s.seq IN (SELECT seq FROM slots WHERE job = ? AND state IN ('pending', 'waiting', 'live', 'stranded')) ORDER BY s.seq, s.slot`,
    job,
    job,
  )) {
    const seq = row["seq"] as number;
    const known = items.get(seq) ?? { missing: 0, quarantined: 0, live: [], answeredBy: [] };
    items.set(seq, known);
    if ((row["state"] === "pending" || row["state"] === "waiting") && standing.has(row["place"] as string))
      known.live.push(row["place"] as string);
    else if (row["state"] === "pending" || row["state"] === "waiting" || row["state"] === "stranded") known.missing += 1;
    else if (row["state"] === "quarantined") known.quarantined += 1;
    else if (row["vendor"] !== null && row["state"] === "live") known.live.push(row["vendor"] as string);
    else if (row["vendor"] !== null) known.answeredBy.push({ vendor: row["vendor"] as string, owner: row["owner"] as string });
  }
  return [...items].map(([seq, { missing, quarantined, live, answeredBy }]) => {
    const wanted = Math.min(missing, Math.max(0, each - quarantined - live.length - answeredBy.length));
    const extra = Math.max(0, quarantined + live.length + answeredBy.length + wanted - each);
    const own = db.get("SELECT unit, octet_length(content) AS bytes FROM items WHERE job = ? AND seq = ?", job, seq);
    const unit = own?.["unit"] as string | null | undefined;
    const seen = db.all(
      "SELECT e.owner FROM items i JOIN jobs j ON j.job = i.job JOIN exposure e ON e.dataset = j.dataset AND e.fingerprint = i.fingerprint WHERE i.job = ? AND i.seq = ?",
      job,
      seq,
    );
    const bars = db.all("SELECT vendor FROM item_bars WHERE job = ? AND seq = ?", job, seq);
    return {
      seq,
      ...(unit == null ? {} : { unit }),
      bytes: (own?.["bytes"] as number | undefined) ?? 0,
      missing: wanted,
      extra,
      live,
      answeredBy,
      seenBy: seen.map((row) => row["owner"] as string),
      barredVendors: bars.map((row) => row["vendor"] as string),
    };
  });
};
