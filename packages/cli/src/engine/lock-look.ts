import type { Clock } from "../ports/clock.ts";
import { elapsedOf } from "./doubt-age.ts";

/** How long one look at the lock speaks for requests that leave together. A process that stood still, or whose clock was set, looks again. */
const LOOK_MS = 5;

/**
 * Whether the job is still this process's, asked before every request that carries items; never rejects. Requests that leave within a few
 * milliseconds share one look: a lock is taken over only after its holder has been silent for seconds.
 */
export const createLockLook = (holdsLock: () => Promise<boolean>, clock: Clock): (() => Promise<boolean>) => {
  let last: { readonly at: number; readonly elapsed: number; readonly ours: Promise<boolean> } | undefined;
  return () => {
    const at = clock.now();
    const elapsed = elapsedOf(clock);
    if (last !== undefined && Math.abs(at - last.at) < LOOK_MS && elapsed - last.elapsed < LOOK_MS) return last.ours;
    last = { at, elapsed, ours: holdsLock().catch(() => false) };
    return last.ours;
  };
};
