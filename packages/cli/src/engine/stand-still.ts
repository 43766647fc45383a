import type { RunContext } from "./run-context.ts";

/**
 * Holds the clock against the pause that the supervisor makes: what is longer than that, or shorter than nothing, was no pause of ours. Asked by the
 * supervisor when it wakes, and by whoever notes something of a vendor before that: the first call that fails after a night must not count as a night of failures.
 */
export const noticeTime = (run: RunContext, now: number): void => {
  const { rest } = run;
  if (rest === undefined) return;
  const byMs = now - rest.since;
  if (byMs >= 0 && byMs <= rest.atMostMs) return;
  run.rest = { ...rest, since: now };
  standStill(run, byMs);
};

/**
 * A lid was closed, a process was stopped or starved, a clock was put right: the time between two looks is not time in which anybody was asked.
 * Without this a night's sleep would lose every vendor whose last call failed as the network went, and pay for all its open work again.
 */
const standStill = (run: RunContext, byMs: number): void => {
  for (const [vendor, desk] of run.desks) {
    desk.lastProgressAt += byMs;
    if (desk.engagementPendingSince !== undefined) desk.engagementPendingSince += byMs;
    desk.pausedUntil += Math.min(0, byMs);
    run.health.note(vendor, { event: "clock-jumped", byMs });
  }
};
