import type { EngineVendor } from "./engine-options.ts";
import type { RunContext } from "./run-context.ts";

/**
 * Notices owners that come into conflict, or out of it, while a run goes on: their unsent work is placed anew, and a person is told what
 * they already hold. Open work stays: what was sent cannot be unsent, and its answers are paid for.
 */
export const createConflictWatch = (run: RunContext): (() => Promise<void>) => {
  const denied = new Map<string, string>();
  let unreadable: string | undefined;
  return async () => {
    let unknown: string | undefined;
    for (const vendor of run.options.vendors) {
      const now = await run.conflicts.of(vendor.owner);
      switch (now.standing) {
        case "denied":
          if (denied.get(vendor.vendor) === now.why) break;
          denied.set(vendor.vendor, now.why);
          await tell(run, vendor, now.why);
          run.unplaced = true;
          break;
        case "clear":
          if (!denied.delete(vendor.vendor)) break;
          run.options.onNote({ note: "conflict-over", at: run.options.clock.now(), vendor: vendor.vendor, owner: vendor.owner });
          // What nobody else could take may have a place again.
          run.unplaced = true;
          break;
        case "unknown":
          unknown = now.why;
          break;
        default:
          now satisfies never;
      }
    }
    if (unknown !== undefined && unknown !== unreadable)
      run.options.onNote({ note: "owners-unreadable", at: run.options.clock.now(), why: unknown });
    unreadable = unknown;
  };
};

/** A vendor that was denied all along and holds nothing is not news: the plan has said so. */
const tell = async (run: RunContext, vendor: EngineVendor, why: string): Promise<void> => {
  const { store, job, clock, onNote } = run.options;
  await run.journal.flush();
  const items = (await store.exposureOf(job.dataset)).find(({ owner }) => owner === vendor.owner)?.items ?? 0;
  const live = await Promise.all(
    (["accepted", "in-doubt", "sending"] as const).map((at) => store.liveAttempts(job.job, vendor.vendor, at)),
  );
  const open = live.reduce((sum, attempts) => sum + attempts.length, 0);
  const slots = (await store.plannedOf(job.job, [vendor])).get(vendor.vendor)?.slots ?? 0;
  if (items + open + slots === 0) return;
  onNote({ note: "conflict", at: clock.now(), vendor: vendor.vendor, owner: vendor.owner, why, items, open, slots });
};
