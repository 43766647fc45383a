import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { budgetHolds, capHolds, ledgerFirst, neverTwoPayees, nothingLost } from "../simulation/promises.ts";
import { type Rest, runWorld } from "../simulation/run-world.ts";
import { type World, WORLD_BEGAN } from "../simulation/world.ts";
import { plainWorlds } from "../simulation/worlds.ts";

/** A look of the supervisor, what it was busy with, and a request under way. */
const NOTICED_MS = 5_000;

const cancelledAt = async (world: World, at: number, lies: (store: Store) => Partial<Store> = () => ({})): Promise<Rest> =>
  runWorld(world, greedyReplan, {
    options: (options) => {
      const { clock, store } = options;
      const cancellation: Store["cancellation"] = async () =>
        clock.now() >= WORLD_BEGAN + at ? { why: "by hand", at: WORLD_BEGAN + at } : undefined;
      return { ...options, store: { ...store, cancellation, ...lies(store) } };
    },
  });

const broken = (rest: Rest, at: number): readonly string[] => {
  const sentAfter = rest.arrivals.filter((arrival) => arrival.at > at + NOTICED_MS);
  const slots = rest.store.database.all("SELECT DISTINCT state FROM slots").map(({ state }) => String(state));
  return [
    ...[capHolds, ledgerFirst, neverTwoPayees, nothingLost, budgetHolds].flatMap((check) => check(rest)),
    ...(sentAfter.length > 0 && rest.end === "cancelled" ? [`${sentAfter.length} items were sent after the job was cancelled`] : []),
    ...slots.filter((state) => !["filled", "stranded", "quarantined"].includes(state)).map((state) => `slots are left ${state}`),
  ];
};

const moments = fc.tuple(plainWorlds(), fc.integer({ min: 0, max: 15_000 }));

describe("a job that is cancelled at any moment", () => {
  it("sends nothing more, loses nothing, and keeps every promise through crashes and faults", { timeout: 120_000 }, async () => {
    let cancelled = 0;
    await fc.assert(
      fc.asyncProperty(moments, async ([world, at]) => {
        const rest = await cancelledAt(world, at);
        try {
          if (rest.end === "cancelled") cancelled += 1;
          expect(broken(rest, at)).toEqual([]);
        } finally {
          await rest.store.close();
        }
      }),
      { numRuns: 200, seed: 11, endOnFailure: true },
    );
    expect(cancelled).toBeGreaterThan(50);
  });

  it("is noticed where the work that waits is forgotten", { timeout: 120_000 }, async () => {
    const planted = await fc.check(
      fc.asyncProperty(moments, async ([world, at]) => {
        const rest = await cancelledAt(world, at, () => ({ strandPending: async () => {} }));
        try {
          expect(broken(rest, at)).toEqual([]);
        } finally {
          await rest.store.close();
        }
      }),
      { numRuns: 200, seed: 11, endOnFailure: true },
    );
    expect(planted.failed).toBe(true);
  });
});
