import type { AdapterError } from "@tranche/sdk";
import { mayResend } from "../core/failover/may-resend.ts";
import type { AttemptChange, LiveAttempt, Reserved } from "../ports/store.ts";
import { askAgainAfter } from "./ask-again.ts";
import { asAdapterError } from "./call-vendor.ts";
import { collectOnce } from "./collect.ts";
import { doubtAge, keyAge } from "./doubt-age.ts";
import type { Lane } from "./dispatch.ts";
import type { EngineVendor } from "./engine-options.ts";
import { readableFindings } from "./readable-outcomes.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** Keys asked for in one look-up. */
const KEYS_PER_LOOK_UP = 50;
const IDLE_MS = 60_000;

/**
 * Settles what is in doubt at one vendor: asks for the keys, and sends again only where asking proved that it is safe.
 * A vendor that cannot be asked is settled by what its listing shows, or by a person.
 */
export const lookUpLoop = async (
  run: RunContext,
  place: { readonly vendor: EngineVendor; readonly desk: Desk; readonly lane: Lane },
): Promise<void> => {
  const { vendor, desk } = place;
  const { store, clock, job } = run.options;
  let failures = 0;
  let waited = false;
  /** How often each key was asked for: one that a vendor does not speak of must not keep the others waiting. */
  const asked = new Map<string, number>();
  const times = ({ key }: LiveAttempt): number => asked.get(key) ?? 0;
  while (!run.stopping.aborted) {
    const doubtful = desk.doubtful.size === 0 ? [] : await store.liveAttempts(job.job, vendor.vendor, "in-doubt");
    if (doubtful.length === 0) {
      await desk.lookUpBell.wait(IDLE_MS);
      continue;
    }
    const waitFor = (attempt: LiveAttempt): number => (resendable(run, place, attempt) ? 0 : vendor.settleMs);
    const ageOf = (attempt: LiveAttempt): number => doubtAge(clock, desk, attempt);
    const ripe = doubtful.filter((attempt) => ageOf(attempt) >= waitFor(attempt));
    if (ripe.length === 0 || vendor.adapter.find === undefined || desk.engagement === undefined) {
      const soonest = Math.min(...doubtful.map((attempt) => waitFor(attempt) - ageOf(attempt)));
      await desk.lookUpBell.wait(vendor.adapter.find === undefined ? IDLE_MS : Math.max(1, soonest));
      continue;
    }
    if (!waited) {
      waited = true;
      await place.lane.lookedAt.wait();
      continue;
    }
    const attempts = ripe.toSorted((a, b) => times(a) - times(b)).slice(0, KEYS_PER_LOOK_UP);
    for (const attempt of attempts) asked.set(attempt.key, times(attempt) + 1);
    const { failure, changed } = await lookUp(run, { ...place, attempts });
    failures = failure === undefined ? 0 : failures + 1;
    if (failure !== undefined) await clock.sleep(askAgainAfter(run, failure, failures), run.stopping);
    // What is left has to wait until other retries have come back.
    else if (!changed) await desk.lookUpBell.wait(vendor.pollMs);
  }
};

interface LookUp {
  readonly vendor: EngineVendor;
  readonly desk: Desk;
  readonly lane: Lane;
  readonly attempts: readonly LiveAttempt[];
}

interface LookedUp {
  readonly failure?: AdapterError;
  readonly changed: boolean;
}

const lookUp = async (run: RunContext, { vendor, desk, lane, attempts }: LookUp): Promise<LookedUp> => {
  const { clock, onNote } = run.options;
  const { adapter, vendor: name } = vendor;
  const { engagement } = desk;
  if (adapter.find === undefined || engagement === undefined) return { changed: false };
  const byKey = new Map(attempts.map((attempt) => [attempt.key, attempt]));
  const settled = new Set(attempts.filter((attempt) => doubtAge(clock, desk, attempt) >= vendor.settleMs));
  try {
    const findings = readableFindings(await adapter.find(engagement, [...byKey.keys()], { signal: run.breakOff }));
    run.health.note(name, { event: "call-succeeded", at: clock.now() });
    const changes: AttemptChange[] = [];
    const again: number[] = [];
    let retries = 0;
    const mayRetry = lane.mayRetry();
    const lookedAt = lane.lookedAt.now();
    for (const finding of findings) {
      const attempt = byKey.get(finding.key);
      if (attempt === undefined) continue;
      const target = { attempt: attempt.attempt };
      if (finding.found === "present") {
        changes.push({ target, event: { event: "found-present", ref: finding.ref, at: clock.now() } });
        // The submission did succeed; only its answer was lost.
        run.health.note(name, { event: "submission-succeeded", at: clock.now() });
      } else {
        const resend = resendable(run, { vendor, desk }, attempt);
        // An older copy of the store is in doubt about what was settled since: sent again now, it would be bought twice.
        if (resend && !lookedAt) continue;
        // It could have been sent again when it was asked for, and now the job ends: it may still turn up.
        if (!resend && !settled.has(attempt)) continue;
        // Over the budget of retries it stays in doubt, and is asked for again when others have come back.
        if (resend && !desk.orphans.has(attempt.key) && ++retries > mayRetry) continue;
        changes.push({ target, event: { event: "found-absent", resend } });
        if (resend) again.push(attempt.attempt);
      }
    }
    run.journal.add(changes);
    await run.journal.flush();
    if (!desk.checked) await collectOnce(run, vendor, desk);
    if (again.length > 0) lane.sendAgain(await contentOf(run, { vendor: name, desk, attempts: again }));
    return { changed: changes.length > 0 };
  } catch (thrown) {
    if ((thrown as { brand?: unknown }).brand === "tranche.StoreError") throw thrown;
    const error = asAdapterError(thrown);
    onNote({ note: "call-failed", at: clock.now(), vendor: name, call: "find", kind: error.kind, why: error.message });
    if (error.kind === "unauthorized") run.health.note(name, { event: "unauthorized", at: clock.now(), why: error.message });
    else
      run.health.note(
        name,
        error.status === undefined ? { event: "call-failed", at: clock.now() } : { event: "call-succeeded", at: clock.now() },
      );
    // A listing may still answer where a look-up does not.
    await collectOnce(run, vendor, desk);
    return { failure: error, changed: false };
  }
};

/** Whether the same key may be sent again: nothing new is begun by a job that ends. */
const resendable = (run: RunContext, { vendor, desk }: Pick<LookUp, "vendor" | "desk">, attempt: LiveAttempt): boolean =>
  !run.closing &&
  attempt.state.at === "in-doubt" &&
  mayResend(vendor.adapter.capabilities.idempotency, {
    sends: attempt.state.sends,
    tries: run.options.rules.triesPerVendor,
    keyAgeMs: keyAge(run.options.clock, desk, attempt),
  });

const contentOf = async (
  run: RunContext,
  { vendor, desk, attempts }: { readonly vendor: string; readonly desk: Desk; readonly attempts: readonly number[] },
): Promise<readonly Reserved[]> => {
  const wanted = new Set(attempts);
  const units = await run.options.store.sendable(run.options.job.job, vendor);
  return units
    .filter((unit) => wanted.has(unit.attempt))
    .map(({ again: _, ...unit }) => (desk.orphans.has(unit.key) ? unit : { ...unit, again: true }));
};
