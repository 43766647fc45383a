import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { budgetHolds, capHolds, ledgerFirst, neverTwoPayees, nothingLost } from "../simulation/promises.ts";
import { type Rest, runWorld } from "../simulation/run-world.ts";
import { type World, WORLD_BEGAN } from "../simulation/world.ts";
import { plainWorlds } from "../simulation/worlds.ts";

interface Jump {
  readonly at: number;
  readonly byMs: number;
}

/** Worlds whose vendors recognise nothing and take what they are sent late: there only waiting proves that something is absent. */
const forgetful = plainWorlds().map((world): World => ({
  ...world,
  crashes: [],
  vendors: world.vendors.map((nature) => ({ ...nature, idempotency: "none", outages: [], faults: { ...nature.faults, landLate: 0.2 } })),
}));

const jumps = fc.array(
  fc.record({ at: fc.integer({ min: 100, max: 20_000 }), byMs: fc.constantFrom(-7_200_000, -60_000, -5_000, 5_000, 60_000, 7_200_000) }),
  { minLength: 1, maxLength: 4 },
);

const run = (world: World, set: readonly Jump[], honest: boolean): Promise<Rest> =>
  runWorld(world, greedyReplan, {
    options: (options) => {
      const { clock } = options;
      const shown = (): number => {
        const now = clock.now();
        return set.reduce((told, { at, byMs }) => told + (now - WORLD_BEGAN >= at ? byMs : 0), now);
      };
      return { ...options, clock: { now: shown, sleep: clock.sleep, elapsed: honest ? clock.now : shown } };
    },
  });

const broken = (rest: Rest): readonly string[] =>
  [capHolds, ledgerFirst, neverTwoPayees, nothingLost, budgetHolds].flatMap((check) => check(rest));

const property = (honest: boolean): fc.IAsyncProperty<[World, Jump[]]> =>
  fc.asyncProperty(forgetful, jumps, async (world, set) => {
    const rest = await run(world, set, honest);
    try {
      expect(broken(rest)).toEqual([]);
    } finally {
      await rest.store.close();
    }
  });

describe("a clock that is set while a job runs, forward and back", () => {
  it("makes nobody believe that something is absent, and breaks no promise", { timeout: 120_000 }, async () => {
    await fc.assert(property(true), { numRuns: 60, seed: 5, endOnFailure: true });
  });

  it("would, where time were measured by the clock that is set", { timeout: 120_000 }, async () => {
    expect((await fc.check(property(false), { numRuns: 500, seed: 5, endOnFailure: true })).failed).toBe(true);
  });
});
