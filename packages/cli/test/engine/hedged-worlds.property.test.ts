import { describe, expect, it } from "vitest";
import { hedgesAtMost } from "../../src/core/failover/hedge.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { brokenPromises } from "../simulation/promises.ts";
import { type Rest, runWorld } from "../simulation/run-world.ts";
import type { Sabotage } from "../simulation/sabotage.ts";
import { type World, WORLD_BEGAN } from "../simulation/world.ts";
import { plainWorldOfSeed } from "../simulation/world-of-seed.ts";

const WORLDS = Math.ceil(Number(process.env["TRANCHE_WORLDS"] ?? 1_000) / 60);

/** A world of chance, large enough that vendors have a past, in which stragglers are asked of a second owner. */
const worldOf = (seed: number): World => {
  const { poison: _, deadline: _d, ...world } = plainWorldOfSeed(seed);
  const vendors = world.vendors.map((nature, index) => ({
    ...nature,
    // Some stall, so that there is something to hedge.
    faults: index === 0 ? { ...nature.faults, stall: 0.1 } : nature.faults,
    ...(index === 0 ? { outages: [{ from: WORLD_BEGAN + 25_000, until: WORLD_BEGAN + 60_000 }] } : {}),
    owner: `o${index}`,
    answerMs: 2_000,
  }));
  return {
    ...world,
    items: 45,
    vendors,
    maxSharePerMillion: Math.max(600_000, world.maxSharePerMillion),
    budgetSlots: undefined,
    hedge: hedgeOf(seed),
  };
};
const hedgeOf = (seed: number): { readonly afterPerMillion: number; readonly atMostPerMillion: number } => ({
  afterPerMillion: 500_000 + (seed % 5) * 80_000,
  atMostPerMillion: 50_000 + (seed % 4) * 50_000,
});

/** What the other promises say of slots that are all the job's own is said here of those that may be spared. */
const broken = (rest: Rest, seed: number): readonly string[] => {
  const db = rest.store.database;
  const own = rest.world.items * rest.world.slotsPerItem;
  const count = (where: string): number => db.get(`SELECT count(*) AS n FROM slots WHERE ${where}`)?.["n"] as number;
  const made = count("purpose = 'hedge'");
  const most = hedgesAtMost(hedgeOf(seed), own);
  return [
    ...brokenPromises(rest).filter((line) => !/slots are left of|it ended \w+, and that is not so/.test(line)),
    ...(made > most ? [`${made} hedges were made, and ${most} were allowed`] : []),
    ...(count("purpose <> 'hedge'") === own ? [] : ["slots of the job are gone"]),
    ...(rest.end === "complete" && count("state NOT IN ('filled', 'spared')") > 0 ? ["it ended complete, and that is not so"] : []),
    ...db
      .all(
        "SELECT seq FROM slots GROUP BY seq HAVING sum(state = 'filled') < ? AND sum(state = 'spared') > 0 AND sum(state NOT IN ('filled', 'spared')) = 0",
        rest.world.slotsPerItem,
      )
      .map((row) => `item ${row["seq"] as number} was spared answers that it needs`),
  ];
};

const judge = async (seed: number, sabotage: Sabotage = {}): Promise<{ readonly made: number; readonly broken: readonly string[] }> => {
  const rest = await runWorld(worldOf(seed), greedyReplan, {
    ...sabotage,
    options: (options) => ({ ...options, job: { ...options.job, hedge: hedgeOf(seed) } }),
  });
  try {
    return {
      made: rest.store.database.get("SELECT count(*) AS n FROM slots WHERE purpose = 'hedge'")?.["n"] as number,
      broken: broken(rest, seed),
    };
  } finally {
    await rest.store.close();
  }
};

describe("hedges, in worlds of chance", () => {
  it(
    `break no promise through crashes, late answers and orders, and are no more than allowed, in ${WORLDS} worlds`,
    { timeout: 300_000 },
    async () => {
      let made = 0;
      for (let seed = 1; seed <= WORLDS; seed += 1) {
        const verdict = await judge(seed);
        made += verdict.made;
        expect({ seed, broken: verdict.broken }).toEqual({ seed, broken: [] });
      }
      expect(made).toBeGreaterThan(0);
    },
  );

  it("would be too many, if those of the process before were forgotten: the check sees it", { timeout: 300_000 }, async () => {
    const forgetful: Sabotage = { store: (real) => ({ ...real, hedges: async (job) => ({ ...(await real.hedges(job)), made: 0 }) }) };
    for (let seed = 1; seed <= 300; seed += 1) if ((await judge(seed, forgetful)).broken.length > 0) return;
    expect.fail("nothing was noticed");
  });
});
