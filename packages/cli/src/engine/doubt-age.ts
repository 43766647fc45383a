import type { LiveAttempt } from "../ports/store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Desk } from "./run-context.ts";

/*
 * That something is absent is believed only after time has passed at the vendor. So this time is measured by a clock that nobody sets: one
 * that is put forward would make absence believed at once, and the work would be bought twice. No such clock runs from one process to the next:
 * a doubt that another one left begins anew.
 */

/** Milliseconds on the clock that nobody sets. */
export const elapsedOf = (clock: Clock): number => clock.elapsed?.() ?? clock.now();

/** How long an attempt has been in doubt. */
export const doubtAge = (clock: Clock, desk: Desk, attempt: LiveAttempt): number => {
  const began = desk.doubtful.get(attempt.key);
  return began === undefined ? 0 : Math.max(0, elapsedOf(clock) - began);
};

/** How old a key is at the most; a key that seems to come from the future may be of any age. */
export const keyAge = (clock: Clock, desk: Desk, attempt: LiveAttempt): number => {
  const told = clock.now() - attempt.reservedAt;
  return told < 0 ? Number.POSITIVE_INFINITY : Math.max(told, doubtAge(clock, desk, attempt));
};
