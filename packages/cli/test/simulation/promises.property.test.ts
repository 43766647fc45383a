import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttemptChange, Store } from "../../src/ports/store.ts";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import { greedyReplan } from "./greedy-replan.ts";
import { plannedReplan } from "./planned-replan.ts";
import { budgetHolds, capHolds, ledgerFirst, neverTwoPayees, nothingLost, type PromiseCheck } from "./promises.ts";
import { runWorld, type Sabotage } from "./run-world.ts";
import { type World, worlds } from "./world.ts";

const WORLDS = Number(process.env["TRANCHE_WORLDS"] ?? 1_000);
const SEED = Number(process.env["TRANCHE_SEED"] ?? 20_260_101);

const solve = await loadHighs();

const broken = async (
  world: World,
  check: PromiseCheck,
  how: { readonly sabotage?: Sabotage; readonly replan?: (world: World) => ReplanMissing } = {},
): Promise<readonly string[]> => {
  const rest = await runWorld(world, how.replan ?? greedyReplan, how.sabotage);
  try {
    return check(rest);
  } finally {
    await rest.store.close();
  }
};

/** Every promise over every world: one run of a world is held against all of them. */
const all: PromiseCheck = (rest) =>
  [capHolds, ledgerFirst, neverTwoPayees, nothingLost, budgetHolds].flatMap((check) => check(rest).map((what) => `${check.name}: ${what}`));

describe("the promises, in virtual time", () => {
  it(`hold in ${WORLDS} worlds of faults, outages and crashes`, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds(), async (world) => {
        expect(await broken(world, all, { replan: plannedReplan(solve) })).toEqual([]);
      }),
      { numRuns: WORLDS, seed: SEED },
    );
  });

  it("hold whatever the planner is: with one that solves nothing, too", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds(), async (world) => {
        expect(await broken(world, all, { replan: greedyReplan })).toEqual([]);
      }),
      { numRuns: Math.ceil(WORLDS / 4), seed: SEED + 1 },
    );
  });
});

/** A store that lies in one place, everything else being the real one. */
const lying =
  (lies: (real: Store) => Partial<Store>): NonNullable<Sabotage["store"]> =>
  (real) => ({ ...real, ...lies(real) });

const changing = (change: (one: AttemptChange) => readonly AttemptChange[]): Sabotage => ({
  store: lying((real) => ({ apply: (request) => real.apply({ ...request, changes: request.changes.flatMap(change) }) })),
});

const blindToCaps = (world: World): ReplanMissing => greedyReplan({ ...world, maxSharePerMillion: 1_000_000_000 });
const blindToBudget = (world: World): ReplanMissing => greedyReplan({ ...world, budgetSlots: undefined });

interface Planted {
  readonly bug: string;
  readonly check: PromiseCheck;
  readonly sabotage: Sabotage;
  readonly replan?: (world: World) => ReplanMissing;
}

const planted: readonly Planted[] = [
  {
    bug: "the cap is not checked where the dispatch happens",
    check: capHolds,
    replan: blindToCaps,
    sabotage: { store: lying((real) => ({ reserve: (request) => real.reserve({ ...request, ownerCap: Number.MAX_SAFE_INTEGER }) })) },
  },
  {
    bug: "the disclosure is written after the bytes have left",
    check: ledgerFirst,
    sabotage: {
      store: lying((real) => ({
        reserve: async (request) => {
          const reservation = await real.reserve(request);
          const { database } = real as unknown as { database: { run: (sql: string) => unknown } };
          database.run("DELETE FROM exposure");
          return reservation;
        },
      })),
    },
  },
  {
    bug: "exposure is given back after a doubtful submission",
    check: ledgerFirst,
    sabotage: changing((one) =>
      one.event.event === "submission-in-doubt"
        ? [{ target: one.target, event: { event: "submission-not-sent", at: one.event.at } }]
        : [one],
    ),
  },
  {
    bug: "in doubt is treated as failed and sent again",
    check: neverTwoPayees,
    sabotage: changing((one) =>
      one.event.event === "submission-in-doubt"
        ? [{ target: one.target, event: { event: "submission-throttled", at: one.event.at } }]
        : [one],
    ),
  },
  {
    bug: "absence is believed before the vendor has settled",
    check: neverTwoPayees,
    sabotage: { vendor: (vendor) => ({ ...vendor, settleMs: 0 }) },
  },
  {
    bug: "intents of a killed process are forgotten",
    check: nothingLost,
    sabotage: {
      store: lying((real) => ({
        liveAttempts: async (job, vendor, at, limit) => (at === "sending" ? [] : real.liveAttempts(job, vendor, at, limit)),
      })),
    },
  },
  {
    bug: "a re-plan leaves a slot out",
    check: nothingLost,
    sabotage: {
      store: lying((real) => ({ missingSlots: async (job, usable, every) => (await real.missingSlots(job, usable, every)).slice(1) })),
    },
  },
  {
    bug: "the budget is not checked where the dispatch happens",
    check: budgetHolds,
    replan: blindToBudget,
    sabotage: {
      store: lying((real) => ({
        reserve: (request) => {
          const { budgetCap: _, ...rest } = request;
          return real.reserve(rest);
        },
      })),
    },
  },
];

describe("planted bugs", () => {
  it.each(planted)("$bug: is caught", { timeout: 300_000 }, async ({ check, sabotage, replan }) => {
    const result = await fc.check(
      fc.asyncProperty(worlds(), async (world) => {
        expect(await broken(world, check, { sabotage, ...(replan === undefined ? {} : { replan }) })).toEqual([]);
      }),
      { numRuns: 500, seed: SEED, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });

  it("a planner that forgets the cap is stopped where the dispatch happens", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds(), async (world) => {
        const rest = await runWorld(world, (one) => stubborn(blindToCaps(one), greedyReplan(one)));
        expect(capHolds(rest)).toEqual([]);
        await rest.store.close();
      }),
      { numRuns: 200, seed: SEED },
    );
  });
});

/** Plans without caps at first and with them afterwards, so that a run that was stopped by the cap comes to an end. */
const stubborn = (blind: ReplanMissing, seeing: ReplanMissing): ReplanMissing => {
  let first = true;
  return (request) => {
    const plan = first ? blind : seeing;
    first = false;
    return plan(request);
  };
};
