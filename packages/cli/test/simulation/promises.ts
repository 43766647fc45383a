import { contentOf, type Rest } from "./run-world.ts";
import { unitsOf } from "./world.ts";

/** A promise of the design, recounted from what the simulated vendors really received. Answers what is broken. */
export type PromiseCheck = (rest: Rest) => readonly string[];

const ownersOf = (rest: Rest): readonly string[] => [...new Set(rest.vendors.map(({ nature }) => nature.owner))];

const seenBy = (rest: Rest, owner: string): ReadonlySet<string> =>
  new Set(rest.vendors.filter(({ nature }) => nature.owner === owner).flatMap(({ truth }) => [...truth.seen]));

/** 1: no owner was sent more distinct items than the cap allows. */
export const capHolds: PromiseCheck = (rest) =>
  ownersOf(rest).flatMap((owner) =>
    seenBy(rest, owner).size > rest.cap ? [`${owner} was sent ${seenBy(rest, owner).size} items, the cap is ${rest.cap}`] : [],
  );

/** 2: the ledger knew before the bytes left, and knows of everything that may have left. */
export const ledgerFirst: PromiseCheck = (rest) => {
  const broken = [...rest.undisclosed];
  for (const owner of ownersOf(rest)) {
    const rows = rest.store.database.all("SELECT fingerprint FROM exposure WHERE dataset = 'set' AND owner = ?", owner);
    const ledger = new Set(rows.map((row) => Buffer.from(row["fingerprint"] as Uint8Array).toString()));
    const seen = seenBy(rest, owner);
    for (const content of seen) if (!ledger.has(content)) broken.push(`${owner} saw ${content} and the ledger does not say so`);
    for (const content of ledger)
      if (!seen.has(content) && !mayHaveLeft(rest, owner, content))
        broken.push(`the ledger says ${owner} saw ${content}, and it is proven that it did not`);
    const count = rest.store.database.get("SELECT items FROM exposure_counts WHERE dataset = 'set' AND owner = ?", owner)?.["items"] ?? 0;
    if (count !== ledger.size) broken.push(`${owner}: the running count is ${String(count)}, the ledger has ${ledger.size}`);
  }
  return broken;
};

/** Whether some attempt at the owner ended without proof that nothing was sent. */
const mayHaveLeft = (rest: Rest, owner: string, content: string): boolean =>
  rest.store.database.get(
    "SELECT 1 FROM attempts a JOIN items i ON i.job = a.job AND i.seq = a.seq WHERE a.owner = ? AND i.content = ? AND a.state <> 'released'",
    owner,
    content,
  ) !== undefined;

/** 3: a slot never had two payees: no create was repeated, and nobody else was given a slot that was live or in doubt. */
export const neverTwoPayees: PromiseCheck = (rest) => {
  const broken: string[] = [];
  const db = rest.store.database;
  for (const { nature, truth } of rest.vendors) {
    if (new Set(truth.keys).size !== truth.keys.length) broken.push(`${nature.vendor} created something twice for one attempt`);
    for (const key of truth.keys) {
      const row = db.get("SELECT state FROM attempts WHERE vendor = ? AND key = ?", nature.vendor, key);
      if (row === undefined) broken.push(`${nature.vendor} holds ${key}, of which the store knows nothing`);
      else if (row["state"] === "absent" || row["state"] === "released" || row["state"] === "throttled")
        broken.push(`${nature.vendor} holds ${key}, which the store calls ${row["state"]}`);
    }
  }
  for (const row of db.all(
    "SELECT slot, count(*) AS n FROM attempts WHERE state IN ('sending', 'in-doubt', 'accepted', 'answered') GROUP BY slot HAVING n > 1",
  ))
    broken.push(`slot ${row["slot"] as number} has ${row["n"] as number} payees`);
  // A later attempt may be born only when every earlier one has ended.
  for (const row of db.all(
    `SELECT b.slot FROM attempts a JOIN attempts b ON b.slot = a.slot AND b.epoch > a.epoch WHERE a.ended_at IS NULL OR b.reserved_at < a.ended_at`,
  ))
    broken.push(`slot ${row["slot"] as number} was given to a second vendor while the first was live`);
  return broken;
};

/** 4: every slot ended filled, or listed with its reason; and one answer counts for each filled one. */
export const nothingLost: PromiseCheck = (rest) => {
  const db = rest.store.database;
  const broken: string[] = [];
  const total = db.get("SELECT count(*) AS n FROM slots")?.["n"] as number;
  if (total !== rest.world.items * rest.world.slotsPerItem)
    broken.push(`${total} slots are left of ${rest.world.items * rest.world.slotsPerItem}`);
  for (const row of db.all(
    "SELECT s.slot, s.state, s.reason, (SELECT count(*) FROM judgments g WHERE g.slot = s.slot AND g.counted = 1) AS counted FROM slots s",
  )) {
    const { slot, state, reason, counted } = row as { slot: number; state: string; reason: string | null; counted: number };
    if (state === "filled" ? counted !== 1 : counted !== 0) broken.push(`slot ${slot} is ${state} and ${counted} answers count for it`);
    if (state === "pending" || state === "live") broken.push(`slot ${slot} is still ${state}`);
    if ((state === "stranded" || state === "quarantined") && (reason === null || reason === ""))
      broken.push(`slot ${slot} is ${state} for no reason`);
  }
  const complete = db.get("SELECT count(*) AS n FROM slots WHERE state <> 'filled'")?.["n"] === 0;
  if (complete !== (rest.end === "complete")) broken.push(`it ended ${rest.end}, and that is not so`);
  return broken;
};

/** 6: what is committed never passed the budget. */
export const budgetHolds: PromiseCheck = (rest) => {
  if (rest.world.budgetSlots === undefined) return [];
  const owed = rest.vendors.reduce((sum, { truth }) => sum + truth.billable(), 0);
  return owed > rest.world.budgetSlots ? [`${owed} judgments were bought, the budget was for ${rest.world.budgetSlots}`] : [];
};

/**
 * Groups that stay together never have more owners at work on them than there are judgments of an item; of groups that are kept apart no owner is
 * sent more than its part. Told from when attempts began and ended, and from what arrived.
 */
export const groupsHold: PromiseCheck = (rest) => {
  const { groups, slotsPerItem } = rest.world;
  if (groups === undefined) return [];
  const broken: string[] = [];
  const units = Map.groupBy(
    unitsOf(rest.world).map((unit, seq) => ({ unit, seq })),
    ({ unit }) => unit,
  );
  for (const [unit, members] of units) {
    const numbers = new Set(members.map(({ seq }) => seq));
    if (groups.rule.keep === "apart") {
      const most = Math.max(1, Math.floor((members.length * groups.rule.atMostPerMillion) / 1_000_000));
      for (const owner of ownersOf(rest)) {
        const sent = [...seenBy(rest, owner)].filter((content) => members.some(({ seq }) => contentOf(seq) === content)).length;
        if (sent > most) broken.push(`${owner} was sent ${sent} of the ${members.length} items of ${unit}, and may have ${most}`);
      }
      continue;
    }
    const attempts = rest.store.database
      .all("SELECT seq, owner, reserved_at, ended_at FROM attempts")
      .filter((row) => numbers.has(row["seq"] as number))
      .map((row) => ({
        owner: row["owner"] as string,
        from: row["reserved_at"] as number,
        until: (row["ended_at"] as number | null) ?? Infinity,
      }));
    for (const { from } of attempts) {
      const busy = new Set(attempts.filter((other) => other.from <= from && other.until > from).map(({ owner }) => owner));
      if (busy.size > slotsPerItem) broken.push(`${[...busy].join(" and ")} were at work on ${unit} together`);
    }
  }
  return broken;
};

/** Longest a request is under way to a simulated vendor before its bytes arrive, and longest an edited config goes unnoticed. */
const UNDER_WAY_MS = 211;
const UNNOTICED_MS = 1_000;

/** An owner in conflict is sent nothing from that moment on, but what was under way. */
export const nothingToTheDenied: PromiseCheck = (rest) => {
  const { takeover } = rest.world;
  if (takeover === undefined) return [];
  const from = takeover.at + UNDER_WAY_MS + (takeover.how === "edited" ? UNNOTICED_MS : 0);
  const late = rest.arrivals.filter(({ owner, at }) => owner === takeover.owner && at > from && at < takeover.until);
  return late.length === 0
    ? []
    : [`${takeover.owner} was sent ${late.length} items while in conflict, the first ${late[0]?.at ?? 0} ms in`];
};
