import type { Clock } from "../../src/ports/clock.ts";

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** One process on a virtual clock: what it waits for stops coming when it is dead, and comes late when it stood still. */
export interface ClockedProcess {
  readonly clock: Clock;
  readonly alive: () => boolean;
  readonly die: () => void;
  /** It gets nothing more before then. */
  readonly freezeUntil: (at: number) => void;
  /** Hands it a result, when it can take it: never, where it is dead by then. */
  readonly deliver: <T>(result: Promise<T>) => Promise<T>;
}

/** Time that moves only when nothing else can happen. */
export interface VirtualClock extends Clock {
  /**
   * Lets time pass until the promise settles; throws when nothing is left that could settle it, after `limitMs`, or when `tooMuch` happens.
   */
  run<T>(work: Promise<T>, limitMs: number, tooMuch?: () => boolean): Promise<T>;
  /** `ahead`: by how much its own clock is ahead at this moment. */
  process(ahead?: () => number): ClockedProcess;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = <T>(): Promise<T> => new Promise(() => {});

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
  /** `ready`: when whoever sleeps can wake, or never. */
  const sleepWhile =
    (ready: () => number | undefined): Clock["sleep"] =>
    (ms, signal) =>
      new Promise((resolve) => {
        if (ready() === undefined) return;
        if (signal?.aborted === true) return resolve();
        let open = true;
        const fire = (): void => {
          const from = ready();
          if (!open || from === undefined) return;
          if (from > now) return push({ at: from, fire });
          open = false;
          signal?.removeEventListener("abort", fire);
          resolve();
        };
        push({ at: now + (ms > 0 ? Math.ceil(ms) : 0), fire });
        signal?.addEventListener("abort", fire, { once: true });
      });
  const sleep = sleepWhile(() => 0);
  return {
    now: () => now,
    sleep,
    process: (ahead = () => 0) => {
      let living = true;
      let frozenUntil = 0;
      const deliverOnce = async <T>(result: Promise<T>): Promise<T> => {
        const [settled] = await Promise.allSettled([result]);
        if (frozenUntil > now) await sleep(frozenUntil - now);
        if (!living) return never();
        if (settled.status === "rejected") throw settled.reason;
        return settled.value;
      };
      return {
        clock: { now: () => now + ahead(), elapsed: () => now, sleep: sleepWhile(() => (living ? frozenUntil : undefined)) },
        alive: () => living,
        die: () => {
          living = false;
        },
        freezeUntil: (at) => {
          frozenUntil = at;
        },
        deliver: deliverOnce,
      };
    },
    run: async (work, limitMs, tooMuch) => {
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
        if (tooMuch?.() === true) throw new Error("it goes round in circles");
        if (timer.at > until) throw new Error(`still not done after ${limitMs} ms of virtual time`);
        now = Math.max(now, timer.at);
        timer.fire();
      }
    },
  };
};
