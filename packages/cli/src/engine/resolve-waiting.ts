import { priorOf } from "../core/release/accuracy-history.ts";
import { acceptancePrior, shareAfter } from "../core/release/beta-posterior.ts";
import { turnaroundAfter } from "../core/release/posterior.ts";
import type { MissingSlot } from "../ports/store.ts";
import type { RunContext } from "./run-context.ts";
import { deniedVendors, isUsable, readMoment, solve } from "./solve-missing.ts";

/**
 * Plans what is not released yet again, with what the released part has taught of turnaround, accuracy and acceptance. Moves as little as it can: nothing
 * where the old places are as good, and else no item whose vendor keeps its share. Items with extra judgments stay where they are, since it is their
 * vendors that they compare; so do those of which only a part waits, and those of groups. Where there is no deadline and the route says itself who gets
 * what, or goes by the price alone and as much of everybody's work is accepted, nothing that was learnt could move anything, and nothing is solved.
 */
export const resolveWaiting = async (run: RunContext): Promise<void> => {
  const { store, job, fence, clock, timeScale, onNote } = run.options;
  if (job.deadlineAt === undefined && job.objective === undefined) return;
  const ended = await store.acceptedOf(job.job);
  const accepted = new Map(
    run.options.vendors.map(({ vendor }) => [vendor, shareAfter(acceptancePrior, ended.get(vendor) ?? { good: 0, all: 0 })]),
  );
  if (job.deadlineAt === undefined && job.objective === "cost" && alike([...accepted.values()])) return;
  const denied = await deniedVendors(run);
  const usable = new Set([...run.desks.keys()].filter((vendor) => isUsable(run, vendor, denied)));
  const moment = await readMoment(run, { unsentOf: usable });
  const { unsent } = moment;
  const waiting = movable(unsent, job.slotsPerItem).filter(({ vendor }) => vendor !== undefined);
  if (waiting.length === 0) return;
  const turnarounds = new Map<string, { readonly p50Ms: number; readonly p90Ms: number }>();
  const accuracies = new Map<string, number>();
  const gold = await store.goldCounts(job.job);
  for (const { vendor, facts } of run.options.vendors) {
    const known = gold.get(vendor);
    if (known !== undefined) {
      accuracies.set(vendor, shareAfter(priorOf(facts), { good: known.right, all: known.seen }));
    }
    if (facts.turnaround === undefined) continue;
    const past = await store.turnarounds(vendor, clock.now());
    const scaled = (ms: number): number => ms * timeScale;
    turnarounds.set(vendor, turnaroundAfter(facts.turnaround, { answeredMs: past.ended.map(scaled), openMs: past.waiting.map(scaled) }));
  }
  const moving = new Set(waiting.map(({ slot }) => slot));
  const solved = await solve(run, {
    missing: waiting,
    denied,
    moment,
    standing: unsent.filter(({ slot }) => !moving.has(slot)),
    learnt: {
      turnarounds,
      accuracies,
      accepted,
      ...(job.deadlineAt === undefined ? {} : { deadlineMs: Math.max(0, (job.deadlineAt - clock.now()) * timeScale) }),
    },
  });
  const before = new Map(waiting.map(({ slot, vendor }) => [slot, vendor]));
  const moved = solved.placements.filter(({ slot, vendor }) => vendor !== undefined && vendor !== before.get(slot));
  // What has no place in time keeps the one it has: late is better than nowhere.
  if (moved.length === 0) return;
  await store.place(job.job, fence, moved);
  const to: Record<string, number> = {};
  for (const { vendor } of moved) if (vendor !== undefined) to[vendor] = (to[vendor] ?? 0) + 1;
  onNote({ note: "moved", at: clock.now(), slots: moved.length, to, stranded: 0 });
};

/** Within one in fifty of each other: prices have kept their order but for those that were the same already, and reading every waiting item is spared. */
const alike = (shares: readonly number[]): boolean => Math.max(...shares) * 50 <= Math.min(...shares) * 51;

/** Slots of items that wait as a whole and have no judgments beyond the job's own. */
const movable = (unsent: readonly MissingSlot[], slotsPerItem: number): readonly MissingSlot[] => {
  const items = new Map<number, MissingSlot[]>();
  for (const slot of unsent) items.set(slot.seq, [...(items.get(slot.seq) ?? []), slot]);
  return [...items.values()]
    .filter(
      (slots) =>
        slots.length === slotsPerItem &&
        slots.every(({ waiting, purpose, spare, unit }) => waiting && purpose === "real" && !spare && unit === undefined),
    )
    .flat();
};
