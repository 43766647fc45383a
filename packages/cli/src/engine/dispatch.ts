import type { AdapterError, Engagement, Json, JsonObject, RefusalScope, Unit, UnitOutcome } from "@tranche/sdk";
import { hasTerms } from "../core/budget/order-price.ts";
import PQueue from "p-queue";
import { retriesLeft } from "../core/failover/wait.ts";
import { PROBE_UNITS, unitsAllowed } from "../core/health/vendor-health.ts";
import type { AttemptChange, Reserved } from "../ports/store.ts";
import { askAgainAfter, waitFor } from "./ask-again.ts";
import { asAdapterError } from "./call-vendor.ts";
import { collectOnce } from "./collect.ts";
import type { Standing } from "./conflicts.ts";
import type { EngineVendor } from "./engine-options.ts";
import { createLookedAt, FIRST_LOOK_MS, type LookedAt } from "./looked-at.ts";
import { readableOutcomes } from "./readable-outcomes.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** Most units one request carries, whatever the vendor would take: a doubtful request puts all of them in doubt. */
const UNITS_PER_REQUEST = 100;
/** Slots leased in one transaction: each one waits for the disk once, and a crash leaves at most this many in doubt at a vendor. */
const RESERVE_MOST = 512;
const IDLE_MS = 60_000;
/** How often a unit that waits looks whether there is anything left to wait for. */
const LOOK_MS = 1_000;
/** How soon a vendor that may not be sent anything is looked at again. */
const ASK_AGAIN_MS = 1_000;

/** Hands units to the vendor's lane; the doubt resolver uses it to send the same key again. */
export interface Lane {
  readonly run: () => Promise<void>;
  readonly sendAgain: (units: readonly Reserved[]) => void;
  /** How many more units may be sent again now. */
  readonly mayRetry: () => number;
  /** Nothing is sent before. */
  readonly lookedAt: LookedAt;
  readonly idle: () => Promise<void>;
}

export const createLane = (run: RunContext, vendor: EngineVendor, desk: Desk): Lane => {
  const { store, clock, job, pseudonyms, fence } = run.options;
  const { capabilities } = vendor.adapter;
  const perRequest = Math.max(1, Math.min(capabilities.submission.maxUnits, UNITS_PER_REQUEST));
  const { concurrency, perSecond } = vendor.limits;
  const queue = new PQueue({ concurrency, ...(perSecond === undefined ? {} : { interval: 1000, intervalCap: perSecond, strict: true }) });
  const scope = { vendor: vendor.vendor, dataset: job.dataset };

  /** What was leased before the vendor asked to wait waits as well. */
  const untilUnpaused = async (): Promise<void> => {
    for (let ms = 1; ms > 0 && !run.stopping.aborted && !run.closing && !mayNotBeSent(run, vendor.vendor);) {
      ms = desk.pausedUntil - clock.now();
      if (ms > 0) await clock.sleep(Math.min(ms, LOOK_MS), run.stopping);
    }
  };

  const send = (units: readonly Reserved[]): void => {
    const engagement = desk.engagement;
    if (engagement === undefined) return;
    const retry = units[0]?.again === true ? 1 : 0;
    desk.inFlight += units.length;
    desk.requests += 1;
    desk.retries += retry;
    const task = async (): Promise<void> => {
      try {
        await untilUnpaused();
        await submitUnits(run, { vendor, desk, engagement, units });
      } finally {
        desk.inFlight -= units.length;
        desk.requests -= 1;
        desk.retries -= retry;
        if (queue.size <= concurrency) desk.dispatchBell.ring();
      }
    };
    // submitUnits never rejects; a failing store is reported through the journal.
    void queue.add(task);
  };

  /** A request holds first tries or retries, not both: else one retry would make a retry of all of them. */
  const sendAll = (all: readonly Reserved[]): void => {
    for (const units of [all.filter(({ again }) => again === true), all.filter(({ again }) => again !== true)])
      for (let start = 0; start < units.length; start += perRequest) send(units.slice(start, start + perRequest));
  };

  const mayRetry = (): number => retriesLeft({ requests: Math.min(desk.requests, concurrency), retries: desk.retries }) * perRequest;

  const reserveNext = async (limit: number, standing: Standing): Promise<number> => {
    const datasetItems = await store.datasetSize(job.dataset);
    const { reserved, blocked } = await store.reserve({
      job: job.job,
      dataset: job.dataset,
      vendor: vendor.vendor,
      owner: vendor.owner,
      fence,
      limit,
      now: clock.now(),
      ownerCap: job.ownerCap(datasetItems),
      ...(job.pairCap === undefined ? {} : { pairCap: job.pairCap(datasetItems) }),
      ...(job.shares === undefined ? {} : { shares: job.shares }),
      otherOwners: (job.mostPerItem > 1 || job.hedge !== undefined) && job.independent === "owner",
      otherVendors: (job.mostPerItem > 1 || job.hedge !== undefined) && job.independent === "vendor",
      price: vendor.price,
      ...(hasTerms(vendor.facts.price) ? { terms: vendor.facts.price } : {}),
      retriesAtMost: mayRetry(),
      denied: standing.standing === "clear" ? undefined : standing.why,
      ...(job.budgetMicros === undefined ? {} : { budgetCap: job.budgetMicros }),
      ...(job.groups === undefined ? {} : { groups: job.groups }),
      keyFor: ({ seq, k, epoch }) => pseudonyms.nameFor(scope, `${job.job}/${seq}/${k}/${epoch}`),
    });
    if (reserved.length > 0) run.refusals = 0;
    else if (blocked.length > 0) run.refusals += 1;
    if (blocked.length > 0) {
      run.unplaced = true;
      run.bell.ring();
    }
    sendAll(reserved);
    return reserved.length + blocked.length;
  };

  let unchecked = 0;
  const rest = (ms: number): Promise<void> => {
    desk.looked = true;
    return desk.dispatchBell.wait(ms);
  };
  const lookedAt = createLookedAt(run, vendor, desk);
  let asked = false;
  const oneRound = async (): Promise<void> => {
    if (run.closing) return rest(IDLE_MS);
    if (!asked && desk.engagement?.state === "ready") {
      // Whatever it is to get, or is kept from it now: what it holds and the store has lost, nobody else may be sent.
      asked = true;
      await collectOnce(run, vendor, desk);
      if (run.stopping.aborted) return;
    }
    const now = clock.now();
    const health = run.health.of(vendor.vendor);
    const allowed = unitsAllowed(health);
    if (allowed === 0) return rest(health.is === "cooling" ? Math.max(1, health.until - now) : IDLE_MS);
    if (desk.pausedUntil > now) return rest(desk.pausedUntil - now);
    if (allowed !== undefined && desk.inFlight > 0) return rest(IDLE_MS);
    if (queue.size > concurrency) return rest(IDLE_MS);
    const due = await store.nextDue(job.job, vendor.vendor);
    if (due === undefined) return rest(IDLE_MS);
    if (due > now) return rest(due - now);
    const standing = await run.conflicts.of(vendor.owner);
    const ready = desk.engagement?.state === "ready";
    // Nobody can say whether it may be sent anything: its work stays where it is and waits.
    if (standing.standing === "unknown") return rest(ASK_AGAIN_MS);
    if (standing.standing === "denied" && !ready) {
      // Denied before it was hired: it is not, and its work is placed anew.
      run.unplaced = true;
      run.bell.ring();
      return rest(ASK_AGAIN_MS);
    }
    if (!ready) return engage(run, vendor, desk).finally(() => (desk.looked = desk.engagement?.state !== "ready"));
    if (!desk.checked) {
      // A store that is older than what was sent must not send: it would be seen, and paid for, again.
      const failure = await collectOnce(run, vendor, desk);
      if (failure !== undefined) {
        // One that never says what it holds can never be given anything, and is lost like one that takes nothing.
        if (failure.status !== undefined && failure.kind !== "unauthorized")
          run.health.note(vendor.vendor, { event: "submission-throttled", at: clock.now(), why: failure.message });
        return rest(Math.max(1, askAgainAfter(run, failure, (unchecked += 1))));
      }
    }
    desk.looked = true;
    if (!lookedAt.now()) return clock.sleep(FIRST_LOOK_MS, run.stopping);
    const chunk =
      allowed === undefined ? Math.min(RESERVE_MOST, Math.max(concurrency * 8, 32) * perRequest) : Math.min(allowed, PROBE_UNITS);
    if ((await reserveNext(chunk, standing)) === 0) await rest(IDLE_MS);
  };

  return {
    run: async () => {
      while (!run.stopping.aborted) await oneRound();
      await queue.onIdle();
    },
    sendAgain: sendAll,
    mayRetry,
    lookedAt,
    idle: () => queue.onIdle(),
  };
};

/** Gets or makes the engagement; a failure waits and counts like a failed submission. */
const engage = async (run: RunContext, vendor: EngineVendor, desk: Desk): Promise<void> => {
  const { store, clock, job, onNote } = run.options;
  const { vendor: name } = vendor;
  try {
    const engagement = await vendor.adapter.engage(vendor.engagement, desk.engagement, { signal: run.breakOff });
    await store.saveEngagement(job.job, name, engagement);
    desk.engagement = engagement;
    run.health.note(name, { event: "call-succeeded", at: clock.now() });
    if (engagement.state === "ready") {
      desk.engagementPendingSince = undefined;
      desk.lastProgressAt = clock.now();
      onNote({ note: "engaged", at: clock.now(), vendor: name });
      desk.collectBell.ring();
      return;
    }
    if (desk.engagementPendingSince === undefined) {
      desk.engagementPendingSince = clock.now();
      onNote({ note: "engagement-pending", at: clock.now(), vendor: name, waitingFor: engagement.waitingFor ?? "the vendor" });
    }
    await clock.sleep(vendor.pollMs, run.stopping);
  } catch (thrown) {
    const error = asAdapterError(thrown);
    noteFailure(run, { vendor: name, call: "engage", error });
    const health = run.health.of(name);
    const failures = health.is === "ok" ? health.failures.inARow : 0;
    pause(run, { vendor: name, desk, error, failures });
    await clock.sleep(desk.pausedUntil - clock.now(), run.stopping);
  }
};

interface Submission {
  readonly vendor: EngineVendor;
  readonly desk: Desk;
  readonly engagement: Engagement;
  readonly units: readonly Reserved[];
}

/** Sends once and records what came of it, per unit. Never rejects, never repeats. */
const submitUnits = async (run: RunContext, { vendor, desk, engagement, units: leased }: Submission): Promise<void> => {
  const { clock, onNote } = run.options;
  const { vendor: name } = vendor;
  // Asked here, too: every byte of an item passes this line, and what was leased may have waited while an owner changed hands, or while this
  // process stood still and another took the job over, which may have given it away since.
  const { standing } = await run.conflicts.of(vendor.owner);
  const ours = await run.stillOurs();
  const units = leased.filter(({ attempt }) => !desk.takenAway.has(attempt));
  if (units.length === 0) return;
  if (!ours || run.stopping.aborted || run.closing || mayNotBeSent(run, name) || standing !== "clear") {
    run.journal.add(units.map((unit) => ({ target: { attempt: unit.attempt }, event: { event: "submission-not-sent", at: clock.now() } })));
    return;
  }
  try {
    const shown: Unit[] = units.map((unit) => ({ key: unit.key, content: visibleTo(vendor, unit.content) }));
    const outcomes = readableOutcomes(await vendor.adapter.submit(engagement, shown, { signal: run.breakOff }));
    const byKey = outcomesByKey(outcomes);
    const changes = units.map((unit) => toChange(unit, byKey.get(unit.key), clock.now()));
    run.journal.add(changes);
    noteOutcomes(run, { vendor: name, desk, outcomes });
  } catch (thrown) {
    const error = asAdapterError(thrown);
    run.journal.add(units.map((unit) => ({ target: { attempt: unit.attempt }, event: eventFor(error, clock.now()) })));
    if (error.kind === "throttled") {
      waitAsTold(run, { vendor: name, desk, error });
      return;
    }
    if (error.kind === "refused" && (error.scope ?? "item") === "item") {
      run.health.note(name, { event: "call-succeeded", at: clock.now() });
      onNote({ note: "call-failed", at: clock.now(), vendor: name, call: "submit", kind: error.kind, why: error.message });
      return;
    }
    noteFailure(run, { vendor: name, call: "submit", error });
    const health = run.health.of(name);
    if (health.is === "ok") pause(run, { vendor: name, desk, error, failures: health.failures.inARow - 1 });
  }
};

/** Out, or held by a person: that is meant of what was leased before as well. */
const mayNotBeSent = (run: RunContext, vendor: string): boolean => {
  const { is } = run.health.of(vendor);
  return is === "out" || is === "held";
};

/** What this vendor may see of an item, and nothing else: the store keeps what anyone may see. */
const visibleTo = ({ engagement }: EngineVendor, content: string): JsonObject => {
  const fields = JSON.parse(content) as JsonObject;
  return Object.fromEntries(engagement.show.flatMap((name) => (Object.hasOwn(fields, name) ? [[name, fields[name] as Json]] : [])));
};

/** Leaves a vendor alone for as long as it asked for, or for as long as it has failed. A long wait is kept, so that people see it and a restart keeps to it. */
const pause = (
  run: RunContext,
  {
    vendor,
    desk,
    error,
    failures,
  }: { readonly vendor: string; readonly desk: Desk; readonly error: AdapterError; readonly failures: number },
): void => {
  const { clock, store, job } = run.options;
  const at = clock.now();
  const { ms, scheduled } = waitFor(run, error, failures);
  desk.pausedUntil = Math.max(desk.pausedUntil, at + ms);
  if (scheduled) store.saveWait(job.job, vendor, { why: error.message, since: at, until: at + ms }).catch(run.fail);
};

/** A vendor that asks to wait is given longer and longer; one that never does anything else is lost like one that takes nothing. */
const waitAsTold = (
  run: RunContext,
  { vendor, desk, error }: { readonly vendor: string; readonly desk: Desk; readonly error: AdapterError },
): void => {
  const { clock, onNote } = run.options;
  const at = clock.now();
  // Requests that were under way together are told so together: that counts once.
  if (at >= desk.pausedUntil) {
    const failures = desk.throttles;
    desk.throttles += 1;
    pause(run, { vendor, desk, error, failures });
  }
  run.health.note(vendor, { event: "submission-throttled", at, why: error.message });
  onNote({ note: "call-failed", at, vendor, call: "submit", kind: error.kind, why: error.message });
};

const eventFor = (error: AdapterError, at: number): AttemptChange["event"] => {
  switch (error.kind) {
    case "refused":
      return { event: "submission-refused", why: error.message, scope: error.scope ?? "item", at };
    case "throttled":
    case "unauthorized":
      return { event: "submission-throttled", at };
    case "unavailable":
      return { event: "submission-not-sent", at };
    case "in-doubt":
      return { event: "submission-in-doubt", at };
    default:
      return error.kind satisfies never;
  }
};

/** A unit of which two things are said may be anywhere. */
const outcomesByKey = (outcomes: readonly UnitOutcome[]): ReadonlyMap<string, UnitOutcome> => {
  const byKey = new Map<string, UnitOutcome>();
  const refOf = (outcome: UnitOutcome): string | undefined => (outcome.outcome === "accepted" ? outcome.ref : undefined);
  for (const outcome of outcomes) {
    const { key } = outcome;
    const before = byKey.get(key) ?? outcome;
    const same = before.outcome === outcome.outcome && refOf(before) === refOf(outcome);
    byKey.set(key, same ? outcome : { outcome: "in-doubt", key, why: "two things are said of it" });
  }
  return byKey;
};

const toChange = (unit: Reserved, outcome: UnitOutcome | undefined, at: number): AttemptChange => {
  const target = { attempt: unit.attempt };
  switch (outcome?.outcome) {
    case "accepted":
      return { target, event: { event: "submission-accepted", ref: outcome.ref, at } };
    case "refused":
      return { target, event: { event: "submission-refused", why: outcome.why, scope: outcome.scope, at } };
    case "in-doubt":
    case undefined:
      // A unit the adapter said nothing of may be anywhere.
      return { target, event: { event: "submission-in-doubt", at } };
    default:
      return outcome satisfies never;
  }
};

const noteOutcomes = (
  run: RunContext,
  { vendor, desk, outcomes }: { readonly vendor: string; readonly desk: Desk; readonly outcomes: readonly UnitOutcome[] },
): void => {
  const at = run.options.clock.now();
  let accepted = 0;
  let refusedAll: { readonly why: string; readonly scope: RefusalScope } | undefined;
  for (const outcome of outcomes) {
    if (outcome.outcome === "accepted") accepted += 1;
    if (outcome.outcome === "refused" && outcome.scope !== "item") refusedAll = outcome;
  }
  if (accepted > 0) {
    desk.lastProgressAt = at;
    desk.throttles = 0;
    run.health.note(vendor, { event: "submission-succeeded", at });
  } else if (refusedAll !== undefined) failedAt(run, { vendor, why: refusedAll.why, reached: true, scope: refusedAll.scope });
  else run.health.note(vendor, { event: "call-succeeded", at });
};

/** Counts a failed call against the vendor. */
export const noteFailure = (
  run: RunContext,
  failed: { readonly vendor: string; readonly call: "engage" | "submit"; readonly error: AdapterError },
): void => {
  const { vendor, call, error } = failed;
  const at = run.options.clock.now();
  run.options.onNote({ note: "call-failed", at, vendor, call, kind: error.kind, why: error.message });
  if (error.kind === "unauthorized" || error.scope === "account")
    run.health.note(vendor, { event: "unauthorized", at, why: error.message });
  else {
    // A project that the vendor will not open says nothing of its other projects.
    const scope = error.scope ?? (call === "engage" && error.kind === "refused" ? "engagement" : undefined);
    failedAt(run, { vendor, why: error.message, reached: error.status !== undefined, scope });
  }
};

/** Counts a failure where its cause lies. */
const failedAt = (
  run: RunContext,
  {
    vendor,
    why,
    reached,
    scope,
  }: { readonly vendor: string; readonly why: string; readonly reached: boolean; readonly scope: RefusalScope | undefined },
): void => {
  const reach = scope === "kind" || scope === "engagement" ? scope : "account";
  run.health.note(vendor, { event: "submission-failed", at: run.options.clock.now(), why, reached }, reach);
};
