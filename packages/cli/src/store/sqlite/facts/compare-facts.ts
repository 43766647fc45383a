import type { AttemptFact, AttemptOutcome, CompareFacts, JudgmentFact, OverheadFact } from "../../../core/compare/index.ts";
import type { Database, Row } from "../database.ts";

export interface CompareFactsQuery {
  readonly jobs: readonly string[];
  readonly vendors: readonly string[];
  readonly timeScale: number;
  readonly now: number;
  /** Only what was reserved since then; epoch ms. */
  readonly since?: number;
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
    const record = db.get("SELECT currency FROM jobs WHERE job = ?", job);
    if (record === undefined) continue;
    currency = record["currency"] as string;
    const billed = billedByRef(db, job);
    const hourly = new Set(billed.keys());
    for (const row of db.iterate(
      `SELECT vendor, state, ref, price, accepted_at, ended_at, turnaround_ms, reserved_at FROM attempts WHERE job = ? AND reserved_at >= ? ORDER BY attempt`,
      job,
      query.since ?? 0,
    )) {
      const fact = attemptFact(row, query, { hourly, billed });
      if (fact !== undefined) attempts.push(fact);
    }
    for (const [vendor, costs] of billed)
      if (costs.untagged.micros !== 0) overheads.push({ vendor, costMicros: costs.untagged.micros, costFinal: costs.untagged.final });
    for (const row of db.iterate(
      `SELECT g.vendor, g.worker, g.answer, g.valid, g.seq, i.item FROM judgments g JOIN items i ON i.job = g.job AND i.seq = g.seq WHERE g.job = ? ORDER BY g.seq, g.vendor, g.judgment`,
      job,
    ))
      judgments.push(judgmentFact(row, query, { job, offset }));
    offset += ((db.get("SELECT max(seq) AS n FROM items WHERE job = ?", job)?.["n"] as number | null | undefined) ?? 0) + 1;
  }
  return { jobs: query.jobs, currency, vendors: query.vendors, attempts, judgments, overheads };
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

const attemptFact = (
  row: Row,
  query: CompareFactsQuery,
  costs: { readonly hourly: ReadonlySet<string>; readonly billed: ReadonlyMap<string, BilledCosts> },
): AttemptFact | undefined => {
  const vendor = row["vendor"] as string;
  const outcome = outcomeOf(row, query);
  if (outcome === undefined) return undefined;
  // A vendor that bills by entries is worth what its entries say; the others what was agreed a piece.
  if (costs.hourly.has(vendor)) {
    const entry = row["ref"] === null ? undefined : costs.billed.get(vendor)?.byRef.get(row["ref"] as string);
    return { vendor, outcome, costMicros: entry?.micros ?? 0, costFinal: entry?.final ?? false };
  }
  const state = row["state"] as string;
  const owed =
    state === "answered" || state === "late" || state === "invalid" || state === "accepted" || state === "expired" || state === "in-doubt";
  return { vendor, outcome, costMicros: owed ? (row["price"] as number) : 0, costFinal: state === "answered" || state === "late" };
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
    ...(goldAnswer === undefined ? {} : { goldAnswer }),
    ...(truthAnswer === undefined ? {} : { truthAnswer }),
    accepted: row["valid"] === 1,
  };
};
