import { collectOnce } from "./collect.ts";
import { elapsedOf } from "./doubt-age.ts";
import type { EngineVendor } from "./engine-options.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** Longest the first unit waits until every vendor was asked what it holds, and how often it looks. */
const LOOK_AT_ALL_MS = 10_000;
export const FIRST_LOOK_MS = 20;

/** Whether anything may be sent to a vendor yet. */
export interface LookedAt {
  /** The store was held against what this vendor lists, and every other vendor was asked what it holds: what one of them has, another must not be sent. */
  readonly now: () => boolean;
  /** Resolves when that is so, or when it has been waited for long enough. */
  readonly wait: () => Promise<void>;
}

export const createLookedAt = (run: RunContext, vendor: EngineVendor, desk: Desk): LookedAt => {
  const { clock } = run.options;
  const began = elapsedOf(clock);
  const overdue = (): boolean => elapsedOf(clock) - began >= LOOK_AT_ALL_MS;
  const now = (): boolean => desk.checked && (overdue() || [...run.desks.values()].every(({ looked }) => looked));
  return {
    now,
    wait: async () => {
      if (!desk.checked) await collectOnce(run, vendor, desk);
      while (!now() && !overdue() && !run.stopping.aborted) await clock.sleep(FIRST_LOOK_MS, run.stopping);
    },
  };
};
