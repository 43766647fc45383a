import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runWorld, type Rest } from "../simulation/run-world.ts";
import type { Sabotage } from "../simulation/sabotage.ts";
import type { Observation } from "@tranche/sdk";
import type { EngineOptions } from "../../src/engine/engine-options.ts";
import { StoreError } from "../../src/store/store-error.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { calmVendor, calmWorld } from "../simulation/calm-worlds.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { budgetHolds, ledgerFirst, neverTwoPayees, nothingLost } from "../simulation/promises.ts";
import { type World, WORLD_BEGAN } from "../simulation/world.ts";
import { contentOf, fingerprintOf } from "../simulation/world-job.ts";
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

  it("is brought up to date from a listing of any length, in a job of more names than are kept", { timeout: 60_000 }, async () => {
    let adopted = 0;
    const world = calmWorld([calmVendor("a", { maxUnits: 40, answerMs: 60_000, idempotency: "none" })], {
      items: 520,
      crashes: [{ how: "killed", at: 8_000 }],
    });
    const rest = await runWorld(world, greedyReplan, {
      ...withOldCopy("adopt"),
      options: (options) => ({
        ...options,
        onUnknown: "adopt",
        onNote: (note) => {
          if (note.note === "adopted") adopted += note.units;
        },
      }),
    });
    try {
      expect({ adopted, twice: heldTwice(rest), lost: nothingLost(rest), end: rest.end }).toEqual({
        adopted: world.items,
        twice: [],
        lost: [],
        end: "complete",
      });
    } finally {
      await rest.store.close();
    }
  });

  it("has back each judgment that was added and lost, once, and whatever it was shown to", { timeout: 60_000 }, async () => {
    const world = calmWorld(["a", "b", "c"].map((name) => calmVendor(name)));
    let nameFor: EngineOptions["pseudonyms"]["nameFor"] | undefined;
    const held: Readonly<Record<string, readonly string[]>> = {
      // Gold that was added for each owner that took work over, at one of them twice.
      a: ["job/0/1/1", "job/0/1/3"],
      b: ["job/0/2/1", "job/0/1/2"],
      c: ["job/0/3/1"],
    };
    const rest = await runWorld(world, greedyReplan, {
      begin: {
        release: { at: WORLD_BEGAN, vendors: [] },
        item: (item) => ({
          ...item,
          slots: item.slots.map((slot) => ({
            ...slot,
            vendor: ["a", "b", "c"][item.seq % 3] ?? "a",
            purpose: item.seq === 0 ? ("gold" as const) : ("real" as const),
          })),
        }),
      },
      options: (options) => {
        ({ nameFor } = options.pseudonyms);
        return { ...options, onUnknown: "adopt", job: { ...options.job, mostPerItem: 2, goldSharePerMillion: 100_000 } };
      },
      vendor: (one) => ({
        ...one,
        adapter: {
          ...one.adapter,
          collect: async (...call) => {
            const page = await one.adapter.collect(...call);
            const lost = (held[one.vendor] ?? []).map((name): Observation => {
              const key = nameFor?.({ vendor: one.vendor, dataset: "set" }, name) ?? "";
              return { type: "unit", ref: key, key, status: "answered", raw: "done", judgments: [{ id: key, answer: "yes" }] };
            });
            return { ...page, observations: [...page.observations, ...lost] };
          },
        },
      }),
    });
    try {
      const { database } = rest.store;
      expect(database.all("SELECT k, purpose FROM slots WHERE seq = 0 ORDER BY k")).toEqual(
        [0, 1, 2, 3].map((k) => ({ k, purpose: "gold" })),
      );
      expect(
        database
          .all("SELECT owner FROM exposure WHERE fingerprint = ? ORDER BY owner", fingerprintOf(contentOf(0)))
          .map(({ owner }) => owner),
      ).toEqual(["a", "b", "c"]);
      expect(rest.end).toBe("complete");
    } finally {
      await rest.store.close();
    }
  });
});
