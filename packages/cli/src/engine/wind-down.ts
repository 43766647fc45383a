import type { Progress } from "../ports/store.ts";
import { collectFromAll } from "./collect.ts";
import type { EngineEnd, EngineVendor } from "./engine-options.ts";
import type { Desk, RunContext } from "./run-context.ts";
import { withdraw } from "./withdraw.ts";

/** How long what is under way, and then what is in doubt, is waited for before a job is ended without it. */
const UNDER_WAY_MS = 60_000;
const DOUBT_MS = 30_000;
const LOOK_MS = 200;

/**
 * Ends a job before it is complete, in order: nothing new is sent; what is under way comes back; vendors are asked to give back what they
 * hold, and say so unit by unit; what has come until now is collected. The rest is given up and stays payable: later runs go on
 * asking for it, as long as `lateWindow` lasts. Ending an ended job again changes nothing, but asks again.
 */
export const windDown = async (run: RunContext, why: "deadline" | "cancelled"): Promise<EngineEnd> => {
  const { store, job, clock, onNote } = run.options;
  run.closing = true;
  for (const [vendor, desk] of run.desks) {
    desk.dispatchBell.ring();
    // Nobody waits any more for a vendor that is not going to be sent anything.
    await store.saveWait(job.job, vendor, undefined);
  }
  await until(run, UNDER_WAY_MS, () => [...run.desks.values()].every(({ inFlight }) => inFlight === 0));
  await run.journal.flush();
  await until(run, DOUBT_MS, () => [...run.desks.values()].every(({ doubtful }) => doubtful.size === 0));
  if (run.stopping.aborted) return { end: "interrupted" };
  await strand(run, why);
  const before = await withdrawnCount(run);
  await Promise.all(
    run.options.vendors.map(async (vendor) => {
      const desk = run.desks.get(vendor.vendor);
      if (desk !== undefined) await recall(run, vendor, desk);
    }),
  );
  await collectFromAll(run);
  if (run.stopping.aborted) return { end: "interrupted" };
  await giveUpTheRest(run, why);
  await strand(run, why);
  const left = await Promise.all(
    run.options.vendors.map(({ vendor }) => store.givenUpSince(job.job, vendor, clock.now() - run.options.rules.lateWindowMs)),
  );
  const withdrawn = (await withdrawnCount(run)) - before;
  onNote({ note: "winding-down", at: clock.now(), why, withdrawn, left: left.reduce((sum, count) => sum + count, 0) });
  const end = endOf((await store.progress(job.job)).slots);
  return why === "cancelled" && end.end === "incomplete" ? { end: "cancelled" } : end;
};

const until = async (run: RunContext, longestMs: number, reached: () => boolean): Promise<void> => {
  const { clock } = run.options;
  for (let waited = 0; !reached() && waited < longestMs && !run.stopping.aborted; waited += LOOK_MS)
    await clock.sleep(LOOK_MS, run.stopping);
};

const recall = async (run: RunContext, vendor: EngineVendor, desk: Desk): Promise<void> => {
  const { store, job, clock, rules } = run.options;
  const health = run.health.of(vendor.vendor);
  if (health.is === "out" && (health.cause === "unreachable" || health.cause === "unauthorized")) return;
  const attempts = [
    ...(await store.liveAttempts(job.job, vendor.vendor, "accepted")),
    ...(await store.recallable(job.job, vendor.vendor, clock.now() - rules.lateWindowMs)),
  ];
  if (attempts.length > 0) await withdraw(run, { vendor, desk, attempts });
};

const giveUpTheRest = async (run: RunContext, why: "deadline" | "cancelled"): Promise<void> => {
  const { store, job } = run.options;
  for (const vendor of await store.liveVendors(job.job))
    for (const at of ["accepted", "in-doubt", "sending"] as const)
      run.journal.add(
        (await store.liveAttempts(job.job, vendor, at)).map(({ attempt }) => ({ target: { attempt }, event: { event: "given-up", why } })),
      );
  await run.journal.flush();
};

/** What waits to be sent has nowhere to go any more, and says why; what had nowhere to go before keeps its own reasons. */
const strand = async (run: RunContext, why: "deadline" | "cancelled"): Promise<void> => {
  const { store, job, fence } = run.options;
  const reason = why === "deadline" ? "the deadline is over" : "the job was cancelled";
  await store.strandPending(job.job, fence, reason);
};

const withdrawnCount = async (run: RunContext): Promise<number> => {
  const { attempts } = await run.options.store.progress(run.options.job.job);
  return [...attempts.values()].reduce((sum, counts) => sum + (counts["withdrawn"] ?? 0), 0);
};

/** Complete means that every slot has its answer; anything else is something a person has to know. */
export const endOf = ({ filled: _, spared: _spared, ...others }: Progress["slots"]): EngineEnd =>
  Object.values(others).every((count) => count === 0) ? { end: "complete" } : { end: "incomplete" };
