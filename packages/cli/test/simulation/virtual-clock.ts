import type { Clock } from "../../src/ports/clock.ts";

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** Time that moves only when nothing else can happen. */
export interface VirtualClock extends Clock {
  /** Lets time pass until the promise settles; throws when nothing is left that could settle it, or after `limitMs`. */
  run<T>(work: Promise<T>, limitMs: number): Promise<T>;
  /** A clock of one process: after `die` its sleeps never end. */
  process(): { readonly clock: Clock; readonly die: () => void };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createVirtualClock = (start = 1_000_000): VirtualClock => {
  let now = start;
  /** Sorted by time, then by order; the next one is last. */
  const timers: Timer[] = [];
  const push = (timer: Timer): void => {
    let from = 0;
    let to = timers.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((timers[middle]?.at ?? 0) > timer.at) from = middle + 1;
      else to = middle;
    }
    timers.splice(from, 0, timer);
  };
  const sleepWhile =
    (alive: () => boolean): Clock["sleep"] =>
    (ms, signal) =>
      new Promise((resolve) => {
        if (!alive()) return;
        if (signal?.aborted === true) return resolve();
        let open = true;
        const fire = (): void => {
          if (!open || !alive()) return;
          open = false;
          signal?.removeEventListener("abort", fire);
          resolve();
        };
        push({ at: now + Math.max(0, Math.ceil(ms)), fire });
        signal?.addEventListener("abort", fire, { once: true });
      });
  return {
    now: () => now,
    sleep: sleepWhile(() => true),
    process: () => {
      let living = true;
      return {
        clock: { now: () => now, sleep: sleepWhile(() => living) },
        die: () => {
          living = false;
        },
      };
    },
    run: async (work, limitMs) => {
      let done = false;
      const outcome = work.finally(() => {
        done = true;
      });
      outcome.catch(() => {});
      const until = now + limitMs;
      for (;;) {
        await turn();
        if (done) return outcome;
        const timer = timers.pop();
        if (timer === undefined) throw new Error("nothing can happen any more, and the work is not done");
        if (timer.at > until) throw new Error(`still not done after ${limitMs} ms of virtual time`);
        now = Math.max(now, timer.at);
        timer.fire();
      }
    },
  };
};
