import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import type { Store } from "../../src/ports/store.ts";
import { plannedReplan } from "./planned-replan.ts";
import { budgetHolds, capHolds, groupsHold, ledgerFirst, neverTwoPayees, nothingLost, type PromiseCheck } from "./promises.ts";
import { runWorld } from "./run-world.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";
import { worldsWithGroups } from "./worlds.ts";

const WORLDS = Math.ceil(Number(process.env["TRANCHE_WORLDS"] ?? 1_000) / 10);
const SEED = Number(process.env["TRANCHE_SEED"] ?? 20_260_101);

const solve = await loadHighs();

const all: PromiseCheck = (rest) =>
  [groupsHold, capHolds, ledgerFirst, neverTwoPayees, nothingLost, budgetHolds].flatMap((check) =>
    check(rest).map((what) => `${check.name}: ${what}`),
  );

interface How {
  readonly replan?: (world: World) => ReplanMissing;
  readonly sabotage?: Sabotage;
  readonly check?: PromiseCheck;
}

const broken = async (world: World, { replan = plannedReplan(solve), sabotage, check = all }: How = {}): Promise<readonly string[]> => {
  const rest = await runWorld(world, replan, sabotage);
  try {
    return check(rest);
  } finally {
    await rest.store.close();
  }
};

/** A planner that knows nothing of groups. */
const blind = (world: World): ReplanMissing => {
  const { groups: _, ...without } = world;
  return plannedReplan(solve)(without);
};

const noRule = (real: Store): Store => ({
  ...real,
  reserve: ({ groups: _, ...request }) => real.reserve(request),
});

describe("a job with groups, through faults, losses and crashes", () => {
  it(`keeps what is asked of the groups, and every other promise, in ${WORLDS} worlds`, { timeout: 300_000 }, () =>
    fc.assert(
      fc.asyncProperty(worldsWithGroups(), async (world) => {
        expect(await broken(world)).toEqual([]);
      }),
      { numRuns: WORLDS, seed: SEED },
    ),
  );

  it("keeps it whatever the planner wants", { timeout: 300_000 }, () =>
    fc.assert(
      fc.asyncProperty(worldsWithGroups(), async (world) => {
        // The first plans are blind to groups; later ones see them, so that the run comes to an end.
        let plans = 0;
        const replan: How["replan"] = (one) => {
          const [unseeing, seeing] = [blind(one), plannedReplan(solve)(one)];
          return (request) => ((plans += 1) <= 3 ? unseeing(request) : seeing(request));
        };
        expect(await broken(world, { replan })).toEqual([]);
      }),
      { numRuns: Math.ceil(WORLDS / 2), seed: SEED },
    ),
  );

  it("would be caught if nobody thought of groups", { timeout: 300_000 }, async () => {
    const found = await fc.check(
      fc.asyncProperty(worldsWithGroups(), async (world) => {
        expect(await broken(world, { replan: blind, sabotage: { store: noRule }, check: groupsHold })).toEqual([]);
      }),
      { numRuns: 200, seed: SEED, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toContain("AssertionError");
  });
});
