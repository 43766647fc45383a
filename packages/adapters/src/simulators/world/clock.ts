/** The vendors' time. It runs at `speed` simulated seconds a real second and can be pushed forward by a test. */
export interface SimulatedClock {
  /** Simulated seconds a real second; 0 stands still unless advanced. */
  readonly speed: number;
  /** Epoch ms the simulation began at. */
  readonly startedAt: number;
  /** Epoch ms of the simulation. Never goes back. */
  readonly now: () => number;
  /** Moves the simulation forward by so many simulated milliseconds. */
  readonly advance: (ms: number) => void;
}

/** Starts a clock. `startAt` (epoch ms) defaults to the real time. */
export const startClock = (options: { readonly speed: number; readonly startAt?: number }): SimulatedClock => {
  const { speed } = options;
  const startedAt = Math.floor(options.startAt ?? Date.now());
  const realStart = performance.now();
  let pushedMs = 0;
  return {
    speed,
    startedAt,
    now: () => Math.floor(startedAt + pushedMs + (performance.now() - realStart) * speed),
    advance: (ms) => {
      pushedMs += Math.max(0, ms);
    },
  };
};

/** The same time seen by a vendor whose clock is wrong by `skewMs`. */
export const skewed = (clock: SimulatedClock, skewMs: number): SimulatedClock =>
  skewMs === 0 ? clock : { ...clock, startedAt: clock.startedAt + skewMs, now: () => clock.now() + skewMs };

let lastAt = Number.NaN;
let lastText = "";

/** ISO 8601 with milliseconds and Z. Remembers its last answer: one request asks for the same moment several times. */
export const isoTime = (epochMs: number): string => {
  if (epochMs !== lastAt) {
    lastText = new Date(epochMs).toISOString();
    lastAt = epochMs;
  }
  return lastText;
};

export const secondMs = 1000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
