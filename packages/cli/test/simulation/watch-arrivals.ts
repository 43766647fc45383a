import { decideRelease } from "../../src/core/release/decide-release.ts";
import { hedgesAtMost } from "../../src/core/failover/hedge.ts";
import type { ReleaseRecord } from "../../src/ports/release-store.ts";
import type { Store } from "../../src/ports/store.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { isGold } from "./import-world.ts";
import type { SimulatedVendor } from "./simulated-vendor.ts";
import type { Witnessed } from "./watch-record.ts";
import { unitsOf, type World } from "./world.ts";
import { contentOf, fingerprintOf, KNOWN, LABELS } from "./world-job.ts";

interface Arrival {
  readonly vendor: string;
  readonly owner: string;
  readonly key: string;
  readonly content: string;
}

/** Holds what arrives at the vendors of a world against the limits, at the instant it arrives. */
export interface ArrivalWatch {
  readonly arrived: (arrival: Arrival) => readonly Witnessed[];
  /**
   * An older copy of the store is put in the place of the one that is read before `putBack`. What vendors saw and hold no work for, no listing can tell:
   * that is not held against it.
   */
  readonly restored: (putBack: () => void) => void;
  /** What owners have seen that no store can know of any more: owner and content. */
  readonly forgotten: ReadonlySet<string>;
  /** Looks at every decision about a release with the eyes of the vendors, and at what is stopped where the dispatch happens. */
  readonly decisions: (store: Store) => Store;
  /** Rules that stopped a dispatch. */
  readonly stoppedBy: ReadonlySet<string>;
  readonly witnessed: () => readonly Witnessed[];
}

const LIVE = "('sending', 'in-doubt', 'accepted')";
const part = (of: number, perMillion: number): number => Number((BigInt(of) * BigInt(perMillion)) / 1_000_000n);

export const watchArrivals = ({
  world,
  real,
  vendors,
}: {
  readonly world: World;
  readonly real: SqliteStore;
  readonly vendors: () => readonly SimulatedVendor[];
}): ArrivalWatch => {
  const db = real.database;
  const units = unitsOf(world);
  const sizes = Map.groupBy(units, (unit) => unit);
  const numbers = new Map(Array.from({ length: world.items }, (_, seq) => [contentOf(seq, world), seq]));
  const total = [...numbers.keys()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  const forgotten = new Set<string>();
  /** Items of which a hedge has arrived, each with the vendor and the name of it. */
  const hedged = new Map<number, Arrival>();
  /** Work that vendors hold and an older store has lost: slots by vendor and key. */
  const lost = new Map<string, number>();
  const witnessed: Witnessed[] = [];
  const stoppedBy = new Set<string>();

  const seenBy = (owner: string): Set<string> => {
    const seen = new Set(
      vendors()
        .filter(({ nature }) => nature.owner === owner)
        .flatMap(({ truth }) => [...truth.seen]),
    );
    for (const content of seen) if (forgotten.has(`${owner} ${content}`)) seen.delete(content);
    return seen;
  };
  const knows = (vendor: string, key: string): boolean =>
    db.get("SELECT 1 FROM attempts WHERE vendor = ? AND key = ?", vendor, key) !== undefined;

  /** 2 and 1: the ledger says so already, and the caps hold of what has arrived. */
  const shown = ({ owner, vendor, content }: Arrival, seen: ReadonlySet<string>): readonly Witnessed[] => {
    const wrong: Witnessed[] = [];
    const known = db.get("SELECT 1 FROM exposure WHERE dataset = 'set' AND fingerprint = ? AND owner = ?", fingerprintOf(content), owner);
    if (known === undefined) wrong.push({ promise: "ledgerFirst", what: `${vendor} was sent ${content} and the ledger does not say so` });
    const count = db.get("SELECT items FROM exposure_counts WHERE dataset = 'set' AND owner = ?", owner)?.["items"] as number;
    if (count < seen.size)
      wrong.push({ promise: "ledgerFirst", what: `${owner} has seen ${seen.size} items and the ledger counts ${count}` });
    const cap = part(world.items, world.maxSharePerMillion);
    if (seen.size > cap) wrong.push({ promise: "capHolds", what: `${owner} has seen ${seen.size} items, the cap is ${cap}` });
    const { bytesPerMillion, groupsPerMillion } = world.shares ?? {};
    const bytes = [...seen].reduce((sum, one) => sum + Buffer.byteLength(one), 0);
    if (bytesPerMillion !== undefined && bytes > part(total, bytesPerMillion))
      wrong.push({ promise: "sharesHold", what: `${owner} has seen ${bytes} bytes, the cap is ${part(total, bytesPerMillion)}` });
    const touched = new Set([...seen].map((one) => units[numbers.get(one) ?? -1])).size;
    if (groupsPerMillion !== undefined && sizes.size > 0 && touched > part(sizes.size, groupsPerMillion))
      wrong.push({
        promise: "sharesHold",
        what: `${owner} has seen some of ${touched} groups, the cap is ${part(sizes.size, groupsPerMillion)}`,
      });
    return wrong;
  };

  /** What is asked of groups, of what the owner has seen and of who is at work at this moment. */
  const grouped = ({ owner, content }: Arrival, seen: ReadonlySet<string>, live: boolean): readonly Witnessed[] => {
    const unit = units[numbers.get(content) ?? -1];
    if (world.groups === undefined || unit === undefined) return [];
    const { rule } = world.groups;
    const members = new Set([...numbers].filter(([, seq]) => units[seq] === unit).map(([, seq]) => seq));
    if (rule.keep === "apart") {
      const most = Math.max(1, part(members.size, rule.atMostPerMillion));
      const held = [...seen].filter((one) => members.has(numbers.get(one) ?? -1)).length;
      return held > most ? [{ promise: "groupsHold", what: `${owner} was sent ${held} items of ${unit}, and may have ${most}` }] : [];
    }
    if (!live) return [];
    const atWork = db
      .all(`SELECT DISTINCT owner, seq FROM attempts WHERE state IN ${LIVE}`)
      .filter((row) => members.has(row["seq"] as number))
      .map((row) => row["owner"] as string);
    const owners = new Set([...atWork, owner]);
    return owners.size > world.slotsPerItem
      ? [{ promise: "groupsHold", what: `${[...owners].toSorted().join(" and ")} were at work on ${unit} together` }]
      : [];
  };

  /** Hedges go to another owner, and are no more than the job allows. */
  const hedges = (arrival: Arrival, slot: number, seq: number): readonly Witnessed[] => {
    const wrong: Witnessed[] = [];
    const with_ = db
      .all(`SELECT owner FROM attempts WHERE seq = ? AND slot <> ? AND state IN ${LIVE}`, seq, slot)
      .map((row) => row["owner"] as string);
    if (with_.includes(arrival.owner))
      wrong.push({ promise: "hedgesHold", what: `${arrival.owner} has item ${seq}, and was asked for it a second time` });
    hedged.set(seq, arrival);
    const most = world.hedge === undefined ? 0 : hedgesAtMost(world.hedge, world.items * world.slotsPerItem);
    if (hedged.size > most) wrong.push({ promise: "hedgesHold", what: `${hedged.size} judgments were hedged, and ${most} may be` });
    return wrong;
  };

  const released = (vendor: string): number =>
    (db.get("SELECT tranche FROM released WHERE job = 'job' AND vendor = ?", vendor)?.["tranche"] as number | undefined) ??
    Number.POSITIVE_INFINITY;

  return {
    forgotten,
    stoppedBy,
    witnessed: () => witnessed,
    arrived: (arrival) => {
      const { vendor, owner, key, content } = arrival;
      forgotten.delete(`${owner} ${content}`);
      const seen = seenBy(owner);
      seen.add(content);
      const wrong = [...shown(arrival, seen)];
      const row = db.get(
        "SELECT a.slot, a.seq, a.state, s.purpose, s.tranche FROM attempts a JOIN slots s ON s.slot = a.slot WHERE a.vendor = ? AND a.key = ?",
        vendor,
        key,
      );
      if (row === undefined) return [...wrong, { promise: "ledgerFirst", what: `${vendor} was sent ${key}, of which no intent is stored` }];
      const { slot, seq, tranche } = row as { slot: number; seq: number; tranche: number };
      wrong.push(...grouped(arrival, seen, ["sending", "in-doubt", "accepted"].includes(row["state"] as string)));
      if (row["purpose"] === "hedge") wrong.push(...hedges(arrival, slot, seq));
      if (tranche > released(vendor))
        wrong.push({ promise: "gatesHold", what: `${vendor} was sent item ${seq} of tranche ${tranche}, and has ${released(vendor)}` });
      for (const [name, held] of lost) {
        const [holder = "", known = ""] = name.split(" ");
        if (held !== slot) continue;
        if (knows(holder, known)) lost.delete(name);
        else
          wrong.push({
            promise: "neverTwoPayees",
            what: `${vendor} was sent item ${seq}, which ${holder} holds and an older store has lost`,
          });
      }
      return wrong;
    },
    restored: (putBack) => {
      const slots = new Map(
        db
          .all("SELECT vendor, key, slot FROM attempts")
          .map((row) => [`${String(row["vendor"])} ${String(row["key"])}`, row["slot"] as number]),
      );
      putBack();
      for (const { nature, truth } of vendors()) {
        const { vendor, owner } = nature;
        const held = new Set(
          vendors()
            .filter((one) => one.nature.owner === owner)
            .flatMap((one) => one.truth.created),
        );
        for (const content of truth.seen) {
          const inLedger =
            db.get("SELECT 1 FROM exposure WHERE fingerprint = ? AND owner = ?", fingerprintOf(content), owner) !== undefined;
          if (!held.has(content) && !inLedger) forgotten.add(`${owner} ${content}`);
        }
        for (const key of truth.keys) {
          const slot = slots.get(`${vendor} ${key}`);
          if (slot !== undefined && truth.bills(key) && !knows(vendor, key)) lost.set(`${vendor} ${key}`, slot);
        }
        for (const [seq, arrival] of hedged)
          if (arrival.vendor === vendor && truth.refOf(arrival.key) === undefined && !knows(vendor, arrival.key)) hedged.delete(seq);
      }
    },
    decisions: (store) => ({
      ...store,
      recordRelease: async (job, fence, record) => {
        witnessed.push(...wrongIn(record, { world, vendors: vendors(), numbers }));
        return store.recordRelease(job, fence, record);
      },
      reserve: async (request) => {
        const reservation = await store.reserve(request);
        for (const { rule } of reservation.blocked) stoppedBy.add(rule);
        return reservation;
      },
    }),
  };
};

/** A decision comes out the same when it is made again, and its facts are no more than what the vendor has given. */
const wrongIn = (
  { at, facts, rules, decision }: ReleaseRecord,
  {
    world,
    vendors,
    numbers,
  }: { readonly world: World; readonly vendors: readonly SimulatedVendor[]; readonly numbers: ReadonlyMap<string, number> },
): readonly Witnessed[] => {
  const truth = vendors.find(({ nature }) => nature.vendor === decision.vendor)?.truth;
  const given = (truth?.keys ?? []).map((key, n) => ({
    gold: isGold(world, numbers.get(truth?.created[n] ?? "") ?? -1),
    answers: [...(truth?.given.get(key)?.values() ?? [])].filter((answer) => LABELS.includes(answer)),
  }));
  const gold = given.filter((one) => one.gold).flatMap(({ answers }) => answers);
  const wrong = [
    ...(JSON.stringify(decideRelease(facts, rules, at)) === JSON.stringify(decision)
      ? []
      : ["comes out another way when it is made again"]),
    ...(facts.answered > given.filter(({ answers }) => answers.length > 0).length ? ["counts more answers than were given"] : []),
    ...(facts.gold.seen > gold.length ? ["counts more answers to gold than were given"] : []),
    ...(facts.gold.right > gold.filter((answer) => answer === KNOWN).length ? ["counts more right gold than was given"] : []),
  ];
  return wrong.map((what) => ({ promise: "gatesHold", what: `${decision.vendor}: ${decision.decision} ${what}` }));
};
