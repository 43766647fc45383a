import type { Clock } from "../../src/ports/clock.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
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
  let order = 0;
  const heap: Timer[] = [];
  const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
  const push = (timer: Timer): void => {
    heap.push(timer);
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(heap[i] as Timer, heap[parent] as Timer)) break;
      [heap[i], heap[parent]] = [heap[parent] as Timer, heap[i] as Timer];
      i = parent;
    }
  };
  const pop = (): Timer | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    heap[0] = last;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      let least = i;
      if (left < heap.length && before(heap[left] as Timer, heap[least] as Timer)) least = left;
      if (left + 1 < heap.length && before(heap[left + 1] as Timer, heap[least] as Timer)) least = left + 1;
      if (least === i) return top;
      [heap[i], heap[least]] = [heap[least] as Timer, heap[i] as Timer];
      i = least;
    }
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
        push({ at: now + Math.max(0, Math.ceil(ms)), order: (order += 1), fire });
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
        const timer = pop();
        if (timer === undefined) throw new Error("nothing can happen any more, and the work is not done");
        if (timer.at > until) throw new Error(`still not done after ${limitMs} ms of virtual time`);
        now = Math.max(now, timer.at);
        timer.fire();
      }
    },
  };
};
