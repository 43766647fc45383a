import { type ChainedRecord, verifyChain } from "../../src/trust/verify-chain.ts";
import type { Rest } from "./run-world.ts";
import { SLOWNESS, UNDER_WAY_MS } from "./vendor-nature.ts";

/** A promise of the design, recounted from what the simulated vendors really received. Answers what is broken. */
export type PromiseCheck = (rest: Rest) => readonly string[];

const witnessedOf = (rest: Rest, promise: string): readonly string[] =>
  rest.witnessed.filter((one) => one.promise === promise).map(({ what }) => what);

const ownersOf = (rest: Rest): readonly string[] => [...new Set(rest.vendors.map(({ nature }) => nature.owner))];

const seenBy = (rest: Rest, owner: string): ReadonlySet<string> =>
  new Set(
    rest.vendors
      .filter(({ nature }) => nature.owner === owner)
      .flatMap(({ truth }) => [...truth.seen])
      .filter((content) => !rest.forgotten.has(`${owner} ${content}`)),
  );

/** 1: at no instant had an owner been sent more distinct items than the cap allows. */
export const capHolds: PromiseCheck = (rest) => witnessedOf(rest, "capHolds");

/** 2: the ledger knew before the bytes left, and knows of everything that may have left. */
export const ledgerFirst: PromiseCheck = (rest) => {
  const broken = [...witnessedOf(rest, "ledgerFirst")];
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

const UNPAID = new Set<unknown>(["absent", "released", "throttled", "refused", "withdrawn", "returned"]);

/** 3: a slot never had two payees: no create was repeated, and nobody else was given a slot that was live or in doubt. */
export const neverTwoPayees: PromiseCheck = (rest) => {
  const broken: string[] = [...witnessedOf(rest, "neverTwoPayees")];
  const db = rest.store.database;
  for (const { nature, truth } of rest.vendors) {
    if (new Set(truth.keys).size !== truth.keys.length) broken.push(`${nature.vendor} created something twice for one attempt`);
    for (const key of truth.keys) {
      const state = db.get("SELECT state FROM attempts WHERE vendor = ? AND key = ?", nature.vendor, key)?.["state"];
      if (state === undefined) broken.push(`${nature.vendor} holds ${key}, of which the store knows nothing`);
      else if (UNPAID.has(state) && truth.bills(key)) broken.push(`${nature.vendor} bills ${key}, which the store calls ${String(state)}`);
    }
  }
  for (const row of db.all(
    "SELECT slot, count(*) AS n FROM attempts WHERE state IN ('sending', 'in-doubt', 'accepted', 'answered') GROUP BY slot HAVING n > 1",
  ))
    broken.push(`slot ${row["slot"] as number} has ${row["n"] as number} payees`);
  return broken;
};

/** 4: every slot ended filled, or listed with its reason; and one answer counts for each filled one. */
export const nothingLost: PromiseCheck = (rest) => {
  const db = rest.store.database;
  const broken: string[] = [];
  const total = db.get("SELECT count(*) AS n FROM slots WHERE purpose <> 'hedge'")?.["n"] as number;
  if (total !== rest.world.items * rest.world.slotsPerItem)
    broken.push(`${total} slots are left of ${rest.world.items * rest.world.slotsPerItem}`);
  for (const row of db.all(
    "SELECT s.slot, s.state, s.reason, (SELECT count(*) FROM judgments g WHERE g.slot = s.slot AND g.counted = 1) AS counted FROM slots s",
  )) {
    const { slot, state, reason, counted } = row as { slot: number; state: string; reason: string | null; counted: number };
    if (state === "filled" ? counted !== 1 : counted !== 0) broken.push(`slot ${slot} is ${state} and ${counted} answers count for it`);
    if (state === "pending" || state === "live") broken.push(`slot ${slot} is still ${state}`);
    if ((state === "stranded" || state === "quarantined" || state === "spared") && (reason === null || reason === ""))
      broken.push(`slot ${slot} is ${state} for no reason`);
  }
  for (const row of db.all(
    `SELECT seq FROM slots GROUP BY seq
     HAVING sum(state = 'filled') < ? AND sum(state = 'spared') > 0 AND sum(state NOT IN ('filled', 'spared')) = 0`,
    rest.world.slotsPerItem,
  ))
    broken.push(`item ${row["seq"] as number} was spared answers that it needs`);
  if (rest.end === undefined) return broken;
  const complete = db.get("SELECT count(*) AS n FROM slots WHERE state NOT IN ('filled', 'spared')")?.["n"] === 0;
  if (complete !== (rest.end === "complete")) broken.push(`it ended ${rest.end}, and that is not so`);
  return broken;
};

/** 4: whatever breaks, the same command goes on, and comes to an end. */
export const comesToRest: PromiseCheck = (rest) => witnessedOf(rest, "comesToRest");

/** 6: what is owed never passed the budget. */
export const budgetHolds: PromiseCheck = (rest) => witnessedOf(rest, "budgetHolds");

/** 8: no two vendors hold a name in common, and none of the names says anything. */
export const unlinkable: PromiseCheck = (rest) => {
  const holder = new Map<string, string>();
  const broken: string[] = [];
  for (const { nature, truth } of rest.vendors)
    for (const key of new Set(truth.keys)) {
      if (!/^[0-9a-v]{32}$/.test(key)) broken.push(`${nature.vendor} was shown ${key}, which says something`);
      const other = holder.get(key);
      if (other !== undefined) broken.push(`${nature.vendor} and ${other} both hold ${key}`);
      holder.set(key, nature.vendor);
    }
  return broken;
};

/** 9: answers add and never overwrite: what was read is kept, once, and nothing else is. */
export const lateAdds: PromiseCheck = (rest) => {
  const broken = [...witnessedOf(rest, "lateAdds")];
  const kept = new Set<string>();
  for (const row of rest.store.database.all(
    "SELECT g.vendor, g.judgment, a.key FROM judgments g JOIN attempts a ON a.attempt = g.attempt",
  )) {
    const { vendor, judgment, key } = row as { vendor: string; judgment: string; key: string };
    const name = `${vendor} ${judgment}`;
    kept.add(name);
    const given = rest.vendors.find(({ nature }) => nature.vendor === vendor)?.truth.given.get(key);
    if (given?.has(judgment) !== true) broken.push(`${name} is kept, and was never given`);
  }
  // A feed tells each change once: what lies behind the cursor that is stored has to be stored as well.
  for (const { nature, truth } of rest.vendors) {
    const cursor = rest.store.database.get("SELECT cursor FROM engagements WHERE vendor = ?", nature.vendor)?.["cursor"];
    for (const id of truth.behind(Number(cursor ?? 0)))
      if (!kept.has(`${nature.vendor} ${id}`)) broken.push(`${nature.vendor} ${id} lies behind the cursor, and is not kept`);
  }
  if (rest.end === undefined) return broken;
  for (const name of new Set(rest.handed)) if (!kept.has(name)) broken.push(`${name} was read and not kept`);
  return broken;
};

/** 11: the record of disclosures verifies from its first line to its last. */
export const recordVerifies: PromiseCheck = (rest) => {
  const rows = rest.store.database.all(
    "SELECT seq, kind, dataset, fingerprint, owner, vendor, job, attempt_key AS attemptKey, purpose, bytes, fence, at, chain FROM disclosures ORDER BY seq",
  );
  const report = verifyChain(rows as unknown as readonly ChainedRecord[]);
  return [...witnessedOf(rest, "recordVerifies"), ...(report.firstBad === undefined ? [] : [report.firstBad.why])];
};

/** The answers that count for one item come from as many owners, or vendors, as the job asks for. */
export const independenceHolds: PromiseCheck = (rest) => {
  const by = rest.world.independent;
  return rest.store.database
    .all(
      `SELECT g.seq FROM judgments g JOIN attempts a ON a.attempt = g.attempt WHERE g.counted = 1 GROUP BY g.seq HAVING count(*) > count(DISTINCT a.${by})`,
    )
    .map((row) => `two answers that count for item ${row["seq"] as number} are of one ${by}`);
};

/** A poison item stops after two vendors. */
export const poisonStops: PromiseCheck = (rest) =>
  rest.world.slotsPerItem > 1
    ? []
    : rest.store.database
        .all(
          "SELECT seq, count(DISTINCT vendor) AS n FROM attempts WHERE state IN ('refused', 'returned') AND json_extract(state_json, '$.scope') IS NOT 'engagement' GROUP BY seq HAVING n > 2",
        )
        .map((row) => `item ${row["seq"] as number} was refused or returned by ${row["n"] as number} vendors`);

/** Groups: of those that stay together no more owners are at work than there are judgments of an item; of those kept apart no owner is sent more than its part. */
export const groupsHold: PromiseCheck = (rest) => witnessedOf(rest, "groupsHold");

/** No owner was sent more bytes, nor some of more groups, than its caps allow. */
export const sharesHold: PromiseCheck = (rest) => witnessedOf(rest, "sharesHold");

/** Stragglers were asked of another owner only, and of no more of them than the job allows. */
export const hedgesHold: PromiseCheck = (rest) => witnessedOf(rest, "hedgesHold");

/** Nothing of a later tranche was sent before its gate had opened, and gates opened on what vendors had given. */
export const gatesHold: PromiseCheck = (rest) => witnessedOf(rest, "gatesHold");

/** Longest an edited config, or an order of a person, goes unnoticed. */
const UNNOTICED_MS = 1_100;

const underWay = (rest: Rest, vendor: string): number =>
  UNDER_WAY_MS * (rest.vendors.find(({ nature }) => nature.vendor === vendor)?.nature.slow === undefined ? 1 : SLOWNESS);

/** An owner in conflict is sent nothing from that moment on, but what was under way. */
export const nothingToTheDenied: PromiseCheck = (rest) => {
  const { takeover } = rest.world;
  if (takeover === undefined) return [];
  const noticed = takeover.at + (takeover.how === "edited" ? UNNOTICED_MS : 0);
  const late = rest.arrivals.filter(
    ({ owner, vendor, at }) => owner === takeover.owner && at > noticed + underWay(rest, vendor) && at < takeover.until,
  );
  return late.length === 0
    ? []
    : [`${takeover.owner} was sent ${late.length} items while in conflict, the first ${late[0]?.at ?? 0} ms in`];
};

/** A vendor that a person holds, or has taken out, is sent nothing new; and nobody is, once the job is cancelled. */
export const ordersHold: PromiseCheck = (rest) => {
  const commands = rest.world.commands ?? [];
  // Who stood still meanwhile reads its orders when it goes on.
  const goesOn = (ms: number, noticing: number): boolean => rest.thaws.some((thaw) => ms >= thaw && ms <= thaw + noticing);
  return commands.flatMap((command) => {
    // A release lets it back in, whichever order it was given for.
    const released = commands.flatMap((other) =>
      command.do !== "cancel" && other.do !== "cancel" && other.vendor === command.vendor && other.forMs !== undefined
        ? [other.at + other.forMs]
        : [],
    );
    const waitEnded = rest.releases.filter(({ vendor }) => command.do !== "cancel" && vendor === command.vendor).map(({ at }) => at);
    const until = Math.min(...[...released, ...waitEnded].filter((release) => release >= command.at), Number.POSITIVE_INFINITY);
    const late = rest.arrivals.filter(({ vendor, at }) => {
      const noticing = UNNOTICED_MS + underWay(rest, vendor);
      const meant = command.do === "cancel" || command.vendor === vendor;
      return meant && at > command.at + noticing && at < until && !goesOn(at, noticing);
    });
    return late.length === 0 ? [] : [`${late[0]?.vendor ?? ""} was sent an item ${(late[0]?.at ?? 0) - command.at} ms after ${command.do}`];
  });
};

const checks: Readonly<Record<string, PromiseCheck>> = {
  capHolds,
  ledgerFirst,
  neverTwoPayees,
  nothingLost,
  comesToRest,
  budgetHolds,
  unlinkable,
  lateAdds,
  recordVerifies,
  independenceHolds,
  poisonStops,
  groupsHold,
  sharesHold,
  hedgesHold,
  gatesHold,
  nothingToTheDenied,
  ordersHold,
};

/** Every promise: one run of a world is held against all of them. Each line begins with the name of the promise. */
export const brokenPromises: PromiseCheck = (rest) =>
  Object.entries(checks).flatMap(([name, check]) => check(rest).map((what) => `${name}: ${what}`));
