import { addedPrice } from "../core/budget/order-price.ts";
import type { MissingSlot } from "../ports/store.ts";
import { type ReplanRequest, withoutThoseOut } from "./replan.ts";
import type { RunContext } from "./run-context.ts";

/** Whether what a vendor is still to get may stay with it. One that a person holds keeps it until it is let back. */
export const isUsable = (run: RunContext, vendor: string, denied: ReadonlyMap<string, string>): boolean =>
  run.health.of(vendor).is !== "out" && !denied.has(vendor) && !run.gated.has(vendor);

/** Vendors whose owner is in conflict at this moment, and why. */
export const deniedVendors = async (run: RunContext): Promise<ReadonlyMap<string, string>> => {
  const denied = new Map<string, string>();
  for (const { vendor, owner } of run.options.vendors) {
    const standing = await run.conflicts.of(owner);
    if (standing.standing === "denied") denied.set(vendor, standing.why);
  }
  return denied;
};

/** What vendors were shown, what they are still to be sent and what that costs. */
export interface Moment {
  readonly exposure: ReadonlyMap<string, { readonly items: number; readonly bytes: number }>;
  readonly overlaps: ReplanRequest["overlaps"];
  readonly commitments: ReadonlyMap<string, { readonly estimated: number; readonly billed: number; readonly ordered: number }>;
  /** Unsent slots by vendor. */
  readonly planned: ReadonlyMap<string, { readonly slots: number; readonly newItems: number; readonly newBytes: number }>;
  /** Slots that vendors have in hand. */
  readonly open: ReadonlyMap<string, number>;
  /** All unsent slots; empty where nobody asked. */
  readonly unsent: readonly MissingSlot[];
}

/**
 * Everything as it is at one moment. The reads are begun together and none waits for another: dispatch goes on whenever something is waited for, and what
 * it sends in between would be counted twice, as shown and as still to be shown.
 */
export const readMoment = async (run: RunContext, { unsentOf }: { readonly unsentOf?: ReadonlySet<string> } = {}): Promise<Moment> => {
  const { store, job, vendors } = run.options;
  const [exposure, overlaps, commitments, planned, unsent] = await Promise.all([
    store.exposureOf(job.dataset),
    job.pairCap === undefined ? [] : store.overlapsOf(job.dataset),
    store.committedOf(job.job),
    store.plannedOf(
      job.job,
      vendors.map(({ vendor, owner }) => ({ vendor, owner })),
    ),
    unsentOf === undefined ? [] : store.missingSlots(job.job, unsentOf, true),
  ]);
  return {
    exposure: new Map(exposure.map(({ owner, items, bytes }) => [owner, { items, bytes }])),
    overlaps,
    commitments,
    planned,
    open: new Map([...planned].map(([vendor, { open }]) => [vendor, open])),
    unsent,
  };
};

interface ToSolve {
  readonly missing: readonly MissingSlot[];
  readonly denied: ReadonlyMap<string, string>;
  readonly moment: Moment;
  /** Unsent slots whose places stand, none where everything unsent is to be solved; default: all that have a usable vendor. */
  readonly standing?: readonly MissingSlot[];
  readonly learnt?: ReplanRequest["learnt"];
}

export const solve = async (
  run: RunContext,
  { missing, denied, moment, standing: left, learnt }: ToSolve,
): Promise<ReturnType<RunContext["options"]["replan"]>> => {
  const { store, job, clock, vendors } = run.options;
  const owners = vendors.map(({ vendor, owner }) => ({ vendor, owner }));
  const planned = left === undefined ? moment.planned : plannedIn(left, owners);
  const { commitments, overlaps } = moment;
  const exposure = new Map(moment.exposure);
  const committed = [...commitments.values()].reduce((sum, entry) => sum + Math.max(entry.estimated, entry.billed), 0);
  const ordered = new Map([...commitments].map(([vendor, entry]) => [vendor, entry.ordered]));
  const open = new Map(moment.open);
  let plannedMicros = 0;
  for (const { vendor, owner, facts } of vendors) {
    // What an unusable vendor was still to get is among the missing, not among the standing.
    const standing = isUsable(run, vendor, denied) ? planned.get(vendor) : undefined;
    if (standing === undefined) continue;
    const seen = exposure.get(owner) ?? { items: 0, bytes: 0 };
    exposure.set(owner, { items: seen.items + standing.newItems, bytes: seen.bytes + standing.newBytes });
    const before = ordered.get(vendor) ?? 0;
    plannedMicros += addedPrice(facts.price, { ordered: before, slots: standing.slots }).highMicros;
    ordered.set(vendor, before + standing.slots);
    open.set(vendor, (open.get(vendor) ?? 0) + standing.slots);
  }
  const unusable = new Map<string, { reason: "held" | "out" | "unauthorized" | "denied"; why: string }>();
  for (const { vendor } of vendors) {
    const health = run.health.of(vendor);
    if (health.is === "out") unusable.set(vendor, { reason: health.cause === "unauthorized" ? "unauthorized" : "out", why: health.why });
    if (health.is === "held") unusable.set(vendor, { reason: "held", why: health.why });
    const gated = run.gated.get(vendor);
    if (gated !== undefined) unusable.set(vendor, { reason: "held", why: gated });
    const why = denied.get(vendor);
    // One that is out as well is so whatever becomes of the conflict.
    if (why !== undefined && health.is !== "out") unusable.set(vendor, { reason: "denied", why });
  }
  const out = new Map(
    vendors.flatMap(({ vendor }) => {
      const health = run.health.of(vendor);
      return health.is === "out" ? [[vendor, health.why] as const] : [];
    }),
  );
  const rules = await run.conflicts.rules();
  const { shares } = job;
  const totals =
    shares?.groups === undefined
      ? undefined
      : await store.groupTotals({
          dataset: job.dataset,
          by: shares.groups.by,
          standing: {
            job: job.job,
            vendors: new Map(
              vendors
                .filter(({ vendor }) => planned.has(vendor) && isUsable(run, vendor, denied))
                .map(({ vendor, owner }) => [vendor, owner]),
            ),
            ...(left === undefined ? {} : { slots: left.map(({ slot }) => slot) }),
          },
        });
  for (const owner of totals?.owners.keys() ?? []) if (!exposure.has(owner)) exposure.set(owner, { items: 0, bytes: 0 });
  const ownerOf = new Map(vendors.map(({ vendor, owner }) => [vendor, owner]));
  const wanted = missing.map((slot) => withStanding(slot, ownerOf));
  const replanned = run.options.replan({
    missing: wanted,
    ...(job.groups === undefined ? {} : { groups: await standingGroups(run, { missing: wanted, unusable, all: left?.length === 0 }) }),
    unusable,
    datasetItems: await store.datasetSize(job.dataset),
    overlaps,
    ...(shares?.bytesPerMillion === undefined ? {} : { datasetBytes: await store.datasetBytes(job.dataset) }),
    ...(totals === undefined ? {} : { datasetGroups: totals.groups }),
    exposure: [...exposure].map(([owner, seen]) => ({ owner, ...seen, groups: totals?.owners.get(owner) ?? 0 })),
    committedMicros: committed + plannedMicros,
    ordered,
    open,
    now: clock.now(),
    ...(rules === undefined ? {} : { rules }),
    ...(learnt === undefined ? {} : { learnt }),
  });
  return withoutThoseOut(replanned, out);
};

/**
 * A place that stands is as good as taken: no other judgment of the item may go to the same owner, or vendor; and what it will show, which is counted with
 * what stands, another vendor of that owner does not show again.
 */
const withStanding = (slot: MissingSlot, ownerOf: ReadonlyMap<string, string>): MissingSlot =>
  slot.standsWith === undefined
    ? slot
    : {
        ...slot,
        takenBy: [...slot.takenBy, ...slot.standsWith.map((vendor) => ({ vendor, owner: ownerOf.get(vendor) ?? "" }))],
        seenBy: [...new Set([...slot.seenBy, ...slot.standsWith.map((vendor) => ownerOf.get(vendor) ?? "")])],
      };

/** How the groups of what is missing stand without it: who is at work on them, or will be where places stand. */
const standingGroups = (
  run: RunContext,
  {
    missing,
    unusable,
    all,
  }: Pick<ToSolve, "missing"> & { readonly all: boolean; readonly unusable: ReadonlyMap<string, { readonly reason: string }> },
): Promise<NonNullable<ReplanRequest["groups"]>> => {
  const { store, job, vendors } = run.options;
  const keeps = vendors.filter(({ vendor }) => !all && !run.gated.has(vendor) && (unusable.get(vendor)?.reason ?? "held") === "held");
  return store.groupStandings({
    job: job.job,
    dataset: job.dataset,
    ...(job.groups?.keep === "apart" && job.groups.by !== undefined ? { by: job.groups.by } : {}),
    told: missing.flatMap(({ seq, unit, seenBy }) => (unit === undefined ? [] : [{ seq, unit, knownTo: seenBy }])),
    standing: new Map(keeps.map(({ vendor, owner }) => [vendor, owner])),
  });
};

/** What some unsent slots will be and show, as `plannedOf` counts it. */
const plannedIn = (
  slots: readonly MissingSlot[],
  owners: readonly { readonly vendor: string; readonly owner: string }[],
): ReadonlyMap<string, { readonly slots: number; readonly newItems: number; readonly newBytes: number }> =>
  new Map(
    owners.map(({ vendor, owner }) => {
      const own = slots.filter((slot) => slot.vendor === vendor);
      const fresh = new Map(own.filter(({ seenBy }) => !seenBy.includes(owner)).map(({ seq, bytes }) => [seq, bytes]));
      return [vendor, { slots: own.length, newItems: fresh.size, newBytes: [...fresh.values()].reduce((sum, bytes) => sum + bytes, 0) }];
    }),
  );
