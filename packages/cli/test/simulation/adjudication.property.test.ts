import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import type { Store } from "../../src/ports/store.ts";
import { settledAnswers } from "../../src/store/sqlite/facts/settled-answers.ts";
import { plannedReplan } from "./planned-replan.ts";
import { budgetHolds, capHolds, comesToRest, independenceHolds, ledgerFirst, neverTwoPayees, type PromiseCheck } from "./promises.ts";
import { runWorld } from "./run-world.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";
import { plainWorlds } from "./worlds.ts";

const WORLDS = Math.ceil(Number(process.env["TRANCHE_WORLDS"] ?? 1_000) / 50);
const SEED = Number(process.env["TRANCHE_SEED"] ?? 20_260_101);

const solve = await loadHighs();

interface Judged {
  readonly world: World;
  readonly untilPerMillion: number;
  readonly atMost: number;
}

const judged: fc.Arbitrary<Judged> = fc.record({
  // Mostly with room for a third owner: every vendor its own, no cap, no budget.
  world: fc.tuple(plainWorlds(), fc.nat(3)).map(([{ groups: _, ...world }, tight]): World => {
    const two: World = { ...world, slotsPerItem: 2, independent: "owner" };
    if (tight === 0) return two;
    const { budgetSlots: _b, ...rest } = two;
    return {
      ...rest,
      budgetSlots: undefined,
      maxSharePerMillion: 1_000_000,
      vendors: two.vendors.map((nature, index) => ({ ...nature, owner: `o${index}` })),
    };
  }),
  untilPerMillion: fc.integer({ min: 500_000, max: 1_000_000 }),
  atMost: fc.integer({ min: 3, max: 4 }),
});

/** No item has more judgments than it may, and every one that was left unsure had its reason to stop there. */
const adjudicated =
  ({ untilPerMillion, atMost }: Judged): PromiseCheck =>
  (rest) => {
    const db = rest.store.database;
    const settled = settledAnswers(db, {
      job: "job",
      shape: { kind: "classification", options: ["yes", "no"] },
      method: "auto",
      goldOf: () => undefined,
    });
    const broken: string[] = [];
    for (const row of db.all(
      "SELECT seq, count(*) AS slots, sum(state = 'filled') AS filled, sum(state NOT IN ('filled', 'spared')) AS open, sum(state = 'spared') AS spared FROM slots GROUP BY seq",
    )) {
      const { seq, slots, filled, open, spared } = row as { seq: number; slots: number; filled: number; open: number; spared: number };
      if (slots > atMost) broken.push(`item ${seq} was to have ${slots} judgments, ${atMost} are allowed`);
      const sure = (settled.of(seq)?.confidence ?? 0) * 1_000_000 >= untilPerMillion;
      if (rest.end === "complete" && open === 0 && spared === 0 && filled < atMost && !sure)
        broken.push(`item ${seq} was left unsure with ${filled} judgments`);
    }
    return broken;
  };

const brokenIn = async (one: Judged, more: Sabotage = {}): Promise<{ readonly broken: readonly string[]; readonly added: number }> => {
  const { untilPerMillion, atMost } = one;
  const rest = await runWorld(one.world, plannedReplan(solve), {
    ...more,
    options: (options) => ({ ...options, job: { ...options.job, mostPerItem: atMost, adjudication: { untilPerMillion, atMost } } }),
  });
  try {
    const checks = [adjudicated(one), capHolds, ledgerFirst, neverTwoPayees, budgetHolds, independenceHolds, comesToRest];
    return {
      broken: checks.flatMap((check) => check(rest)),
      added: rest.store.database.get("SELECT count(*) AS n FROM slots WHERE k >= 2 AND state = 'filled'")?.["n"] as number,
    };
  } finally {
    await rest.store.close();
  }
};

describe("adjudication, in virtual time", () => {
  it(`asks further owners, within every limit, and stops, in ${WORLDS} worlds`, { timeout: 300_000 }, async () => {
    let added = 0;
    await fc.assert(
      fc.asyncProperty(judged, async (one) => {
        const ran = await brokenIn(one);
        added += ran.added;
        expect(ran.broken).toEqual([]);
      }),
      { numRuns: WORLDS, seed: SEED },
    );
    expect(added).toBeGreaterThan(WORLDS / 4);
  });

  const planted: readonly (readonly [string, (real: Store) => Partial<Store>])[] = [
    ["the most is forgotten", (real) => ({ unsureItems: (query) => real.unsureItems({ ...query, atMost: query.atMost + 1 }) })],
    ["unsure items are left out", (real) => ({ unsureItems: async (query) => (await real.unsureItems(query)).slice(1) })],
  ];
  it.each(planted)("notices where %s", { timeout: 300_000 }, async (_, lies) => {
    const result = await fc.check(
      fc.asyncProperty(judged, async (one) => {
        expect((await brokenIn(one, { store: (real) => ({ ...real, ...lies(real) }) })).broken).toEqual([]);
      }),
      { numRuns: 200, seed: SEED, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });
});
