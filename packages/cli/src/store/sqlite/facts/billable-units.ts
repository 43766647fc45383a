import type { BillableUnit } from "../../../core/compare/index.ts";
import type { Database } from "../database.ts";

export interface BillableQuery {
  readonly vendor: string;
  readonly jobs: readonly string[];
  /** The time an invoice is about, epoch ms; what was delivered outside it is not missed. */
  readonly from?: number;
  readonly to?: number;
  /** The refs the invoice names: they tell whether it lists pieces of work or entries of hours. */
  readonly named: ReadonlySet<string>;
}

/**
 * What a vendor may bill for: every attempt that it gave an id, at the price that was agreed, or at what its own entries say. Where the invoice
 * names entries rather than pieces, the entries are the units.
 */
export const billableUnits = (db: Database, query: BillableQuery): readonly BillableUnit[] => {
  const entries: BillableUnit[] = [];
  const pieces: BillableUnit[] = [];
  for (const job of query.jobs) {
    const billed = new Map<string, number>();
    let byEntries = false;
    for (const row of db.iterate("SELECT cost, ref, micros, at FROM costs WHERE job = ? AND vendor = ?", job, query.vendor)) {
      byEntries = true;
      const [cost, ref, micros, at] = [row["cost"] as string, row["ref"] as string | null, row["micros"] as number, row["at"] as number];
      if (ref !== null) billed.set(ref, (billed.get(ref) ?? 0) + micros);
      entries.push({ ref: cost, job, delivered: true, state: "entered", micros, inPeriod: inPeriod(at, query) });
    }
    for (const row of db.iterate(
      `SELECT a.ref, a.state, a.price, coalesce(a.ended_at, a.accepted_at, a.reserved_at) AS at, i.item FROM attempts a
       JOIN items i ON i.job = a.job AND i.seq = a.seq WHERE a.job = ? AND a.vendor = ? AND a.ref IS NOT NULL`,
      job,
      query.vendor,
    )) {
      const ref = row["ref"] as string;
      const state = row["state"] as string;
      // An answer that could not be used was given all the same.
      const delivered = state === "answered" || state === "late" || state === "invalid";
      const micros = byEntries ? (billed.get(ref) ?? 0) : (row["price"] as number);
      pieces.push({ ref, job, item: row["item"] as string, delivered, state, micros, inPeriod: inPeriod(row["at"] as number, query) });
    }
  }
  const named = (units: readonly BillableUnit[]): number => units.filter(({ ref }) => query.named.has(ref)).length;
  return named(entries) > named(pieces) ? entries : pieces;
};

const inPeriod = (at: number, { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: BillableQuery): boolean =>
  at >= from && at < to;
