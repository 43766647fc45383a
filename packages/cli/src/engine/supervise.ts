import type { OutCause, VendorHealth } from "../core/health/vendor-health.ts";
import { adjudicate } from "./adjudicate.ts";
import type { EngineEnd, EngineVendor } from "./engine-options.ts";
import { elapsedOf } from "./doubt-age.ts";
import { createConflictWatch } from "./watch-conflicts.ts";
import { createHedging } from "./hedge.ts";
import { noticeTime } from "./stand-still.ts";
import { watch } from "./watch-silence.ts";
import { endOf, windDown } from "./wind-down.ts";
import { collectFromAll } from "./collect.ts";
import { failOver, placeMissing } from "./fail-over.ts";
import { obey } from "./obey.ts";
import { createReleaseWatch } from "./release.ts";
import type { RunContext } from "./run-context.ts";

/** A bell rings with every stored group; one look at the store in so long is enough. */
const LOOK_MS = 20;
/** So many refused leases in a row are nothing unusual. */
const REFUSALS = 4;
/** How often the lock is renewed; another host believes it dead only after many times this. */
const RENEW_MS = 5_000;
/** How long requests under way are waited for when their vendor is out; longer than any of them may take. */
const UNDER_WAY_MS = 60_000;
/** Longer than this between two looks, beyond the pause itself, was no pause of ours. */
const STANDSTILL_MS = 10_000;

/** Watches over a run: orders of a person, lost and silent vendors, slots without a place, and the end. */
export const supervise = async (run: RunContext): Promise<EngineEnd> => {
  const { clock, rules, until, maxWaitMs, job } = run.options;
  const began = clock.now();
  const tickMs = Math.min(1_000, Math.max(20, Math.floor(rules.health.lostAfterMs / 10)));
  const handled = new Map<string, OutCause>();
  const outSince = new Map<string, number>();
  const watchConflicts = createConflictWatch(run);
  const watchRelease = createReleaseWatch(run);
  const hedging = createHedging(run);
  let lastOrder = run.ordersSeen;
  await giveUpOnStrangers(run);
  let renewed = began;
  let placedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    if (run.stopping.aborted) return { end: "interrupted" };
    const now = clock.now();
    if (now - renewed >= RENEW_MS) {
      await run.options.store.renewLock(job.job, run.options.fence, now);
      await run.options.store.checkpoint();
      renewed = now;
    }
    lastOrder = await obey(run, lastOrder);
    if ((await run.options.store.cancellation(job.job)) !== undefined) return windDown(run, "cancelled");
    for (const vendor of run.options.vendors) await watch(run, vendor);
    for (const vendor of run.options.vendors) {
      const health = run.health.of(vendor.vendor);
      if (health.is !== "out") {
        handled.delete(vendor.vendor);
        outSince.delete(vendor.vendor);
        continue;
      }
      if (handled.get(vendor.vendor) === health.cause) continue;
      const since = outSince.get(vendor.vendor) ?? now;
      outSince.set(vendor.vendor, since);
      // What is under way comes back first, one way or the other: given up a moment before it is taken, it would be paid twice.
      if ((run.desks.get(vendor.vendor)?.inFlight ?? 0) > 0 && now - since < UNDER_WAY_MS) continue;
      handled.set(vendor.vendor, health.cause);
      await loseVendor(run, vendor, health);
    }
    if (job.deadlineAt !== undefined && now >= job.deadlineAt) return windDown(run, "deadline");
    await watchConflicts();
    await watchRelease();
    await hedging();
    // Where every place is refused, the next look comes later and later: it may take a gate, an answer or a person until one is not.
    const again = Math.min(tickMs, LOOK_MS * 2 ** Math.min(run.refusals, 10));
    if (run.unplaced && (run.refusals < REFUSALS || elapsedOf(clock) - placedAt >= again)) {
      placedAt = elapsedOf(clock);
      const moved = await placeMissing(run);
      if (moved.slots > 0) run.options.onNote({ note: "moved", at: now, ...moved });
    }
    const end = await ended(run, until);
    if (end !== undefined) return end;
    if (maxWaitMs !== undefined && now - began >= maxWaitMs) return { end: "waited-long-enough" };
    run.rest = { since: clock.now(), atMostMs: tickMs + Math.min(STANDSTILL_MS, rules.health.lostAfterMs / 2) };
    await run.bell.wait(tickMs);
    await clock.sleep(Math.min(tickMs, LOOK_MS), run.stopping);
    noticeTime(run, clock.now());
    run.rest = undefined;
  }
};

/** Work at vendors that are no longer in the config, and that a person has taken out: nobody can ask for it any more. */
const giveUpOnStrangers = async (run: RunContext): Promise<void> => {
  const { store, job } = run.options;
  for (const vendor of await store.liveVendors(job.job)) {
    if (run.desks.has(vendor)) continue;
    for (const at of ["accepted", "in-doubt", "sending"] as const)
      run.journal.add(
        (await store.liveAttempts(job.job, vendor, at)).map(({ attempt }) => ({
          target: { attempt },
          event: { event: "given-up", why: "operator" },
        })),
      );
  }
  await run.journal.flush();
};

const loseVendor = async (run: RunContext, vendor: EngineVendor, { why, cause }: Extract<VendorHealth, { is: "out" }>): Promise<void> => {
  const desk = run.desks.get(vendor.vendor);
  if (desk === undefined) return;
  const { store, job } = run.options;
  const keepsAccepted = cause === "refuses-everything";
  const planned = (await store.plannedOf(job.job, [vendor])).get(vendor.vendor)?.slots ?? 0;
  const states = [...(keepsAccepted ? [] : (["accepted"] as const)), "in-doubt", "sending"] as const;
  const live = await Promise.all(states.map((at) => store.liveAttempts(job.job, vendor.vendor, at, 1)));
  // Nothing there to move: a vendor that was out before this run began and was never given anything.
  if (planned === 0 && live.every((attempts) => attempts.length === 0)) return;
  await failOver(run, { vendor, desk, reason: why, reachable: cause === "operator", keepsAccepted });
};

const ended = async (run: RunContext, until: "dispatched" | "complete"): Promise<EngineEnd | undefined> => {
  const { store, job } = run.options;
  const { pending, waiting, live } = await store.unfinished(job.job);
  if (until === "dispatched" && !pending && !waiting && [...run.desks.values()].every((desk) => desk.inFlight === 0))
    return { end: "dispatched" };
  if (pending || waiting || live) return undefined;
  await collectFromAll(run);
  if (await adjudicate(run)) return undefined;
  const { slots } = await store.progress(job.job);
  if (slots.stranded > 0) {
    // Room may have come free since they were stranded.
    const moved = await placeMissing(run);
    if (moved.slots > moved.stranded) return undefined;
  }
  return endOf(slots);
};
