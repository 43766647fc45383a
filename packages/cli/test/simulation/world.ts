import fc from "fast-check";
import type { VendorNature } from "./simulated-vendor.ts";

/** A small world in which a job runs: vendors with natures, faults, outages, crashes, and limits. */
export interface World {
  readonly seed: number;
  readonly items: number;
  readonly slotsPerItem: number;
  readonly independent: "owner" | "vendor";
  readonly maxSharePerMillion: number;
  readonly budgetSlots: number | undefined;
  readonly vendors: readonly VendorNature[];
  /** Virtual ms after each start at which the process dies; as many starts as crashes, and one more. */
  readonly crashes: readonly number[];
  /** An owner the policy denies changes hands while the job runs. */
  readonly takeover?: Takeover;
  /** Items are of groups, and what is asked of those. */
  readonly groups?: WorldGroups;
}

export interface WorldGroups {
  readonly rule: { readonly keep: "together" } | { readonly keep: "apart"; readonly atMostPerMillion: number };
  /** Sizes of the groups, over and over; items are in them in turn. */
  readonly sizes: readonly number[];
}

/** The group of every item of a world, by its number; none where the world has no groups. */
export const unitsOf = ({ items, groups }: World): readonly string[] => {
  if (groups === undefined) return [];
  const units: string[] = [];
  for (let group = 0; units.length < items; group += 1)
    for (let left = groups.sizes[group % groups.sizes.length] ?? 1; left > 0 && units.length < items; left -= 1) units.push(`g${group}`);
  return units;
};

/**
 * From `at` on a denied party controls the owner, until `until`. `dated`: the stake was written down before, with its date;
 * `edited`: the config changes at that moment, and the run has to notice. Virtual ms after the world began.
 */
export interface Takeover {
  readonly owner: string;
  readonly at: number;
  readonly until: number;
  readonly how: "dated" | "edited";
}

/** When a virtual clock starts. */
export const WORLD_BEGAN = 1_000_000;

const rate = (most: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: Math.round(most * 100) }).map((percent) => percent / 100) },
  );

const nature = (index: number, owners: number): fc.Arbitrary<VendorNature> =>
  fc.record({
    vendor: fc.constant(`v${index}`),
    owner: fc.integer({ min: 0, max: owners - 1 }).map((owner) => `o${owner}`),
    idempotency: fc.constantFrom("key-conflict" as const, "key-replay" as const, "none" as const),
    maxUnits: fc.constantFrom(1, 3, 10),
    canFind: fc.constant(true),
    canWithdraw: fc.boolean(),
    faults: fc.record({
      unreachable: rate(0.3),
      dropBefore: rate(0.2),
      dropAfter: rate(0.2),
      landLate: rate(0.1),
      throttle: rate(0.2),
      partial: rate(0.3),
      refuse: rate(0.1),
      giveBack: rate(0.1),
      nonsense: rate(0.1),
      readFails: rate(0.2),
    }),
    answerMs: fc.integer({ min: 200, max: 20_000 }),
    outages: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.integer({ min: 0, max: 30_000 }).map((from) => [{ from: 1_000_000 + from, until: Number.MAX_SAFE_INTEGER }]),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 100, max: 40_000 }))
          .map(([from, long]) => [{ from: 1_000_000 + from, until: 1_000_000 + from + long }]),
      },
    ),
  });

/** Worlds of a few items and vendors: small enough to run thousands, wild enough to meet every fault. */
export const worlds = (): fc.Arbitrary<World> =>
  fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 4 })).chain(([vendors, owners]) =>
    fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      items: fc.integer({ min: 1, max: 30 }),
      slotsPerItem: fc.constantFrom(1, 1, 1, 2),
      independent: fc.constantFrom("owner" as const, "vendor" as const),
      maxSharePerMillion: fc.constantFrom(250_000, 400_000, 500_000, 600_000, 800_000, 1_000_000),
      budgetSlots: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 4 }),
      vendors: fc.tuple(...Array.from({ length: vendors }, (_, index) => nature(index, owners))),
      crashes: fc.array(fc.integer({ min: 50, max: 20_000 }), { maxLength: 3 }),
    }),
  );

/** The same worlds, with an owner in each that changes hands within the first seconds: for good, or for a while. */
export const worldsWithTakeover = (): fc.Arbitrary<World> =>
  worlds().chain((world) =>
    fc
      .record({
        owner: fc.constantFrom(...world.vendors.map(({ owner }) => owner)),
        at: fc.integer({ min: 0, max: 2_500 }),
        lasts: fc.option(fc.integer({ min: 2_000, max: 20_000 }), { nil: undefined, freq: 3 }),
        how: fc.constantFrom("dated" as const, "edited" as const),
      })
      .map(({ owner, at, lasts, how }) => ({
        ...world,
        takeover: { owner, at, until: lasts === undefined || how === "dated" ? Number.MAX_SAFE_INTEGER : at + lasts, how },
      })),
  );

/** The same worlds, their items in groups. */
export const worldsWithGroups = (): fc.Arbitrary<World> =>
  worlds().chain((world) =>
    fc
      .record({
        rule: fc.oneof(
          fc.constant({ keep: "together" as const }),
          fc.integer({ min: 200_000, max: 800_000 }).map((atMostPerMillion) => ({ keep: "apart" as const, atMostPerMillion })),
        ),
        sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
      })
      .map((groups) => ({ ...world, groups })),
  );
