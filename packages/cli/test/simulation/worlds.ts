import fc from "fast-check";
import type { FaultKind } from "./vendor-nature.ts";
import type { World } from "./world.ts";
import { plainWorldOfSeed } from "./world-of-seed.ts";

/** Worlds of a few items and vendors: small enough to run thousands, wild enough to meet every fault. */
export const worlds = (): fc.Arbitrary<World> => fc.noShrink(fc.nat({ max: 2 ** 31 - 1 })).map(plainWorldOfSeed);

/** Faults of vendors that can be reckoned with: nothing that lasts. */
const PLAIN: readonly FaultKind[] = [
  "unreachable",
  "dropBefore",
  "dropAfter",
  "landLate",
  "throttle",
  "partial",
  "refuse",
  "giveBack",
  "nonsense",
  "readFails",
];

/** Worlds by one clock, without a person's orders: failing requests, outages and killed processes, at the vendors' usual pace. */
export const plainWorlds = (): fc.Arbitrary<World> =>
  worlds().map(({ clockJumps: _j, commands: _c, deadline: _d, takeover: _t, poison: _p, ...world }) => ({
    ...world,
    again: false,
    crashes: world.crashes.filter(({ how }) => how === "killed"),
    vendors: world.vendors.map(({ slow: _s, rotsFrom: _r, skewMs: _k, keyLifetimeMs: _l, ...nature }) => ({
      ...nature,
      canFind: true,
      listing: "whole" as const,
      faults: Object.fromEntries(PLAIN.map((kind) => [kind, nature.faults[kind] ?? 0])),
    })),
  }));

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
      .map(({ owner, at, lasts, how }) => {
        // The check reckons with one clock.
        const { clockJumps: _, ...rest } = world;
        return {
          ...rest,
          takeover: { owner, at, until: lasts === undefined || how === "dated" ? Number.MAX_SAFE_INTEGER : at + lasts, how },
        };
      }),
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
