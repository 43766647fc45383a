import { hedgesAtMost, stragglerAfter } from "../core/failover/hedge.ts";
import type { RunContext } from "./run-context.ts";
import { withdraw } from "./withdraw.ts";

/** How often stragglers are looked for, at most: the past of every vendor is read for it. */
const LOOK_MS = 10_000;

/**
 * Buys speed where the job says so: what a vendor has had for longer than its own percentile gets a second slot, which the planner places with another
 * owner within every limit, or spares. Whoever answers first fills the item; the other is asked back, and given up where it is not given back. The
 * one exception to a single payee: declared in the job, bounded by it, and shown in the plan.
 */
export const createHedging = (run: RunContext): (() => Promise<void>) => {
  const { store, job, clock, fence, vendors, onNote } = run.options;
  const { hedge } = job;
  let looked = Number.NEGATIVE_INFINITY;
  const begin = async (): Promise<void> => {
    if (hedge === undefined) return;
    const now = clock.now();
    const { made, judgments } = await store.hedges(job.job);
    let room = hedgesAtMost(hedge, judgments) - made;
    for (const { vendor } of vendors) {
      if (room <= 0) return;
      if ((run.desks.get(vendor)?.open ?? 0) === 0) continue;
      const afterMs = stragglerAfter(hedge, await store.turnarounds(vendor, now));
      if (afterMs === undefined) continue;
      const added = await store.hedge({ job: job.job, fence, vendor, acceptedBefore: now - afterMs, atMost: room });
      if (added === 0) continue;
      room -= added;
      run.unplaced = true;
      onNote({ note: "hedged", at: now, vendor, slots: added, afterMs });
    }
  };
  return async () => {
    if (hedge === undefined) return;
    await end(run);
    if (Math.abs(clock.now() - looked) < Math.min(LOOK_MS, run.options.rules.health.lostAfterMs)) return;
    looked = clock.now();
    await begin();
  };
};

/** Ends what was outrun: asked back first, so that it is not owed, and then given up. */
const end = async (run: RunContext): Promise<void> => {
  const { store, job, fence } = run.options;
  await run.journal.flush();
  const slower = await store.outrun(job.job, fence);
  if (slower.length === 0) return;
  for (const vendor of run.options.vendors) {
    const desk = run.desks.get(vendor.vendor);
    const attempts = slower.filter((attempt) => attempt.vendor === vendor.vendor);
    if (desk !== undefined && attempts.length > 0 && vendor.adapter.capabilities.cancel === "item")
      await withdraw(run, { vendor, desk, attempts });
  }
  run.journal.add(slower.map(({ attempt }) => ({ target: { attempt }, event: { event: "given-up", why: "hedged" } })));
  await run.journal.flush();
};
