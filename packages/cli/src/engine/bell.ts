import type { Clock } from "../ports/clock.ts";

/** Something to wait for: a ring, a time, or the end, whichever is first. A ring that nobody waits for is kept. */
export interface Bell {
  readonly ring: () => void;
  readonly wait: (ms: number) => Promise<void>;
}

export const createBell = (clock: Clock, signal: AbortSignal): Bell => {
  let rung = false;
  let waiting: AbortController | undefined;
  return {
    ring: () => {
      rung = true;
      // A reason of our own: making a DOMException for every ring costs more than the ring.
      waiting?.abort("rung");
    },
    wait: async (ms) => {
      if (!rung && !signal.aborted) {
        const controller = new AbortController();
        const end = (): void => controller.abort("ended");
        waiting = controller;
        signal.addEventListener("abort", end, { once: true });
        await clock.sleep(ms, controller.signal);
        signal.removeEventListener("abort", end);
        waiting = undefined;
      }
      rung = false;
    },
  };
};
