import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { groupWorlds } from "./__fixtures__/group-worlds.ts";
import { brokenRules } from "./__fixtures__/recount.ts";
import { applyRemedy } from "./change-inputs.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import type { DraftPlan, PlanBlock, PlanClass } from "./plan.ts";
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

  it("lose what is said with any vendor, to the slot, and what would help helps", () => {
    const met = { stranding: 0, offered: 0 };
    fc.assert(
      fc.property(groupWorlds({ keep }), (inputs) => {
        const plan = planJob(inputs, solve);
        for (const { lost, stranded } of plan.contingency) {
          const without = lostIn(inputs, [lost]);
          const replanned = planMissing(without, solve);
          if (stranded > 0) met.stranding += 1;
          expect({ lost, stranded: strandedIn(replanned) }).toEqual({ lost, stranded });
          expect(brokenRules(without, replanned)).toEqual([]);
        }
        for (const { lost, stranded } of plan.contingencyOfTwo ?? [])
          expect({ lost, stranded: strandedIn(planMissing(lostIn(inputs, lost), solve)) }).toEqual({ lost, stranded });
        for (const remedy of plan.infeasible?.wouldHelp ?? []) {
          met.offered += 1;
          const applied = applyRemedy(inputs, remedy);
          const after = planJob(applied, solve);
          expect({ remedy, feasible: after.feasible }).toEqual({ remedy, feasible: true });
          expect(brokenRules(applied, after)).toEqual([]);
        }
      }),
      { numRuns: Math.ceil(numRuns / 2), seed },
    );
    expect(met.offered).toBeGreaterThan(numRuns / 25);
    expect(met.stranding).toBeGreaterThan(0);
  });

  /** Planted mistakes: each must be caught by the recount. */
  const mistakes: Readonly<Record<string, (plan: DraftPlan) => DraftPlan>> = {
    "lays items out as if they were in no group": (plan) => withClasses(plan, ({ group: _, ...planClass }) => planClass),
    "has one item too many of a class of groups in its first vendor's run": (plan) =>
      withClasses(plan, (planClass) => ({ ...planClass, blocks: planClass.blocks.map(movedByOne) })),
  };
  it.each(Object.entries(mistakes))("would be noticed if an assignment %s", (_, mistake) => {
    const planted = fc.check(
      fc.property(groupWorlds({ keep, route: "cost", money: false }), (inputs) => {
        expect(brokenRules(inputs, mistake(planMissing(inputs, solve)))).toEqual([]);
      }),
      { numRuns: 300, seed, endOnFailure: true },
    );
    expect(planted.failed).toBe(true);
    expect(String(planted.errorInstance)).toContain("AssertionError");
  });
});

const strandedIn = (plan: DraftPlan): number => plan.stranded.reduce((sum, { slots }) => sum + slots, 0);

const lostIn = (inputs: PlanInputs, lost: readonly string[]): PlanInputs => ({
  ...inputs,
  vendors: inputs.vendors.map((facts) =>
    lost.includes(facts.vendor) ? { ...facts, available: { is: "no", reason: "out", why: "lost" } } : facts,
  ),
});

const withClasses = (plan: DraftPlan, change: (planClass: PlanClass) => PlanClass): DraftPlan => ({
  ...plan,
  assignment: { ...plan.assignment, classes: plan.assignment.classes.map(change) },
});

/** One slot more for the first vendor of a block and one less for the last. */
const movedByOne = (block: PlanBlock): PlanBlock => {
  const [first, ...others] = block.quotas;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return block;
  return {
    ...block,
    quotas: [{ ...first, slots: first.slots + 1 }, ...others.slice(0, -1), { ...last, slots: last.slots - 1 }].filter(
      ({ slots }) => slots > 0,
    ),
  };
};
