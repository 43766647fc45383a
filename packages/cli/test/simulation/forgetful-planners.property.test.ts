import { describe, expect, it } from "vitest";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import { judgeWorld } from "./judge-world.ts";
import type { Sabotage } from "./sabotage.ts";
import { worldOfSeed } from "./world-of-seed.ts";
import type { World } from "./world.ts";

/** Worlds a planner, of seeds that the other suite does not run. */
const WORLDS = Number(process.env["TRANCHE_WORLDS"] ?? 1_000);
const FORGETFUL = Math.ceil(WORLDS / 5);
const GREEDY = Math.ceil(WORLDS / 4);
const FROM = 100_000;
/** A planner that never remembers would have a job begin anew for ever; this one remembers when it was wrong so often. */
const TIMES_WRONG = 3;

const solve = await loadHighs();

interface Forgetful {
  readonly forgets: string;
  /** What the dispatch stops it with. */
  readonly rule: string;
  readonly where: (world: World) => boolean;
  /** The world as the planner sees it. */
  readonly sees: (world: World) => World;
}

const planners: readonly Forgetful[] = [
  {
    forgets: "the cap",
    rule: "cap",
    where: ({ maxSharePerMillion }) => maxSharePerMillion < 1_000_000,
    sees: (world) => ({ ...world, maxSharePerMillion: 1_000_000 }),
  },
  {
    forgets: "the budget",
    rule: "budget",
    where: ({ budgetSlots }) => budgetSlots !== undefined,
    sees: (world) => ({ ...world, budgetSlots: undefined }),
  },
  {
    forgets: "independence",
    rule: "independence",
    where: ({ slotsPerItem, independent, vendors }) =>
      slotsPerItem > 1 && independent === "owner" && new Set(vendors.map(({ owner }) => owner)).size < vendors.length,
    // Every vendor seems to be somebody else's.
    sees: (world) => ({ ...world, independent: "vendor" }),
  },
];

/** The worlds of the first so many seeds in which something is to be seen. */
function* worldsWhere(where: (world: World) => boolean, many: number): Generator<World> {
  for (let seed = FROM, given = 0; given < many; seed += 1) {
    const world = worldOfSeed(seed);
    if (!where(world)) continue;
    given += 1;
    yield world;
  }
}

describe("whatever the planner is", () => {
  it.each(planners)(
    "one that forgets $forgets is stopped where the dispatch happens",
    { timeout: 300_000 },
    async ({ rule, where, sees }) => {
      let stopped = 0;
      for (const world of worldsWhere(where, FORGETFUL)) {
        let planned = 0;
        let stops = 0;
        const sabotage: Sabotage = {
          planner: () => (planned += 1) <= TIMES_WRONG,
          store: (store) => ({
            ...store,
            reserve: async (request) => {
              const reservation = await store.reserve(request);
              stops += reservation.blocked.filter((one) => one.rule === rule).length;
              return reservation;
            },
          }),
        };
        const { broken } = await judgeWorld(world, { solve, sabotage, planFor: sees(world) });
        expect(broken, `seed ${world.seed}`).toEqual([]);
        if (stops > 0) stopped += 1;
      }
      // It did forget, and was stopped: else nothing was shown.
      expect(stopped).toBeGreaterThan(FORGETFUL / 10);
    },
  );

  it("the promises hold with one that solves nothing", { timeout: 300_000 }, async () => {
    for (const world of worldsWhere(() => true, GREEDY)) {
      const { broken } = await judgeWorld({ ...world, planner: "greedy" }, { solve });
      expect(broken, `seed ${world.seed}`).toEqual([]);
    }
  });
});
