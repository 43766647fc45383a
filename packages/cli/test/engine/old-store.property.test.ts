import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runWorld, type Rest } from "../simulation/run-world.ts";
import type { Sabotage } from "../simulation/sabotage.ts";
import { StoreError } from "../../src/store/store-error.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { budgetHolds, ledgerFirst, neverTwoPayees, nothingLost } from "../simulation/promises.ts";
import type { World } from "../simulation/world.ts";
import { plainWorlds } from "../simulation/worlds.ts";

/** The store as a copy of an hour ago would be: the job is known, and nothing of what was sent since, nor its disclosures. */
const restoreOldCopy = (store: SqliteStore): void => {
  for (const table of [
    "attempts",
    "attempt_events",
    "disclosures",
    "exposure",
    "exposure_counts",
    "judgments",
    "item_bars",
    "commitments",
    "engagements",
    "costs",
  ])
    store.database.run(`DELETE FROM ${table}`);
  store.database.run("UPDATE slots SET state = 'pending', vendor = NULL, reason = NULL, not_before = 0");
};

const withOldCopy = (onUnknown: "refuse" | "adopt"): Sabotage => {
  let starts = 0;
  return {
    store: (real) => {
      starts += 1;
      if (starts === 2) restoreOldCopy(real as SqliteStore);
      return real;
    },
    options: (options) => ({ ...options, onUnknown }),
  };
};

/** A process that was killed while vendors held something, and an old copy that is started instead. */
const restored = plainWorlds().map((world): World => ({
  ...world,
  crashes: [{ how: "killed", at: 8_000 }],
  maxSharePerMillion: 1_000_000,
  budgetSlots: undefined,
  slotsPerItem: 1,
  vendors: world.vendors.map((nature) => ({
    ...nature,
    idempotency: "none",
    outages: [],
    faults: { ...nature.faults, unreachable: 0, readFails: 0, landLate: 0 },
  })),
}));

const heldTwice = (rest: Rest): readonly string[] => {
  const created = rest.vendors.flatMap(({ truth }) => truth.created);
  return created.length > new Set(created).size ? ["something was made twice"] : [];
};

describe("a store that is older than what was sent", () => {
  it("is refused before anything more is sent, wherever a vendor holds what it does not know", { timeout: 120_000 }, async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(restored, async (world) => {
        let starts = 0;
        let sent = 0;
        try {
          const rest = await runWorld(world, greedyReplan, {
            ...withOldCopy("refuse"),
            options: (options) => {
              starts += 1;
              return { ...options, onUnknown: "refuse" };
            },
            vendor: (one) => ({
              ...one,
              adapter: {
                ...one.adapter,
                submit: async (engagement, units, call) => {
                  if (starts === 2) sent += units.length;
                  return one.adapter.submit(engagement, units, call);
                },
              },
            }),
          });
          await rest.store.close();
        } catch (error) {
          if (!StoreError.is(error)) throw error;
          expect({ kind: error.kind, sent }).toEqual({ kind: "behind", sent: 0 });
          refused += 1;
        }
      }),
      { numRuns: 60, seed: 3, endOnFailure: true },
    );
    expect(refused).toBeGreaterThan(20);
  });

  it("is brought up to date where a person says so: nothing is made twice, and every promise holds", { timeout: 120_000 }, async () => {
    let adopted = 0;
    await fc.assert(
      fc.asyncProperty(restored, async (world) => {
        const calm: World = {
          ...world,
          vendors: world.vendors.map((nature) => ({
            ...nature,
            faults: { ...nature.faults, dropBefore: 0, dropAfter: 0, throttle: 0, partial: 0, refuse: 0, giveBack: 0, nonsense: 0 },
          })),
        };
        const sabotage = withOldCopy("adopt");
        const rest = await runWorld(calm, greedyReplan, {
          ...sabotage,
          options: (options) => ({
            ...options,
            onUnknown: "adopt",
            onNote: (note) => {
              if (note.note === "adopted") adopted += note.units;
            },
          }),
        });
        try {
          expect([...heldTwice(rest), ...ledgerFirst(rest), ...neverTwoPayees(rest), ...nothingLost(rest), ...budgetHolds(rest)]).toEqual(
            [],
          );
          expect(rest.end).toBe("complete");
        } finally {
          await rest.store.close();
        }
      }),
      { numRuns: 60, seed: 3, endOnFailure: true },
    );
    expect(adopted).toBeGreaterThan(100);
  });
});
