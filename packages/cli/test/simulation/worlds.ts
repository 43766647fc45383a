import fc from "fast-check";
import type { World } from "./world.ts";
import { worldOfSeed } from "./world-of-seed.ts";

/** Worlds of a few items and vendors: small enough to run thousands, wild enough to meet every fault. */
export const worlds = (): fc.Arbitrary<World> => fc.noShrink(fc.nat({ max: 2 ** 31 - 1 })).map(worldOfSeed);

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
