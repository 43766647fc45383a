import type { AttemptFact, CompareFacts, JudgmentFact, OverheadFact } from "../../../core/compare/index.ts";
import type { Database, Row } from "../database.ts";
import { attemptReader } from "./attempt-reader.ts";

export interface CompareFactsQuery {
  readonly jobs: readonly string[];
  readonly vendors: readonly string[];
  readonly timeScale: number;
  readonly now: number;
  /** Only what was reserved since then; epoch ms. */
  readonly since?: number;
  /** Vendors that take nothing back: what they hold is owed. */
  readonly noCancel: ReadonlySet<string>;
  readonly owners: Readonly<Record<string, string>>;
  /** Whether answers are numbers on a scale. */
  readonly scale: "names" | "numbers";
  /** Known answers of each job by item id, in canonical JSON: its gold, and those of a file handed in. */
  readonly gold: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly truth: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What `compare` works on: every attempt, every judgment, and the cost that belongs to no attempt. */
export const compareFacts = (db: Database, query: CompareFactsQuery): CompareFacts => {
  const attempts: AttemptFact[] = [];
  const judgments: JudgmentFact[] = [];
  const overheads: OverheadFact[] = [];
  let currency = "USD";
  let offset = 0;
  let strata = 0;
  for (const job of query.jobs) {
    const known = knownBySeq(db, job, query);
    const reader = attemptReader(db, { job, query, gold: known.gold, offset });
    if (reader === undefined) continue;
    currency = reader.currency;
    for (const row of db.iterate(
      "SELECT slot, seq, vendor, state, ref, price, accepted_at, ended_at, turnaround_ms FROM attempts WHERE job = ? AND reserved_at >= ?",
      job,
      query.since ?? 0,
    )) {
      const fact = reader.attemptOf(row);
      if (fact !== undefined) attempts.push(fact);
    }
    overheads.push(...reader.overheads);
    const dealt = strataOf(db, job);
    const recent = "AND EXISTS (SELECT 1 FROM attempts a WHERE a.attempt = g.attempt AND a.reserved_at >= ?)";
    for (const row of db.iterate(
      `SELECT vendor, worker, answer, valid, seq, slot, at FROM judgments g WHERE job = ? ${query.since === undefined ? "" : recent}`,
      ...(query.since === undefined ? [job] : [job, query.since]),
    ))
      judgments.push(judgmentFact(row, known, { offset, stratum: strata + (dealt.get(row["slot"] as number) ?? 0) }));
    strata += 1 + Math.max(0, ...new Set(dealt.values()));
    offset += lastSeq(db, job) + 1;
  }
  return { jobs: query.jobs, currency, vendors: query.vendors, owners: query.owners, scale: query.scale, attempts, judgments, overheads };
};

/** The largest number of an item of a job; items of several jobs are told apart by adding those of the jobs before. */
export const lastSeq = (db: Database, job: string): number =>
  (db.get("SELECT max(seq) AS n FROM items WHERE job = ?", job)?.["n"] as number | null | undefined) ?? 0;

/** Known answers of one job by the number of the item. */
export interface KnownBySeq {
  readonly gold: ReadonlyMap<number, string>;
  readonly truth: ReadonlyMap<number, string>;
}

/** Where more than one item in so many is known, reading all ids once is quicker than asking for each. */
const oneIn = 4;

export const knownBySeq = (db: Database, job: string, query: Pick<CompareFactsQuery, "gold" | "truth">): KnownBySeq => {
  const [gold, truth] = [query.gold.get(job) ?? new Map<string, string>(), query.truth.get(job) ?? new Map<string, string>()];
  const found = { gold: new Map<number, string>(), truth: new Map<number, string>() };
  const note = (seq: number, item: string): void => {
    const goldAnswer = gold.size === 0 ? undefined : gold.get(item);
    const truthAnswer = truth.size === 0 ? undefined : truth.get(item);
    if (goldAnswer !== undefined) found.gold.set(seq, goldAnswer);
    if (truthAnswer !== undefined) found.truth.set(seq, truthAnswer);
  };
  if ((gold.size + truth.size) * oneIn > lastSeq(db, job))
    for (const row of db.iterate("SELECT seq, item FROM items WHERE job = ?", job)) note(row["seq"] as number, row["item"] as string);
  else
    for (const item of new Set([...gold.keys(), ...truth.keys()]))
      for (const row of db.all("SELECT seq FROM items WHERE job = ? AND item = ?", job, item)) note(row["seq"] as number, item);
  return found;
};

/** Which class of the plan each slot was dealt in; empty where there was only one. */
const strataOf = (db: Database, job: string): ReadonlyMap<number, number> => {
  const strata = new Map<number, number>();
  if ((db.get("SELECT count(DISTINCT stratum) AS n FROM slots WHERE job = ?", job)?.["n"] as number) < 2) return strata;
  for (const row of db.iterate("SELECT slot, stratum FROM slots WHERE job = ? AND stratum IS NOT NULL", job))
    strata.set(row["slot"] as number, row["stratum"] as number);
  return strata;
};

const judgmentFact = (
  row: Row,
  { gold, truth }: KnownBySeq,
  { offset, stratum }: { readonly offset: number; readonly stratum: number },
): JudgmentFact => {
  const seq = row["seq"] as number;
  const goldAnswer = gold.get(seq);
  const truthAnswer = truth.get(seq);
  return {
    item: offset + seq,
    vendor: row["vendor"] as string,
    ...(row["worker"] === null ? {} : { worker: row["worker"] as string }),
    answer: row["answer"] as string,
    at: row["at"] as number,
    stratum,
    ...(goldAnswer === undefined ? {} : { goldAnswer }),
    ...(truthAnswer === undefined ? {} : { truthAnswer }),
    accepted: row["valid"] === 1,
  };
};
