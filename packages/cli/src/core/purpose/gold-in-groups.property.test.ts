import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { groupWorlds } from "../plan/__fixtures__/group-worlds.ts";
import { itemClass } from "../plan/__fixtures__/plan-inputs-of.ts";
import { brokenRules, givenItems } from "../plan/__fixtures__/recount.ts";
import type { ItemClass, PlanInputs } from "../plan/plan-inputs.ts";
import type { DraftPlan } from "../plan/plan.ts";
import { planJob } from "../plan/plan-job.ts";
import { withPurposes } from "./with-purposes.ts";

const solve = await loadHighs();
const SEED = 20_260_104;
const numRuns = Number(process.env["TRANCHE_PURPOSES"] ?? 30);

interface World {
  readonly surveyed: PlanInputs;
  readonly goldSharePerMillion: number;
}

/** Groups of which some items are gold, beside gold and other items that are of no group. */
const goldInGroups = fc
  .record({
    inputs: groupWorlds({ money: false }),
    golden: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    gold: fc.integer({ min: 1, max: 40 }),
    others: fc.nat(30),
    goldSharePerMillion: fc.integer({ min: 20_000, max: 300_000 }),
  })
  .map(({ inputs, golden, gold, others, goldSharePerMillion }): World => {
    const { slotsPerItem } = inputs.job;
    const single = [
      itemClass("alone", others, { slotsEach: slotsPerItem }),
      itemClass("gold, alone", gold, { slotsEach: slotsPerItem, purpose: "gold", worn: [] }),
    ].filter(({ items }) => items > 0);
    const grouped = inputs.classes.map((one, index): ItemClass =>
      golden[index % golden.length] === true ? { ...one, purpose: "gold", worn: one.seenBy } : one,
    );
    return {
      goldSharePerMillion,
      surveyed: {
        ...inputs,
        job: slotsPerItem === 1 ? { ...inputs.job, independent: "owner" } : inputs.job,
        dataset: { ...inputs.dataset, items: inputs.dataset.items + gold + others },
        classes: [...grouped, ...single],
      },
    };
  });

/** Vendors short of their share though gold of no group is left for them, and items of groups that were shown to more owners than the job asks for. */
const notKept = (inputs: PlanInputs, plan: DraftPlan, goldSharePerMillion: number): readonly string[] => {
  const broken: string[] = [];
  const classOf = new Map(inputs.classes.map((one) => [one.id, one]));
  const ownerOf = new Map(inputs.vendors.map(({ vendor, owner }) => [vendor, owner]));
  const given = givenItems(plan);
  for (const { classId, vendors } of given)
    if (classOf.get(classId)?.group !== undefined && vendors.length !== inputs.job.slotsPerItem)
      broken.push(`an item of ${classId} has ${vendors.length} judgments`);
  const cap = Math.floor(((inputs.job.maxSharePerMillion ?? 1_000_000) * inputs.dataset.items) / 1_000_000);
  for (const { vendor, owner } of inputs.vendors) {
    const measures = (classId: string): boolean => {
      const one = classOf.get(classId);
      return one?.purpose === "gold" && one.worn?.includes(owner) !== true;
    };
    const own = given.flatMap(({ classId, vendors }) => vendors.filter((name) => name === vendor).map(() => classId));
    const gold = own.filter(measures).length;
    const seen = given.filter(
      ({ classId, vendors }) =>
        classOf.get(classId)?.seenBy.includes(owner) !== true && vendors.some((name) => ownerOf.get(name) === owner),
    ).length;
    const before = inputs.dataset.owners.find((one) => one.owner === owner)?.items ?? 0;
    const alone = given.filter(({ classId }) => classOf.get(classId)?.group === undefined && measures(classId));
    // Where all judgments of an item stay with one vendor, gold is shared out among all of them.
    const shared = inputs.job.independent === "worker" && inputs.job.slotsPerItem > 1;
    const left = alone.filter(({ classId, vendors }) =>
      shared ? (classOf.get(classId)?.barredVendors.length ?? 0) === 0 : vendors.every((name) => ownerOf.get(name) !== owner),
    ).length;
    if (own.length > gold && gold * 1_000_000 < goldSharePerMillion * own.length && Math.min(left, cap - before - seen) > 0)
      broken.push(`${vendor} has ${gold} gold of ${own.length} judgments, and ${left} of no group are left for it`);
  }
  return broken;
};

describe("gold in a job with groups, in random worlds", () => {
  it("is bought on top of no group, counts where its group goes, and leaves every rule of groups whole", { timeout: 1_200_000 }, () => {
    let [feasible, extra] = [0, 0];
    fc.assert(
      fc.property(goldInGroups, ({ surveyed, goldSharePerMillion }) => {
        const inputs = withPurposes(surveyed, { goldSharePerMillion }, { solve });
        const plan = planJob(inputs, solve);
        expect(brokenRules(inputs, plan)).toEqual([]);
        if (!plan.feasible) return;
        feasible += 1;
        extra += Number(inputs.classes.some((one) => (one.extra ?? 0) > 0));
        expect(notKept(inputs, plan, goldSharePerMillion)).toEqual([]);
      }),
      { numRuns, seed: SEED },
    );
    expect(feasible).toBeGreaterThan(numRuns / 10);
    expect(extra).toBeGreaterThan(0);
  });

  it("notices gold that is forgotten, and a group that is taken apart for it", () => {
    const check = (planted: (world: World) => PlanInputs): boolean =>
      fc.check(
        fc.property(goldInGroups, (world) => {
          const inputs = planted(world);
          const plan = planJob(inputs, solve);
          if (plan.feasible) expect([...notKept(inputs, plan, world.goldSharePerMillion), ...brokenRules(inputs, plan)]).toEqual([]);
        }),
        { numRuns: 200, seed: SEED, endOnFailure: true },
      ).failed;
    expect(check(({ surveyed }) => surveyed)).toBe(true);
    const apart = ({ surveyed }: World): PlanInputs => ({
      ...surveyed,
      classes: surveyed.classes.map((one) =>
        one.purpose === "gold" && one.group !== undefined ? { ...one, slotsEach: one.slotsEach + 1, extra: 1 } : one,
      ),
    });
    expect(check(apart)).toBe(true);
  });
});
