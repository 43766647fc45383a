import { gatesBefore } from "../core/release/gates-before.ts";
import { createBell } from "./bell.ts";
import { breakable } from "./breakable.ts";
import { collectLoop } from "./collect.ts";
import { createConflicts } from "./conflicts.ts";
import { createLane, type Lane } from "./dispatch.ts";
import { isPayable } from "../core/failover/attempt.ts";
import { waitLeft } from "../core/failover/wait.ts";
import type { EngineEnd, EngineOptions, EngineVendor } from "./engine-options.ts";
import { elapsedOf } from "./doubt-age.ts";
import { createHealthBook } from "./health-book.ts";
import { seededRandom } from "./jitter.ts";
import { createLockLook } from "./lock-look.ts";
import { createJournal } from "./journal.ts";
import { repeatOrders } from "./obey.ts";
import { lookUpLoop } from "./look-up.ts";
import type { Desk, RunContext } from "./run-context.ts";
import { noticeTime } from "./stand-still.ts";
import { supervise } from "./supervise.ts";
import { endOf } from "./wind-down.ts";

/** What an attempt becomes by something its vendor did. Answers to what is answered, and what nobody knows of, are no progress. */
const TOLD_BY_THE_VENDOR: ReadonlySet<string> = new Set(["accepted", "answered", "returned", "invalid", "withdrawn", "late"]);

/**
 * Runs a job that the store knows, from wherever it stands: dispatches, collects, settles doubts, fails over, until it is
 * done or told to stop. A crash at any instant loses nothing: the same call goes on from the store.
 *
 * Rejects only when the store fails (StoreError) or on a bug; vendors' failures are results.
 */
export const runEngine = async (given: EngineOptions): Promise<EngineEnd> => {
  const { clock, store, job, fence, rules } = given;
  const stop = new AbortController();
  const breakOff = new AbortController();
  const options: EngineOptions = {
    ...given,
    vendors: given.vendors.map((vendor) => ({ ...vendor, adapter: breakable(vendor.adapter, { clock, signal: breakOff.signal }) })),
  };
  let failure: Error | undefined;
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    stop.abort();
    breakOff.abort();
  };
  const interrupted = (): void => stop.abort();
  let grace = Promise.resolve();
  // From whenever it is asked to stop, whatever it is waiting for then.
  const beginGrace = (): void => {
    grace = clock.sleep(rules.stopGraceMs, breakOff.signal).then(() => breakOff.abort());
  };
  stop.signal.addEventListener("abort", beginGrace, { once: true });
  options.signal.addEventListener("abort", interrupted, { once: true });
  if (options.signal.aborted) stop.abort();

  const bell = createBell(clock, stop.signal);
  const desks = new Map<string, Desk>();
  const journal = createJournal({
    store,
    clock,
    job: job.job,
    fence,
    triesPerVendor: rules.triesPerVendor,
    ...(job.mostPerItem > 1 && job.independent !== "worker" ? { independent: job.independent } : {}),
    groupMs: rules.groupMs,
    onFailure: fail,
    onApplied: (applied) => {
      for (const { attempt, vendor, key, from, to, effects } of applied) {
        const desk = desks.get(vendor);
        if (desk === undefined) continue;
        if (from.at === "accepted" && to.at !== "accepted") desk.open -= 1;
        if (from.at !== "accepted" && to.at === "accepted") {
          desk.open += 1;
          desk.collectBell.ring();
        }
        if (from.at !== to.at && TOLD_BY_THE_VENDOR.has(to.at)) desk.lastProgressAt = clock.now();
        // Whether the vendor lists it all the same is to be looked at again.
        if (from.at !== to.at && !isPayable(to.at)) desk.knownKeys.delete(key);
        if (from.at === "sending" && to.at === "expired") desk.takenAway.add(attempt);
        if (from.at === "expired" && to.at !== "expired") desk.givenUp -= 1;
        if (from.at !== "expired" && to.at === "expired") desk.givenUp += 1;
        if (from.at === "in-doubt" && to.at !== "in-doubt") desk.doubtful.delete(key);
        if (to.at === "in-doubt") {
          if (!desk.doubtful.has(key) || from.at !== "in-doubt") desk.doubtful.set(key, elapsedOf(clock));
          desk.lookUpBell.ring();
        }
        for (const effect of effects) {
          if (effect.do !== "free-slot") continue;
          // Where the slot went is in the store; whoever may be concerned looks there.
          run.unplaced = true;
          bell.ring();
          desk.dispatchBell.ring();
        }
      }
      bell.ring();
    },
  });
  const orders = await store.ordersAfter(0);
  const ordersSeen = orders.at(-1)?.orderId ?? 0;
  const gates = gatesBefore(await store.releaseRecords(job.job), orders, { job: job.job, vendors: options.vendors });
  const health = createHealthBook(options, await store.readHealth(), {
    failure: fail,
    before: () => noticeTime(run, clock.now()),
    change: (vendor) => {
      desks.get(vendor)?.dispatchBell.ring();
      bell.ring();
    },
  });
  const run: RunContext = {
    options,
    journal,
    health,
    conflicts: createConflicts({ deny: job.deny, owners: options.owners, clock }),
    stillOurs: createLockLook(() => store.holdsLock(job.job, fence), clock),
    desks,
    bell,
    stopping: stop.signal,
    breakOff: breakOff.signal,
    random: seededRandom(options.seed),
    fail,
    ordersSeen,
    rest: undefined,
    gated: new Map(gates.gated),
    letBack: new Set(gates.letBack),
    unplaced: true,
    refusals: 0,
    goldDue: true,
    goldRefused: new Map(),
    // Known before the first lane runs: what was ended is not begun again for a moment.
    closing: (await store.cancellation(job.job)) !== undefined || (job.deadlineAt !== undefined && clock.now() >= job.deadlineAt),
  };
  for (const { vendor } of options.vendors) health.note(vendor, { event: "process-started", at: clock.now() });
  repeatOrders(run, orders);
  for (const vendor of options.vendors) desks.set(vendor.vendor, await openDesk(run, vendor));

  const guard = (loop: Promise<void>): Promise<void> => loop.catch(fail);
  const lanes = new Map<string, Lane>();
  const loops: Promise<void>[] = [];
  for (const vendor of options.vendors) {
    const desk = desks.get(vendor.vendor);
    if (desk === undefined) continue;
    const lane = createLane(run, vendor, desk);
    lanes.set(vendor.vendor, lane);
    loops.push(guard(lane.run()), guard(collectLoop(run, vendor, desk)), guard(lookUpLoop(run, { vendor, desk, lane })));
  }
  let end: EngineEnd = { end: "interrupted" };
  const supervisor = guard(
    supervise(run).then((reached) => {
      end = reached;
      stop.abort();
    }),
  );
  await supervisor;
  stop.abort();
  await Promise.all(loops);
  breakOff.abort();
  await grace;
  options.signal.removeEventListener("abort", interrupted);
  if (failure !== undefined) throw failure;
  await journal.flush();
  await store.checkpoint();
  return lastWord(end, endOf((await store.progress(job.job)).slots));
};

/** Answers may have come while the loops ended: the last of them may have made the job complete. */
const lastWord = (reached: EngineEnd, now: EngineEnd): EngineEnd => {
  switch (reached.end) {
    case "complete":
    case "incomplete":
    case "cancelled":
      return now.end === "complete" ? now : reached;
    case "dispatched":
    case "interrupted":
    case "waited-long-enough":
      return reached;
    default:
      return reached satisfies never;
  }
};

/** What a run starts with at one vendor: everything the last one left, and every intent it left behind in doubt. */
const openDesk = async (run: RunContext, vendor: EngineVendor): Promise<Desk> => {
  const { store, clock, job } = run.options;
  const { engagement } = await store.readEngagement(job.job, vendor.vendor);
  const orphans = await store.liveAttempts(job.job, vendor.vendor, "sending");
  run.journal.add(
    orphans.map((attempt) => ({ target: { attempt: attempt.attempt }, event: { event: "process-restarted", at: clock.now() } })),
  );
  await run.journal.flush();
  const doubtful = await store.liveAttempts(job.job, vendor.vendor, "in-doubt");
  const accepted = await store.liveAttempts(job.job, vendor.vendor, "accepted");
  const wait = await store.readWait(job.job, vendor.vendor);
  return {
    dispatchBell: createBell(clock, run.stopping),
    lookUpBell: createBell(clock, run.stopping),
    collectBell: createBell(clock, run.stopping),
    engagement,
    engagementPendingSince: undefined,
    inFlight: 0,
    requests: 0,
    retries: 0,
    open: accepted.length,
    doubtful: new Map(doubtful.map(({ key }) => [key, elapsedOf(clock)])),
    orphans: new Set(orphans.map(({ key }) => key)),
    checked: false,
    looked: false,
    knownKeys: new Set(),
    askedBack: new Set(),
    givenUp: await store.givenUpSince(job.job, vendor.vendor, clock.now() - run.options.rules.lateWindowMs),
    judged: new Set(),
    answers: new Map(),
    names: undefined,
    answersMore: 0,
    notOurs: 0,
    takenAway: new Set(),
    lastProgressAt: clock.now(),
    pausedUntil: wait === undefined ? 0 : clock.now() + waitLeft({ ...wait, now: clock.now() }),
    throttles: 0,
    silence: undefined,
  };
};
