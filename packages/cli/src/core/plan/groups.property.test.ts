import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { groupWorlds } from "./__fixtures__/group-worlds.ts";
import { brokenRules } from "./__fixtures__/recount.ts";
import { planJob, planMissing } from "./plan-job.ts";

const solve = await loadHighs();
const numRuns = Number(process.env["TRANCHE_GROUP_WORLDS"] ?? 100);
/** The same worlds every time: how many of them have a plan is part of what is tested. */
const seed = Number(process.env["TRANCHE_SEED"] ?? 20_260_101);

describe.each(["together", "apart"] as const)("groups that are kept %s, in random worlds", (keep) => {
  it("are never broken, and every other rule is kept to the item", () => {
    let feasible = 0;
    fc.assert(
      fc.property(groupWorlds({ keep }), (inputs) => {
        const plan = planJob(inputs, solve);
        if (plan.feasible) feasible += 1;
        expect(brokenRules(inputs, plan)).toEqual([]);
        expect(plan.cost.lowerBound).toBeLessThanOrEqual(plan.cost.low);
      }),
      { numRuns, seed },
    );
    expect(feasible).toBeGreaterThan(numRuns / 25);
  });

  it("are never broken where only part of the work has a place", () => {
    fc.assert(
      fc.property(groupWorlds({ keep }), (inputs) => {
        expect(brokenRules(inputs, planMissing(inputs, solve))).toEqual([]);
      }),
      { numRuns, seed },
    );
  });
});
