import type { GoldTopUp } from "../core/purpose/top-up-gold.ts";
import type { AttemptChange, MissingSlot, Placement } from "../ports/store.ts";
import type { EngineVendor } from "./engine-options.ts";
import type { Desk, RunContext } from "./run-context.ts";
import { deniedVendors, isUsable, readMoment, solve } from "./solve-missing.ts";
import { topUpGold } from "./top-up-gold.ts";
import { withdraw } from "./withdraw.ts";

export interface Loss {
  readonly vendor: EngineVendor;
  readonly desk: Desk;
  readonly reason: string;
  /** Whether the vendor may still be spoken to: then its work is taken back before it is given up. */
  readonly reachable: boolean;
  /** It takes nothing new, but what it took before is still in work there: that stays, or it would be paid twice. */
  readonly keepsAccepted: boolean;
}

/**
 * Takes a vendor's open work from it and places what is missing elsewhere, under the same limits. What it was sent stays
 * disclosed to it, and what it may still bill stays committed.
 */
export const failOver = async (run: RunContext, loss: Loss): Promise<void> => {
  const { clock, store, job, onNote } = run.options;
  const { vendor, reason } = loss;
  await run.journal.flush();
  const predicted = await run.options.predictLoss(vendor.vendor);
  const gaveUp = await giveUp(run, loss);
  const moved = await placeMissing(run);
  const document = {
    at: clock.now(),
    vendor: vendor.vendor,
    reason,
    slots: moved.slots,
    to: moved.to,
    stranded: moved.stranded,
    predicted,
    gaveUp,
    ...(moved.gold.length === 0 ? {} : { gold: moved.gold.map((topUp) => ({ ...topUp })) }),
  };
  await store.recordFailover(job.job, { at: clock.now(), vendor: vendor.vendor, reason, document });
  onNote({ note: "failover", ...document });
};

/** Ends the live attempts at the vendor; returns how many the vendor may still hold. */
const giveUp = async (run: RunContext, { vendor, desk, reachable, keepsAccepted }: Loss): Promise<number> => {
  const { store, job } = run.options;
  if (reachable) await withdraw(run, { vendor, desk, attempts: await store.liveAttempts(job.job, vendor.vendor, "accepted") });
  const left = [
    ...(keepsAccepted ? [] : await store.liveAttempts(job.job, vendor.vendor, "accepted")),
    ...(await store.liveAttempts(job.job, vendor.vendor, "in-doubt")),
    ...(await store.liveAttempts(job.job, vendor.vendor, "sending")),
  ];
  run.journal.add(
    left.map((attempt): AttemptChange => ({
      target: { attempt: attempt.attempt },
      event: { event: "given-up", why: reachable ? "operator" : "vendor-lost" },
    })),
  );
  await run.journal.flush();
  return left.length;
};

export interface Moved {
  readonly slots: number;
  readonly to: Readonly<Record<string, number>>;
  readonly stranded: number;
  /** Gold that those who took work over lacked, and what became of it. */
  readonly gold: readonly GoldTopUp[];
}

/**
 * Places every slot that has no usable vendor. Where some are left over, everything unsent is planned again: a place that
 * was given out but not used may be the one that is missing. Extra judgments come last and take no place from the others; gold for work that went to
 * another vendor comes after them.
 */
export const placeMissing = async (run: RunContext): Promise<Moved> => {
  const { store, job } = run.options;
  run.unplaced = false;
  await run.journal.flush();
  const denied = await deniedVendors(run);
  const usable = new Set([...run.desks.keys()].filter((vendor) => isUsable(run, vendor, denied)));
  const all = await store.missingSlots(job.job, usable, false);
  const missing = all.filter(({ spare }) => !spare);
  const to: Record<string, number> = {};
  const stranded = missing.length === 0 ? 0 : await placeNeeded(run, { missing, denied, to });
  await placeExtras(run, { extras: all.filter(({ spare }) => spare), denied, to });
  const gold = all.length > 0 || run.goldDue ? await topUpGold(run, denied) : [];
  if (all.length > 0 || gold.length > 0) for (const desk of run.desks.values()) desk.dispatchBell.ring();
  return { slots: all.length, to, stranded, gold };
};

interface ToPlace {
  readonly missing: readonly MissingSlot[];
  readonly denied: ReadonlyMap<string, string>;
  /** Where slots went, added up. */
  readonly to: Record<string, number>;
}

const placeNeeded = async (run: RunContext, { missing, denied, to }: ToPlace): Promise<number> => {
  const { store, job, fence } = run.options;
  const first = await solve(run, { missing, denied, moment: await readMoment(run) });
  const again = first.stranded > 0 ? await readMoment(run, { unsentOf: new Set() }) : undefined;
  const unsent = again?.unsent ?? [];
  const needed = unsent.filter(({ spare }) => !spare);
  // Judgments that the job can do without make room for those that it cannot.
  const second =
    again !== undefined && unsent.length > missing.length
      ? await solve(run, { missing: needed, denied, moment: again, standing: [] })
      : undefined;
  const best = second !== undefined && second.stranded < first.stranded ? second : first;
  const given = best === second ? unsent.filter(({ spare }) => spare).map(spared("its place was needed")) : [];
  await store.place(job.job, fence, [...best.placements, ...given]);
  add(to, best.to);
  return best.stranded;
};

/** A comparison can be made with another vendor; gold goes along with work, to whoever took some of it, and measures nobody else. */
const placeExtras = async (
  run: RunContext,
  { extras, denied, to }: Omit<ToPlace, "missing"> & { readonly extras: readonly MissingSlot[] },
): Promise<void> => {
  const { store, job, fence, vendors } = run.options;
  if (extras.length === 0) return;
  const took = new Set(Object.keys(to));
  const gold = new Set(extras.filter(({ purpose }) => purpose === "gold").map(({ slot }) => slot));
  // Whoever has been shown a gold item before is not measured by it.
  const fresh = extras.map((slot): MissingSlot => {
    if (slot.purpose !== "gold") return slot;
    const know = vendors.filter(({ owner }) => slot.seenBy.includes(owner)).map(({ vendor }) => vendor);
    return { ...slot, barredVendors: [...new Set([...slot.barredVendors, ...know])] };
  });
  const { placements } = await solve(run, { missing: fresh, denied, moment: await readMoment(run) });
  const placed = placements.map((placement): Placement =>
    placement.vendor !== undefined && gold.has(placement.slot) && !took.has(placement.vendor)
      ? { slot: placement.slot, position: 0, reason: "it was to measure a vendor that is gone", spare: true }
      : { ...placement, spare: true },
  );
  await store.place(job.job, fence, placed);
  for (const { vendor } of placed) if (vendor !== undefined) add(to, { [vendor]: 1 });
};

const spared =
  (reason: string) =>
  ({ slot }: MissingSlot): Placement => ({ slot, position: 0, reason, spare: true });

const add = (to: Record<string, number>, more: Readonly<Record<string, number>>): void => {
  for (const [vendor, slots] of Object.entries(more)) to[vendor] = (to[vendor] ?? 0) + slots;
};
