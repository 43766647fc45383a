import { decideRelease, type ReleaseFacts } from "../core/release/decide-release.ts";
import type { ReleaseRecord } from "../ports/release-store.ts";
import { resolveWaiting } from "./resolve-waiting.ts";
import type { RunContext } from "./run-context.ts";

/** Facts are counted no more often, and for at most a twentieth of the time: a gate that opens a moment later costs nothing. */
const LOOK_MS = 250;
const PAUSE_TO_COUNT = 19;

/** Looks after the gates of a job: counts what vendors have shown, decides, records, and lets go or holds. */
export const createReleaseWatch = (run: RunContext): (() => Promise<void>) => {
  const { clock, job } = run.options;
  let next = -Infinity;
  return async () => {
    if (job.gate === undefined && job.floorPerMillion === undefined) return;
    const began = clock.now();
    if (began < next) return;
    await run.journal.flush();
    if (job.floorPerMillion !== undefined) await holdBelowFloor(run, job.floorPerMillion);
    const waiting = job.gate !== undefined && (await run.options.store.unfinished(job.job)).waiting;
    if (waiting) await openGates(run);
    next = clock.now() + Math.max(LOOK_MS, PAUSE_TO_COUNT * (clock.now() - began));
  };
};

/** Gold holds a vendor for this job; what it was still to get is placed elsewhere. */
const holdBelowFloor = async (run: RunContext, floorPerMillion: number): Promise<void> => {
  const { store, job, clock } = run.options;
  for (const [vendor, count] of await store.goldCounts(job.job)) {
    if (!run.desks.has(vendor)) continue;
    run.health.note(vendor, { event: "gold-counted", at: clock.now(), count, floorPerMillion }, "engagement");
    const health = run.health.of(vendor);
    if (health.is === "held" && health.gold !== undefined) gate(run, vendor, health.why);
  }
};

/**
 * Decides for every vendor that has something waiting. What waits is planned again with what the tranches before have shown, whoever was held left out, and
 * only then released: what is released is sent at once, and could not be moved any more.
 */
const openGates = async (run: RunContext): Promise<void> => {
  const { store, job, clock } = run.options;
  const { gate: rules } = job;
  if (rules === undefined) return;
  const opening: ReleaseRecord[] = [];
  for (const seen of await store.releaseFacts(job.job)) {
    const { vendor } = seen;
    const health = run.health.of(vendor).is;
    if (!run.desks.has(vendor) || run.gated.has(vendor) || health === "out" || health === "held") continue;
    const facts: ReleaseFacts = { ...seen, letBack: run.letBack.has(vendor) };
    const at = clock.now();
    const decision = decideRelease(facts, rules, at);
    if (decision === undefined) continue;
    const record = { at, facts, rules, decision };
    if (decision.decision === "hold") await carryOut(run, record);
    else opening.push(record);
  }
  if (opening.length > 0) await resolveWaiting(run);
  for (const record of opening) await carryOut(run, record);
};

const carryOut = async (run: RunContext, record: ReleaseRecord): Promise<void> => {
  const { store, job, fence, onNote } = run.options;
  const { at, decision } = record;
  const { vendor } = decision;
  await store.recordRelease(job.job, fence, record);
  run.letBack.delete(vendor);
  onNote({ note: "release", at, ...decision });
  if (decision.decision === "hold") gate(run, vendor, `held at the gate: ${decision.because}`);
  else run.desks.get(vendor)?.dispatchBell.ring();
};

const gate = (run: RunContext, vendor: string, why: string): void => {
  if (run.gated.has(vendor)) return;
  run.gated.set(vendor, why);
  run.unplaced = true;
};
