import type { AttemptFact, AttemptOutcome, MicrosRange, OverheadFact } from "../../../core/compare/index.ts";
import { orderPrice } from "../../../core/budget/order-price.ts";
import { slotPrice } from "../../../core/budget/slot-price.ts";
import type { PriceFacts } from "../../../core/plan/plan-inputs.ts";
import type { Database } from "../database.ts";
import { onceEach } from "./once-each.ts";

/** The moment, and how much faster than the clock the vendors are. */
interface AsOf {
  readonly timeScale: number;
  /** Epoch ms. */
  readonly now: number;
}

export interface AttemptReaderOptions {
  readonly job: string;
  readonly query: AsOf & {
    /** Vendors that take nothing back: what they hold is owed. */
    readonly noCancel: ReadonlySet<string>;
  };
  /** Items with a known answer, by number. */
  readonly gold: ReadonlyMap<number, string>;
  /** What is added to an item's number. */
  readonly offset: number;
}

/** Reads what the attempts of one job cost, and what became of them. */
export interface AttemptReader {
  readonly currency: string;
  readonly planJson: string;
  /** Billed, and tied to no attempt. */
  readonly overheads: readonly OverheadFact[];
  /** Undefined where nothing was sent after all. */
  readonly attemptOf: (row: AttemptRow) => AttemptFact | undefined;
}

/** What is read of an attempt, in the order of {@link attemptColumns}. */
export type AttemptRow = readonly [
  slot: number,
  seq: number,
  vendor: string,
  state: string,
  ref: string | null,
  price: number,
  acceptedAt: number | null,
  endedAt: number | null,
  turnaroundMs: number | null,
];

/** The columns of an {@link AttemptRow}. */
export const attemptColumns = "slot, seq, vendor, state, ref, price, accepted_at, ended_at, turnaround_ms";

/** The reader of a job's attempts; undefined where there is no such job. */
export const attemptReader = (db: Database, { job, query, gold, offset }: AttemptReaderOptions): AttemptReader | undefined => {
  const record = db.get("SELECT currency, plan_json FROM jobs WHERE job = ?", job);
  if (record === undefined) return undefined;
  const planJson = record["plan_json"] as string;
  const billed = billedByRef(db, job);
  const lowPrice = plannedLow(planJson);
  const overlap = new Set<number>();
  for (const row of db.iterate("SELECT slot FROM slots WHERE job = ? AND purpose = 'overlap'", job)) overlap.add(row["slot"] as number);
  const range = ranges();
  const same = onceEach();
  const attemptOf = (row: AttemptRow): AttemptFact | undefined => {
    const outcome = outcomeOf(row, query);
    if (outcome === undefined) return undefined;
    const [slot, seq, vendor, state, , price] = row;
    const purpose = gold.has(seq) ? "gold" : overlap.has(slot) ? "overlap" : "real";
    const low = Math.min(price, lowPrice.get(vendor) ?? price);
    const cost = costOf(row, { entries: billed.get(vendor), holds: query.noCancel.has(vendor) });
    return {
      vendor: same(vendor),
      outcome,
      item: offset + seq,
      purpose,
      late: state === "late",
      estimate: range(low, price),
      costMicros: cost.micros,
      costFinal: cost.final,
      owed: range(cost.least, cost.most),
    };
  };
  const overheads = [
    ...[...billed]
      .filter(([, { untagged }]) => untagged.micros !== 0)
      .map(([vendor, { untagged }]) => ({ vendor, costMicros: untagged.micros, costFinal: untagged.final })),
    ...agreedBeside(db, job).filter(({ vendor }) => !billed.has(vendor)),
  ];
  return { currency: record["currency"] as string, planJson, overheads, attemptOf };
};

/** One object for equal ranges: there are a million attempts, and a handful of prices. */
const ranges = (): ((lowMicros: number, highMicros: number) => MicrosRange) => {
  const known = new Map<number, Map<number, MicrosRange>>();
  return (lowMicros, highMicros) => {
    const byHigh = known.get(lowMicros) ?? new Map<number, MicrosRange>();
    known.set(lowMicros, byHigh);
    const range = byHigh.get(highMicros) ?? { lowMicros, highMicros };
    byHigh.set(highMicros, range);
    return range;
  };
};

interface Cost {
  readonly micros: number;
  readonly final: boolean;
  /** What is owed if everything stops now. */
  readonly least: number;
  readonly most: number;
}

/** A vendor that bills by entries is worth what its entries say; the others what was agreed a piece. `holds`: what it has taken on, it does not give back. */
const costOf = (
  [, , , state, ref, price]: AttemptRow,
  { entries, holds }: { readonly entries: BilledCosts | undefined; readonly holds: boolean },
): Cost => {
  const came = state === "answered" || state === "late" || state === "invalid";
  // What was given up may still come.
  const mayCome = state === "accepted" || state === "expired" || state === "in-doubt" || state === "sending";
  if (entries !== undefined) {
    const entry = ref === null ? undefined : entries.byRef.get(ref);
    const sure = entry?.micros ?? 0;
    const most = entry?.final === true || !(came || mayCome) ? sure : Math.max(sure, price);
    return { micros: sure, final: entry?.final ?? false, least: sure, most };
  }
  return {
    micros: came || mayCome ? price : 0,
    final: state === "answered" || state === "late",
    least: came || (state === "accepted" && holds) ? price : 0,
    most: came || mayCome ? price : 0,
  };
};

interface BilledCosts {
  readonly byRef: Map<string, { micros: number; final: boolean }>;
  readonly untagged: { micros: number; final: boolean };
}

/**
 * What set-up, minimum and tiers make of the bill of a vendor's order, beside the price of each unit; below 0 where tiers make it cheaper.
 * Of a vendor that sends bills these say it themselves.
 */
const agreedBeside = (db: Database, job: string): readonly OverheadFact[] =>
  db.all("SELECT vendor, units, terms FROM commitments WHERE job = ? AND terms IS NOT NULL AND units > 0", job).flatMap((row) => {
    const terms = JSON.parse(row["terms"] as string) as PriceFacts;
    const units = row["units"] as number;
    const costMicros = orderPrice(terms, units).highMicros - units * slotPrice(terms).highMicros;
    return costMicros === 0 ? [] : [{ vendor: row["vendor"] as string, costMicros, costFinal: true }];
  });

const billedByRef = (db: Database, job: string): ReadonlyMap<string, BilledCosts> => {
  const billed = new Map<string, BilledCosts>();
  for (const row of db.iterate("SELECT vendor, ref, micros, final FROM costs WHERE job = ?", job)) {
    const vendor = row["vendor"] as string;
    const known = billed.get(vendor) ?? { byRef: new Map(), untagged: { micros: 0, final: true } };
    billed.set(vendor, known);
    const ref = row["ref"] as string | null;
    const entry = ref === null ? known.untagged : (known.byRef.get(ref) ?? { micros: 0, final: true });
    entry.micros += row["micros"] as number;
    entry.final = entry.final && row["final"] === 1;
    if (ref !== null) known.byRef.set(ref, entry);
  }
  return billed;
};

/** What the plan took a slot of each vendor to cost at least, micros. */
const plannedLow = (planJson: string): ReadonlyMap<string, number> => {
  const { vendors = [] } = JSON.parse(planJson) as {
    readonly vendors?: readonly { readonly vendor: string; readonly slots: number; readonly cost: { readonly lowMicros: number } }[];
  };
  return new Map(vendors.flatMap(({ vendor, slots, cost }) => (slots > 0 ? [[vendor, Math.round(cost.lowMicros / slots)]] : [])));
};

const outcomeOf = ([, , , state, , , accepted, ended, turnaroundMs]: AttemptRow, { timeScale, now }: AsOf): AttemptOutcome | undefined => {
  const since = (end: number | null): number => Math.max(0, ((end ?? now) - (accepted ?? end ?? now)) * timeScale);
  switch (state) {
    case "answered":
    case "late":
      return { ended: "answered", turnaroundMs: turnaroundMs ?? since(ended) };
    case "accepted":
      return { ended: "open", openMs: since(null) };
    case "withdrawn":
      return { ended: "withdrawn", afterMs: since(ended) };
    case "expired":
      return { ended: "expired", afterMs: since(ended) };
    case "returned":
      return { ended: "returned", afterMs: since(ended) };
    case "invalid":
      return { ended: "failed", afterMs: turnaroundMs ?? since(ended) };
    case "refused":
      return { ended: "refused" };
    case "sending":
    case "in-doubt":
      return { ended: "in-doubt" };
    default:
      return undefined;
  }
};
