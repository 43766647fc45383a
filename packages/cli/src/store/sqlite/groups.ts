import { groupAllows } from "../../core/failover/reserve-rule.ts";
import type { GroupLimit, GroupScope, GroupStanding, GroupStandingQuery } from "../../ports/store.ts";
import type { Database } from "./database.ts";

const AT_WORK = "'sending', 'in-doubt', 'accepted'";

/** Jobs of the dataset whose groups are by the same field, as a JSON list. */
const jobsInScope = (db: Database, { dataset, by }: GroupScope): string =>
  JSON.stringify(
    db
      .all("SELECT job FROM jobs WHERE dataset = ? AND json_extract(job_json, '$.groups.by') IS ? ORDER BY job", dataset, by ?? null)
      .map((row) => row["job"] as string),
  );

const MEMBERS = "SELECT DISTINCT i.fingerprint FROM items i WHERE i.job IN (SELECT value FROM json_each(?)) AND i.unit = ?";

/** What earlier jobs of the dataset know of a group; undefined where none has it. */
export const groupSeen = (db: Database, scope: GroupScope, group: string): Pick<GroupStanding, "items" | "held"> | undefined => {
  const jobs = jobsInScope(db, scope);
  const items = db.get(`SELECT count(*) AS n FROM (${MEMBERS})`, jobs, group)?.["n"] as number;
  if (items === 0) return undefined;
  const held = db.all(
    `SELECT e.owner, count(*) AS n FROM (${MEMBERS}) m JOIN exposure e ON e.dataset = ? AND e.fingerprint = m.fingerprint GROUP BY e.owner ORDER BY e.owner`,
    jobs,
    group,
    scope.dataset,
  );
  return { items, held: Object.fromEntries(held.map((row) => [row["owner"] as string, row["n"] as number])) };
};

/** Whether an earlier job of the dataset has the item in this group. */
export const wasInGroup = (
  db: Database,
  scope: GroupScope,
  { group, fingerprint }: { readonly group: string; readonly fingerprint: Uint8Array },
): boolean =>
  db.get(
    "SELECT 1 FROM items WHERE job IN (SELECT value FROM json_each(?)) AND unit = ? AND fingerprint = ? LIMIT 1",
    jobsInScope(db, scope),
    group,
    fingerprint,
  ) !== undefined;

/** How the groups of some items stand without those items, which the caller tells one by one. */
export const groupStandings = (db: Database, query: GroupStandingQuery): ReadonlyMap<string, GroupStanding> => {
  const told = new Map(query.told.map(({ seq, knownTo = [] }) => [seq, knownTo]));
  const jobs = jobsInScope(db, query);
  const standings = new Map<string, GroupStanding>();
  for (const unit of new Set(query.told.map((item) => item.unit))) {
    const held = new Map<string, number>();
    const busy = new Set(ownersAtWork(db, query.job, unit));
    const see = (owners: Iterable<string>): void => {
      for (const owner of owners) held.set(owner, (held.get(owner) ?? 0) + 1);
    };
    const members = new Map<string, { readonly fingerprint: Uint8Array; told?: readonly string[]; readonly standing: Set<string> }>();
    for (const row of db.all(
      `SELECT i.job, i.seq, i.fingerprint, s.vendor FROM items i LEFT JOIN slots s ON s.job = i.job AND s.seq = i.seq AND s.state IN ('pending', 'waiting') AND i.job = ?
       WHERE i.job IN (SELECT value FROM json_each(?)) AND i.unit = ?`,
      query.job,
      jobs,
      unit,
    )) {
      const fingerprint = row["fingerprint"] as Uint8Array;
      const name = Buffer.from(fingerprint).toString("latin1");
      const member = members.get(name) ?? { fingerprint, standing: new Set<string>() };
      members.set(name, member);
      const knownTo = row["job"] === query.job ? told.get(row["seq"] as number) : undefined;
      if (knownTo !== undefined) member.told = knownTo;
      const owner = row["vendor"] === null ? undefined : query.standing.get(row["vendor"] as string);
      if (owner !== undefined) member.standing.add(owner);
    }
    for (const member of members.values()) {
      for (const owner of member.standing) busy.add(owner);
      const seen = db
        .all("SELECT owner FROM exposure WHERE dataset = ? AND fingerprint = ?", query.dataset, member.fingerprint)
        .map((row) => row["owner"] as string);
      // Who has seen an item that is told one by one is told with it.
      const { told: knownTo } = member;
      if (knownTo !== undefined) see([...member.standing].filter((owner) => !seen.includes(owner) && !knownTo.includes(owner)));
      else see(new Set([...seen, ...member.standing]));
    }
    standings.set(unit, {
      items: members.size,
      held: Object.fromEntries([...held].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      with: [...busy].toSorted(),
    });
  }
  return standings;
};

/** Holds the rule on groups against one unit after the other, inside the transaction that reserves them. */
export interface GroupGate {
  readonly allows: (unit: string, known: boolean) => boolean;
  /** The owner is shown an item of the group. */
  readonly shown: (unit: string, known: boolean) => void;
}

/** A gate for one owner; it reads every group once. */
export const groupGate = (
  db: Database,
  { job, dataset, owner, limit }: { readonly job: string; readonly dataset: string; readonly owner: string; readonly limit: GroupLimit },
): GroupGate => {
  if (limit.keep === "together") {
    const groups = new Map<string, Set<string>>();
    const atWork = (unit: string): Set<string> => {
      const known = groups.get(unit) ?? new Set(ownersAtWork(db, job, unit));
      groups.set(unit, known);
      return known;
    };
    return {
      allows: (unit) => groupAllows(owner, { ...limit, atWork: atWork(unit) }),
      shown: (unit) => void atWork(unit).add(owner),
    };
  }
  const jobs = jobsInScope(db, { dataset, ...(limit.by === undefined ? {} : { by: limit.by }) });
  const groups = new Map<string, { readonly items: number; held: number }>();
  const standing = (unit: string): { readonly items: number; held: number } => {
    const row = groups.has(unit)
      ? undefined
      : db.get(
          `SELECT count(*) AS items, count(e.owner) AS held FROM (${MEMBERS}) m
           LEFT JOIN exposure e ON e.dataset = ? AND e.fingerprint = m.fingerprint AND e.owner = ?`,
          jobs,
          unit,
          dataset,
          owner,
        );
    const known = groups.get(unit) ?? { items: row?.["items"] as number, held: row?.["held"] as number };
    groups.set(unit, known);
    return known;
  };
  return {
    allows: (unit, known) => groupAllows(owner, { ...limit, ...standing(unit), known }),
    shown: (unit, known) => void (standing(unit).held += known ? 0 : 1),
  };
};

const ownersAtWork = (db: Database, job: string, unit: string): readonly string[] =>
  db
    .all(
      `SELECT DISTINCT a.owner FROM items i JOIN slots s ON s.job = i.job AND s.seq = i.seq AND s.state = 'live'
       JOIN attempts a ON a.slot = s.slot AND a.state IN (${AT_WORK}) WHERE i.job = ? AND i.unit = ?`,
      job,
      unit,
    )
    .map((row) => row["owner"] as string);

/** Whether the items of a group of the job stay together, and so are released together. */
export const keepsTogether = (db: Database, job: string): boolean =>
  db.get("SELECT 1 FROM jobs WHERE job = ? AND json_extract(job_json, '$.groups.keep') = 'together'", job) !== undefined;
