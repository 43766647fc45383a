import type { AttemptFact, LoggedDecision, LotteryStratum } from "../../../core/compare/index.ts";
import type { PlanClass } from "../../../core/plan/index.ts";
import type { Database, Row } from "../database.ts";
import { attemptReader, type AttemptRow } from "./attempt-reader.ts";
import { type CompareFactsQuery, knownBySeq, lastSeq } from "./compare-facts.ts";

export interface DecisionFacts {
  readonly decisions: readonly LoggedDecision[];
  readonly strata: readonly LotteryStratum[];
  /** Slots of which the store does not say how they were dealt: placed by the engine, or by an older version. */
  readonly notDealt: number;
}

/**
 * What the lottery of each job's plan decided, with what came of it at the vendor it fell to. What failover, a person or a later plan did afterwards followed from
 * what had happened by then, and is no decision of the lottery.
 */
export const loggedDecisions = (db: Database, query: CompareFactsQuery): DecisionFacts => {
  const decisions: LoggedDecision[] = [];
  const strata: LotteryStratum[] = [];
  let notDealt = 0;
  let offset = 0;
  for (const job of query.jobs) {
    const known = knownBySeq(db, job, query);
    const read = attemptReader(db, { job, query, gold: known.gold, offset });
    if (read === undefined) continue;
    strata.push(...strataOf(job, read.planJson));
    const answers = answersOf(db, job, (seq) => known.gold.get(seq) ?? known.truth.get(seq));
    // Items of a group that goes together are one draw: they vary together.
    const units = new Map<string, number>();
    const clusterOf = (row: Row): number => {
      const unit = row["unit"] as string | null;
      if (unit === null) return offset + (row["seq"] as number);
      const known = units.get(unit) ?? offset + (row["seq"] as number);
      units.set(unit, known);
      return known;
    };
    let slot: { readonly id: number; readonly decision: LoggedDecision; tries: Row[]; moved: boolean } | undefined;
    const close = (): void => {
      if (slot === undefined) return;
      decisions.push(withOutcome(slot.decision, slot.tries, { attemptOf: read.attemptOf, answers }));
    };
    for (const row of db.iterate(
      `SELECT s.slot AS id, s.slot, s.seq, i.unit, s.drawn, s.stratum, a.attempt, a.vendor, a.state, a.ref, a.price, a.accepted_at, a.ended_at, a.turnaround_ms
       FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq LEFT JOIN attempts a ON a.slot = s.slot WHERE s.job = ? ORDER BY s.slot, a.attempt`,
      job,
    )) {
      const id = row["id"] as number;
      if (slot?.id !== id) {
        close();
        slot = undefined;
        const [drawn, stratum] = [row["drawn"] as string | null, row["stratum"] as number | null];
        if (drawn === null || stratum === null) {
          // Only what was sent is missed: a slot with nowhere to go was no decision.
          if (row["attempt"] !== null) notDealt += 1;
          continue;
        }
        slot = {
          id,
          decision: { stratum: `${job}/${stratum}`, vendor: drawn, item: clusterOf(row) },
          tries: [],
          moved: false,
        };
      }
      if (row["attempt"] === null) continue;
      // Tries at the vendor it fell to, up to the first one elsewhere.
      if (row["vendor"] === slot.decision.vendor && !slot.moved) slot.tries.push(row);
      else slot.moved = true;
    }
    close();
    offset += lastSeq(db, job) + 1;
  }
  return { decisions, strata, notDealt };
};

/** The classes of a plan with the chances of each vendor: its quotas over the slots of the class. */
const strataOf = (job: string, planJson: string): readonly LotteryStratum[] => {
  const { assignment } = JSON.parse(planJson) as { readonly assignment?: { readonly classes?: readonly PlanClass[] } };
  return (assignment?.classes ?? []).map(({ items, slotsEach, blocks, purpose }, index) => {
    const slots = items * slotsEach;
    const chances: Record<string, number> = {};
    for (const { quotas } of blocks) for (const quota of quotas) chances[quota.vendor] = (chances[quota.vendor] ?? 0) + quota.slots / slots;
    return { id: `${job}/${index}`, slots, chances, ...(purpose === undefined ? {} : { measures: true }) };
  });
};

interface Answer {
  readonly worker: string | undefined;
  readonly right: boolean | undefined;
}

/** The first answer of each attempt, held against what is known of its item. */
const answersOf = (db: Database, job: string, knownOf: (seq: number) => string | undefined): ReadonlyMap<number, Answer> => {
  const answers = new Map<number, Answer>();
  for (const row of db.iterate("SELECT attempt, seq, worker, answer, valid FROM judgments WHERE job = ?", job)) {
    const attempt = row["attempt"] as number;
    if (answers.has(attempt)) continue;
    const known = knownOf(row["seq"] as number);
    answers.set(attempt, {
      worker: (row["worker"] as string | null) ?? undefined,
      right: known === undefined ? undefined : row["valid"] === 1 && row["answer"] === known,
    });
  }
  return answers;
};

interface Reading {
  readonly attemptOf: (row: AttemptRow) => AttemptFact | undefined;
  readonly answers: ReadonlyMap<number, Answer>;
}

const attemptRow = (row: Row): AttemptRow =>
  [
    row["slot"],
    row["seq"],
    row["vendor"],
    row["state"],
    row["ref"],
    row["price"],
    row["accepted_at"],
    row["ended_at"],
    row["turnaround_ms"],
  ] as unknown as AttemptRow;

const withOutcome = (decision: LoggedDecision, tries: readonly Row[], { attemptOf, answers }: Reading): LoggedDecision => {
  const facts = tries.flatMap((row) => {
    const fact = attemptOf(attemptRow(row));
    return fact === undefined || fact.outcome.ended === "in-doubt" ? [] : [{ row, fact }];
  });
  const last = facts.findLast(({ fact }) => fact.outcome.ended === "answered") ?? facts.at(-1);
  if (last === undefined) return decision;
  const { outcome } = last.fact;
  const answer = answers.get(last.row["attempt"] as number);
  const ms =
    "turnaroundMs" in outcome ? outcome.turnaroundMs : "openMs" in outcome ? outcome.openMs : "afterMs" in outcome ? outcome.afterMs : 0;
  return {
    ...decision,
    ...(answer?.worker === undefined ? {} : { worker: answer.worker }),
    outcome: {
      costMicros: facts.reduce((sum, { fact }) => sum + fact.costMicros, 0),
      answered: outcome.ended === "answered",
      ms,
      ...(answer?.right === undefined ? {} : { right: answer.right }),
    },
  };
};
