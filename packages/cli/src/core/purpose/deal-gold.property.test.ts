import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { itemClass, planInputsOf, vendorFacts } from "../plan/__fixtures__/plan-inputs-of.ts";
import { brokenRules } from "../plan/__fixtures__/recount.ts";
import { worlds } from "../plan/__fixtures__/worlds.ts";
import { draftOf } from "../plan/draft.ts";
import { questionOf } from "../plan/placement-problem.ts";
import type { ItemClass, PlanInputs } from "../plan/plan-inputs.ts";
import type { DraftPlan } from "../plan/plan.ts";
import { placeAll } from "../route/place.ts";
import { dealGold } from "./deal-gold.ts";

const solve = await loadHighs();
const SEED = 20_260_102;
const numRuns = Number(process.env["TRANCHE_PURPOSES"] ?? 300);

/** Jobs of which a part of each class is gold, some of which have a cap in bytes. */
const dealtWorlds = fc
  .record({
    inputs: worlds({ pairs: true }),
    gold: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 }),
    sizes: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 8, maxLength: 8 }),
    bytes: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: 300_000, max: 900_000 }) }),
  })
  .map(({ inputs, gold, sizes, bytes }): PlanInputs => {
    const classes = inputs.classes.flatMap((one, index): readonly ItemClass[] => {
      const known = Math.floor((one.items * (gold[index] ?? 0)) / 100);
      const plain = { ...one, items: one.items - known, bytesEach: sizes[index] ?? 1 };
      return known === 0
        ? [plain]
        : [plain, { ...one, id: `gold, ${one.id}`, items: known, purpose: "gold", worn: [], bytesEach: sizes[index + 4] ?? 1 }];
    });
    if (bytes === null) return { ...inputs, classes };
    return {
      ...inputs,
      classes,
      job: { ...inputs.job, maxShareOfBytesPerMillion: bytes },
      dataset: { ...inputs.dataset, bytes: classes.reduce((sum, { items, bytesEach = 0 }) => sum + items * bytesEach, 0) },
    };
  });

const planned = (inputs: PlanInputs, dealt: boolean): DraftPlan | undefined => {
  const question = questionOf(inputs, "exact");
  const outcome = placeAll(question.problem, { solve });
  return outcome.status === "placed" ? draftOf(question, dealt ? dealGold(question, outcome.placement) : outcome.placement) : undefined;
};

const itemsAt = (plan: DraftPlan, id: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  const own = plan.assignment.classes.find((one) => one.id === id);
  for (const { quotas } of own?.blocks ?? []) for (const { vendor, slots } of quotas) counts.set(vendor, (counts.get(vendor) ?? 0) + slots);
  return counts;
};

/** Where a vendor's part of the gold is a whole item, or a whole item's judgments, off its part of its twin; for each way in which vendors meet. */
const unfair = (inputs: PlanInputs, plan: DraftPlan): readonly string[] => {
  const each = inputs.job.independent === "worker" ? inputs.job.slotsPerItem : 1;
  const waysOf = (id: string): number =>
    inputs.job.independent === "vendor" ? (plan.assignment.classes.find((one) => one.id === id)?.blocks.length ?? 1) : 1;
  return inputs.classes.flatMap(({ id, items, purpose }) => {
    const twin = inputs.classes.find((one) => one.id === id.slice("gold, ".length));
    if (purpose !== "gold" || twin === undefined || twin.items === 0) return [];
    const [own, others] = [itemsAt(plan, id), itemsAt(plan, twin.id)];
    return inputs.vendors.flatMap(({ vendor }) => {
      const [got, beside] = [own.get(vendor) ?? 0, others.get(vendor) ?? 0];
      const part = ((got + beside) * items) / (items + twin.items);
      return Math.abs(got - part) < each * Math.max(waysOf(id), waysOf(twin.id))
        ? []
        : [`${vendor} has ${got} of the gold in ${twin.id}, its part is ${part}`];
    });
  });
};

/** All that a plan comes to, but for which items go where. */
const comesTo = ({ vendors, cost, items, slots, feasible }: DraftPlan): unknown => ({
  vendors: vendors.map(({ purposes: _, ...line }) => line),
  cost,
  items,
  slots,
  feasible,
});

/** Whether dealing is promised. */
const isDealt = ({ job }: PlanInputs): boolean => job.maxShareOfBytesPerMillion === undefined;

describe("gold that is dealt, in random worlds", () => {
  it("goes to everybody in proportion to its other work, and nothing else about the plan changes", () => {
    let [fair, weighed] = [0, 0];
    fc.assert(
      fc.property(dealtWorlds, (inputs) => {
        const [plan, undealt] = [planned(inputs, true), planned(inputs, false)];
        if (plan === undefined || undealt === undefined) return;
        expect(brokenRules(inputs, plan)).toEqual([]);
        expect(comesTo(plan)).toEqual(comesTo(undealt));
        expect(planned(structuredClone(inputs), true)).toEqual(plan);
        if (!isDealt(inputs)) {
          weighed += Number(JSON.stringify(plan) !== JSON.stringify(undealt));
          return;
        }
        expect(unfair(inputs, plan)).toEqual([]);
        fair += 1;
      }),
      { numRuns, seed: SEED },
    );
    expect(fair).toBeGreaterThan(numRuns / 7);
    expect(weighed).toBeGreaterThan(0);
  });

  it("notices gold that lies where the solver left it", () => {
    const check = fc.check(
      fc.property(dealtWorlds, (inputs) => {
        const undealt = planned(inputs, false);
        if (undealt !== undefined && isDealt(inputs)) expect(unfair(inputs, undealt)).toEqual([]);
      }),
      { numRuns, seed: SEED, endOnFailure: true },
    );
    expect(check.failed).toBe(true);
  });
});

describe("gold that is dealt, by example", () => {
  const cheapest = (classes: readonly ItemClass[]): PlanInputs =>
    planInputsOf({
      vendors: [vendorFacts("a"), vendorFacts("b", { price: { basis: "judgment", micros: 200_000 } }), vendorFacts("c")],
      classes,
      job: { maxSharePerMillion: 400_000 },
    });
  const goldOf = (inputs: PlanInputs): unknown =>
    Object.fromEntries(
      (planned(inputs, true)?.vendors ?? []).map(({ vendor, slots, purposes }) => [vendor, `${purposes?.gold ?? 0} of ${slots}`]),
    );

  it("a fifth of everybody's work, where a fifth of the items is known", () => {
    expect(goldOf(cheapest([itemClass("new", 80), itemClass("gold, new", 20, { purpose: "gold", worn: [] })]))).toEqual({
      a: "8 of 40",
      b: "4 of 20",
      c: "8 of 40",
    });
  });

  it("what rounding gives to one in one class it takes back in the next", () => {
    const classes = Array.from({ length: 10 }, (_, at) => {
      const seen = { seenBy: [`elsewhere ${at}`] };
      return [itemClass(`k${at}`, 9, seen), itemClass(`gold, k${at}`, 1, { ...seen, purpose: "gold" as const, worn: [] })];
    }).flat();
    expect(goldOf(cheapest(classes))).toEqual({ a: "4 of 40", b: "2 of 20", c: "4 of 40" });
  });
});
