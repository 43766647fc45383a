import type { AttemptFact, AttemptOutcome, CompareFacts, JudgmentFact, OverheadFact } from "../../../core/compare/index.ts";
import type { Database, Row } from "../database.ts";

export interface CompareFactsQuery {
  readonly jobs: readonly string[];
  readonly vendors: readonly string[];
  readonly timeScale: number;
  readonly now: number;
  /** Only what was reserved since then; epoch ms. */
  readonly since?: number;
  /** Items of the job whose answer is known, by id. */
  readonly goldItems: (job: string) => Iterable<string>;
  /** Vendors that take nothing back: what they hold is owed. */
  readonly noCancel: ReadonlySet<string>;
  readonly owners: Readonly<Record<string, string>>;
  /** Whether answers are numbers on a scale. */
  readonly scale: "names" | "numbers";
  /** Known answers by item id, in canonical JSON: gold of the job, truth of a file handed in. */
  readonly goldOf: (job: string, item: string) => string | undefined;
  readonly truthOf: (job: string, item: string) => string | undefined;
}

/** What `compare` works on: every attempt, every judgment, and the cost that belongs to no attempt. */
export const compareFacts = (db: Database, query: CompareFactsQuery): CompareFacts => {
  const attempts: AttemptFact[] = [];
  const judgments: JudgmentFact[] = [];
  const overheads: OverheadFact[] = [];
  let currency = "USD";
  let offset = 0;
  for (const job of query.jobs) {
    const reader = costReader(db, job, query);
    if (reader === undefined) continue;
    currency = reader.currency;
    for (const row of db.iterate(
      `SELECT a.seq, a.vendor, a.state, a.ref, a.price, a.accepted_at, a.ended_at, a.turnaround_ms, s.purpose
       FROM attempts a LEFT JOIN slots s ON s.slot = a.slot WHERE a.job = ? AND a.reserved_at >= ? ORDER BY a.attempt`,
      job,
      query.since ?? 0,
    )) {
      const fact = reader.attemptOf(row);
      if (fact !== undefined) attempts.push({ ...fact, item: offset + (row["seq"] as number) });
    }
    for (const [vendor, costs] of reader.billed)
      if (costs.untagged.micros !== 0) overheads.push({ vendor, costMicros: costs.untagged.micros, costFinal: costs.untagged.final });
    for (const row of db.iterate(
      `SELECT g.vendor, g.worker, g.answer, g.valid, g.seq, g.at, i.item FROM judgments g JOIN items i ON i.job = g.job AND i.seq = g.seq
       WHERE g.job = ? ${query.since === undefined ? "AND ? = 0" : "AND EXISTS (SELECT 1 FROM attempts a WHERE a.attempt = g.attempt AND a.reserved_at >= ?)"}`,
      job,
      query.since ?? 0,
    ))
      judgments.push(judgmentFact(row, query, { job, offset }));
    offset += ((db.get("SELECT max(seq) AS n FROM items WHERE job = ?", job)?.["n"] as number | null | undefined) ?? 0) + 1;
  }
  return { jobs: query.jobs, currency, vendors: query.vendors, owners: query.owners, scale: query.scale, attempts, judgments, overheads };
};

/** Reads what the attempts of one job cost, and what became of them; undefined where there is no such job. */
export interface CostReader {
  readonly currency: string;
  readonly planJson: string;
  readonly billed: ReadonlyMap<string, BilledCosts>;
  /** From a row with seq, vendor, state, ref, price, accepted_at, ended_at and turnaround_ms of the attempt, and the purpose of its slot. */
  readonly attemptOf: (row: Row) => AttemptFact | undefined;
}

export const costReader = (db: Database, job: string, query: CompareFactsQuery): CostReader | undefined => {
  const record = db.get("SELECT currency, plan_json FROM jobs WHERE job = ?", job);
  if (record === undefined) return undefined;
  const planJson = record["plan_json"] as string;
  const billed = billedByRef(db, job);
  const paid: PaidBy = { billed, lowPrice: plannedLow(planJson), gold: goldSeqs(db, job, query.goldItems(job)) };
  return { currency: record["currency"] as string, planJson, billed, attemptOf: (row) => attemptFact(row, query, paid) };
};

interface BilledCosts {
  readonly byRef: Map<string, { micros: number; final: boolean }>;
  readonly untagged: { micros: number; final: boolean };
}

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

/** The ids' places in the items file. */
const goldSeqs = (db: Database, job: string, ids: Iterable<string>): ReadonlySet<number> => {
  const seqs = new Set<number>();
  for (const id of ids)
    for (const row of db.all("SELECT seq FROM items WHERE job = ? AND item = ?", job, id)) seqs.add(row["seq"] as number);
  return seqs;
};

/** What the plan took a slot of each vendor to cost at least, micros. */
const plannedLow = (planJson: string): ReadonlyMap<string, number> => {
  const { vendors = [] } = JSON.parse(planJson) as {
    readonly vendors?: readonly { readonly vendor: string; readonly slots: number; readonly cost: { readonly lowMicros: number } }[];
  };
  return new Map(vendors.flatMap(({ vendor, slots, cost }) => (slots > 0 ? [[vendor, Math.round(cost.lowMicros / slots)]] : [])));
};

interface PaidBy {
  readonly billed: ReadonlyMap<string, BilledCosts>;
  readonly lowPrice: ReadonlyMap<string, number>;
  readonly gold: ReadonlySet<number>;
}

const attemptFact = (row: Row, query: CompareFactsQuery, paid: PaidBy): AttemptFact | undefined => {
  const vendor = row["vendor"] as string;
  const outcome = outcomeOf(row, query);
  if (outcome === undefined) return undefined;
  const state = row["state"] as string;
  const price = row["price"] as number;
  const about = {
    vendor,
    outcome,
    ...(state === "late" ? { late: true } : {}),
    ...(paid.gold.has(row["seq"] as number)
      ? { purpose: "gold" as const }
      : row["purpose"] === "overlap"
        ? { purpose: "overlap" as const }
        : {}),
    estimate: { lowMicros: Math.min(price, paid.lowPrice.get(vendor) ?? price), highMicros: price },
  };
  const came = state === "answered" || state === "late" || state === "invalid";
  const mayCome = state === "accepted" || state === "expired" || state === "in-doubt" || state === "sending";
  // What cannot be taken back will come, and be billed; what was given up may still come.
  const willCome = state === "accepted" && query.noCancel.has(vendor);
  // A vendor that bills by entries is worth what its entries say; the others what was agreed a piece.
  const entries = paid.billed.get(vendor);
  if (entries !== undefined) {
    const entry = row["ref"] === null ? undefined : entries.byRef.get(row["ref"] as string);
    const sure = entry?.micros ?? 0;
    const most = entry?.final === true || !(came || mayCome) ? sure : Math.max(sure, price);
    return { ...about, costMicros: sure, costFinal: entry?.final ?? false, owed: { lowMicros: sure, highMicros: most } };
  }
  return {
    ...about,
    costMicros: came || mayCome ? price : 0,
    costFinal: state === "answered" || state === "late",
    owed: { lowMicros: came || willCome ? price : 0, highMicros: came || mayCome ? price : 0 },
  };
};

const outcomeOf = (row: Row, { timeScale, now }: CompareFactsQuery): AttemptOutcome | undefined => {
  const accepted = row["accepted_at"] as number | null;
  const ended = row["ended_at"] as number | null;
  const since = (end: number | null): number => Math.max(0, ((end ?? now) - (accepted ?? end ?? now)) * timeScale);
  switch (row["state"]) {
    case "answered":
    case "late":
      return { ended: "answered", turnaroundMs: (row["turnaround_ms"] as number | null) ?? since(ended) };
    case "accepted":
      return { ended: "open", openMs: since(null) };
    case "withdrawn":
      return { ended: "withdrawn", afterMs: since(ended) };
    case "expired":
      return { ended: "expired", afterMs: since(ended) };
    case "returned":
      return { ended: "returned", afterMs: since(ended) };
    case "invalid":
      return { ended: "failed", afterMs: (row["turnaround_ms"] as number | null) ?? since(ended) };
    case "refused":
      return { ended: "refused" };
    case "sending":
    case "in-doubt":
      return { ended: "in-doubt" };
    default:
      return undefined;
  }
};

const judgmentFact = (
  row: Row,
  query: CompareFactsQuery,
  { job, offset }: { readonly job: string; readonly offset: number },
): JudgmentFact => {
  const item = row["item"] as string;
  const goldAnswer = query.goldOf(job, item);
  const truthAnswer = query.truthOf(job, item);
  return {
    item: offset + (row["seq"] as number),
    vendor: row["vendor"] as string,
    ...(row["worker"] === null ? {} : { worker: row["worker"] as string }),
    answer: row["answer"] as string,
    at: row["at"] as number,
    ...(goldAnswer === undefined ? {} : { goldAnswer }),
    ...(truthAnswer === undefined ? {} : { truthAnswer }),
    accepted: row["valid"] === 1,
  };
};
