import type { AttemptFact, CompareFacts, JudgmentFact, OverheadFact } from "../../../core/compare/index.ts";
import type { Database } from "../database.ts";
import { onceEach } from "./once-each.ts";
import { attemptColumns, attemptReader, type AttemptRow } from "./attempt-reader.ts";

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
  const same = onceEach();
  let currency = "USD";
  let offset = 0;
  let strata = 0;
  for (const job of query.jobs) {
    const known = knownBySeq(db, job, query);
    const reader = attemptReader(db, { job, query, gold: known.gold, offset });
    if (reader === undefined) continue;
    currency = reader.currency;
    for (const row of db.iterateLists<AttemptRow>(
      `SELECT ${attemptColumns} FROM attempts WHERE job = ? AND reserved_at >= ?`,
      job,
      query.since ?? 0,
    )) {
      const fact = reader.attemptOf(row);
      if (fact !== undefined) attempts.push(fact);
    }
    overheads.push(...reader.overheads);
    const dealt = strataOf(db, job);
    const disputed = askedOnceMore(db, job);
    const recent = "AND EXISTS (SELECT 1 FROM attempts a WHERE a.attempt = g.attempt AND a.reserved_at >= ?)";
    for (const row of db.iterateLists<JudgmentRow>(
      `SELECT vendor, worker, answer, valid, seq, slot, at, seconds FROM judgments g WHERE job = ? ${query.since === undefined ? "" : recent}`,
      ...(query.since === undefined ? [job] : [job, query.since]),
    ))
      if (!disputed.has(row[5])) judgments.push(judgmentFact(row, known, { offset, strata, dealt, same }));
    strata += 1 + Math.max(0, ...new Set(dealt.values()));
    offset += lastSeq(db, job) + 1;
  }
  return { jobs: query.jobs, currency, vendors: query.vendors, owners: query.owners, scale: query.scale, attempts, judgments, overheads };
};

/**
 * Judgments beyond those of the job, of items that the first ones left unsure. Only what others had disagreed on got there: whoever gave them would look
 * worse than it is, and so would they.
 */
const askedOnceMore = (db: Database, job: string): ReadonlySet<number> =>
  new Set(
    db
      .all("SELECT slot FROM slots JOIN jobs USING (job) WHERE job = ? AND slots.purpose = 'real' AND k >= slots_per_item", job)
      .map((row) => row["slot"] as number),
  );

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
    for (const [seq, item] of db.iterateLists<readonly [number, string]>("SELECT seq, item FROM items WHERE job = ?", job)) note(seq, item);
  else
    for (const item of new Set([...gold.keys(), ...truth.keys()]))
      for (const row of db.all("SELECT seq FROM items WHERE job = ? AND item = ?", job, item)) note(row["seq"] as number, item);
  return found;
};

/** Which class of the plan each slot was dealt in; empty where there was only one. */
const strataOf = (db: Database, job: string): ReadonlyMap<number, number> => {
  const strata = new Map<number, number>();
  if ((db.get("SELECT count(DISTINCT stratum) AS n FROM slots WHERE job = ?", job)?.["n"] as number) < 2) return strata;
  for (const [slot, stratum] of db.iterateLists<readonly [number, number]>(
    "SELECT slot, stratum FROM slots WHERE job = ? AND stratum IS NOT NULL",
    job,
  ))
    strata.set(slot, stratum);
  return strata;
};

type JudgmentRow = readonly [
  vendor: string,
  worker: string | null,
  answer: string,
  valid: number,
  seq: number,
  slot: number,
  at: number,
  seconds: number | null,
];

interface JudgmentParts {
  readonly offset: number;
  /** The first number of this job's lotteries. */
  readonly strata: number;
  readonly dealt: ReadonlyMap<number, number>;
  readonly same: (text: string) => string;
}

const judgmentFact = (
  [vendor, worker, answer, valid, seq, slot, at, seconds]: JudgmentRow,
  { gold, truth }: KnownBySeq,
  { offset, strata, dealt, same }: JudgmentParts,
): JudgmentFact => {
  const fact: { -readonly [key in keyof JudgmentFact]: JudgmentFact[key] } = {
    item: offset + seq,
    vendor: same(vendor),
    answer: same(answer),
    at,
    stratum: strata + (dealt.get(slot) ?? 0),
    accepted: valid === 1,
  };
  const goldAnswer = gold.get(seq);
  const truthAnswer = truth.get(seq);
  // Not spread into place: a million times it would be felt.
  if (worker !== null) fact.worker = same(worker);
  if (seconds !== null) fact.seconds = seconds;
  if (goldAnswer !== undefined) fact.goldAnswer = goldAnswer;
  if (truthAnswer !== undefined) fact.truthAnswer = truthAnswer;
  return fact;
};
