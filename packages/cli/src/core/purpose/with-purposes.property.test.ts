import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { itemClass, planInputsOf, vendorFacts } from "../plan/__fixtures__/plan-inputs-of.ts";
import { brokenRules, givenItems } from "../plan/__fixtures__/recount.ts";
import { worlds } from "../plan/__fixtures__/worlds.ts";
import { applyRemedy, withoutExtras } from "../plan/change-inputs.ts";
import type { ItemClass, PlanInputs } from "../plan/plan-inputs.ts";
import type { DraftPlan } from "../plan/plan.ts";
import { planJob } from "../plan/plan-job.ts";
import { classFinder } from "./class-parts.ts";
import { type PurposeRules, withPurposes } from "./with-purposes.ts";

const solve = await loadHighs();
const SEED = 20_260_101;
const numRuns = Number(process.env["TRANCHE_PURPOSES"] ?? 200);

const surveyedId = ({ id, part }: ItemClass): string => part?.of ?? id;

/** Jobs of which some items are gold; an owner that has seen gold is measured by it no more. */
const goldWorlds = fc
  .record({
    inputs: worlds({ bars: false }),
    goldClasses: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    goldSharePerMillion: fc.option(fc.integer({ min: 1_000, max: 500_000 }), { nil: undefined, freq: 4 }),
    overlapPerMillion: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined, freq: 2 }),
  })
  .map(({ inputs, goldClasses, goldSharePerMillion, overlapPerMillion }) => ({
    inputs: {
      ...inputs,
      // As the jobs are read: where one judgment is enough, any further one is another owner's.
      job: inputs.job.slotsPerItem === 1 ? { ...inputs.job, independent: "owner" } : inputs.job,
      classes: inputs.classes.map((one, index): ItemClass =>
        goldClasses[index] === true ? { ...one, purpose: "gold", worn: one.seenBy } : one,
      ),
    } satisfies PlanInputs,
    rules: {
      ...(goldSharePerMillion === undefined ? {} : { goldSharePerMillion }),
      ...(overlapPerMillion === undefined || (inputs.job.independent !== "owner" && inputs.job.slotsPerItem > 1)
        ? {}
        : { overlapPerMillion }),
    } satisfies PurposeRules,
  }));

/** What the rules promise and the plan does not keep, found by looking at each item. */
const notKept = (surveyed: PlanInputs, { inputs, plan, rules }: { inputs: PlanInputs; plan: DraftPlan; rules: PurposeRules }): string[] => {
  const broken: string[] = [];
  const classOf = new Map(inputs.classes.map((one) => [one.id, one]));
  const ownerOf = new Map(inputs.vendors.map(({ vendor, owner }) => [vendor, owner]));
  const given = givenItems(plan);
  const { slotsPerItem } = inputs.job;
  for (const { id, items } of surveyed.classes) {
    const found = inputs.classes.filter((one) => surveyedId(one) === id).reduce((sum, one) => sum + one.items, 0);
    if (found !== items) broken.push(`${id} had ${items} items and has ${found}`);
  }
  for (const { vendors } of given) if (vendors.length < slotsPerItem) broken.push("an item has fewer judgments than the job needs");
  const plainItems = surveyed.classes.filter(({ purpose }) => purpose === undefined).reduce((sum, { items }) => sum + items, 0);
  const compared = given.filter(({ classId }) => classOf.get(classId)?.purpose === "overlap");
  const asked = Math.ceil((plainItems * (rules.overlapPerMillion ?? 0)) / 1_000_000 - 1e-9);
  if (compared.length !== asked) broken.push(`${compared.length} items overlap, ${asked} were asked for`);
  for (const { vendors } of compared)
    if (new Set(vendors.map((vendor) => ownerOf.get(vendor))).size !== slotsPerItem + 1) broken.push("an overlap meets an owner twice");
  const share = rules.goldSharePerMillion ?? 0;
  for (const { vendor, owner } of inputs.vendors) {
    const measures = (classId: string): boolean => {
      const one = classOf.get(classId);
      return one?.purpose === "gold" && one.worn?.includes(owner) !== true;
    };
    const own = given.flatMap(({ classId, vendors }) => vendors.filter((name) => name === vendor).map(() => classId));
    const gold = own.filter(measures).length;
    const shown = given.filter(({ classId, vendors }) => measures(classId) && vendors.some((name) => ownerOf.get(name) === owner)).length;
    const fresh = surveyed.classes
      .filter(({ id }) => measures(inputs.classes.find((one) => surveyedId(one) === id)?.id ?? ""))
      .reduce((sum, { items }) => sum + items, 0);
    // Where items stay with one vendor, they are shared out among all of them.
    const alone = inputs.job.independent === "worker" && slotsPerItem > 1;
    const left = Math.min(roomOf(inputs, owner) - shown, alone ? unshared(inputs, given, measures) : fresh - shown);
    if (own.length > gold && gold * 1_000_000 < share * own.length && left > 0)
      broken.push(`${vendor} has ${gold} gold of ${own.length} judgments, and ${left} of ${fresh} gold items are left for ${owner}`);
  }
  return broken;
};

const roomOf = ({ job, dataset }: PlanInputs, owner: string): number =>
  Math.floor(((job.maxSharePerMillion ?? 1_000_000) * dataset.items) / 1_000_000) -
  (dataset.owners.find((exposure) => exposure.owner === owner)?.items ?? 0);

/** Gold items that are in nobody's stretch and still measure this owner. */
const unshared = (inputs: PlanInputs, given: ReturnType<typeof givenItems>, measures: (classId: string) => boolean): number =>
  given.filter(({ classId }) => measures(classId) && (inputs.classes.find(({ id }) => id === classId)?.barredVendors.length ?? 0) === 0)
    .length;

describe("a plan with gold and overlap, in random worlds", () => {
  it("gives every vendor its share of gold and every comparison its second owner, within every limit", () => {
    let feasible = 0;
    let extra = 0;
    fc.assert(
      fc.property(goldWorlds, ({ inputs: surveyed, rules }) => {
        const inputs = withPurposes(surveyed, rules, { solve });
        const plan = planJob(inputs, solve);
        expect(brokenRules(inputs, plan)).toEqual([]);
        if (!plan.feasible) return;
        feasible += 1;
        if (inputs.classes.some(({ extra: more }) => (more ?? 0) > 0)) extra += 1;
        expect(notKept(surveyed, { inputs, plan, rules })).toEqual([]);
        for (const { purposes, slots } of plan.vendors)
          if (purposes !== undefined) expect(purposes.real + purposes.gold + purposes.overlap).toBe(slots);
      }),
      { numRuns, seed: SEED },
    );
    expect(feasible).toBeGreaterThan(numRuns / 5);
    expect(extra).toBeGreaterThan(numRuns / 60);
  });

  it.each([
    [
      "a share that is rounded down",
      (rules: PurposeRules) => ({ ...rules, goldSharePerMillion: Math.floor((rules.goldSharePerMillion ?? 0) / 3) }),
    ],
    ["gold that is forgotten", ({ goldSharePerMillion: _, ...rules }: PurposeRules) => rules],
    ["overlap that is forgotten", ({ overlapPerMillion: _, ...rules }: PurposeRules) => rules],
  ])("notices %s", (_, change) => {
    const check = fc.check(
      fc.property(goldWorlds, ({ inputs: surveyed, rules }) => {
        const inputs = withPurposes(surveyed, change(rules), { solve });
        const plan = planJob(inputs, solve);
        if (plan.feasible) expect(notKept(surveyed, { inputs, plan, rules })).toEqual([]);
      }),
      { numRuns: 300, seed: SEED, endOnFailure: true },
    );
    expect(check.failed).toBe(true);
  });

  it("offers to do without the extra judgments only where that is enough, and gives everything back", () => {
    let offered = 0;
    fc.assert(
      fc.property(goldWorlds, ({ inputs: surveyed, rules }) => {
        const inputs = withPurposes(surveyed, rules, { solve });
        for (const remedy of planJob(inputs, solve).infeasible?.wouldHelp ?? []) {
          if (remedy.change !== "quality") continue;
          offered += 1;
          expect(planJob(applyRemedy(inputs, remedy), solve).feasible).toBe(true);
          expect(planJob(surveyed, solve).feasible).toBe(true);
        }
        expect(withoutExtras(inputs).classes.every(({ slotsEach }) => slotsEach === inputs.job.slotsPerItem)).toBe(true);
      }),
      { numRuns, seed: SEED },
    );
    expect(offered).toBeGreaterThan(0);
  });
});

describe("gold, by example", () => {
  const three = (classes: readonly ItemClass[], over: Partial<PlanInputs["job"]> = {}): PlanInputs =>
    planInputsOf({
      vendors: [
        vendorFacts("a"),
        vendorFacts("b", { price: { basis: "judgment", micros: 200_000 } }),
        vendorFacts("c", { price: { basis: "judgment", micros: 900_000 } }),
      ],
      classes,
      job: { slotsPerItem: 1, maxSharePerMillion: 600_000, ...over },
    });
  const goldOf = (plan: DraftPlan): unknown => Object.fromEntries(plan.vendors.map(({ vendor, purposes }) => [vendor, purposes?.gold]));

  it("twenty at least for everyone who works, and none for whom nothing is left", () => {
    const inputs = withPurposes(
      three([itemClass("new", 180), itemClass("gold, new", 20, { purpose: "gold", worn: [] })]),
      { goldSharePerMillion: 50_000 },
      { solve },
    );
    const plan = planJob(inputs, solve);
    expect(goldOf(plan)).toEqual({ a: 20, b: 20, c: 0 });
  });

  it("only the share where the cap has no room for twenty", () => {
    const inputs = withPurposes(
      three([itemClass("new", 36), itemClass("gold, new", 24, { purpose: "gold", worn: [] })], { maxSharePerMillion: 500_000 }),
      { goldSharePerMillion: 50_000 },
      { solve },
    );
    const plan = planJob(inputs, solve);
    expect(plan.feasible).toBe(true);
  });

  it("two vendors of one owner share its gold out among themselves", () => {
    const inputs = withPurposes(
      planInputsOf({
        vendors: [
          vendorFacts("a1", { owner: "a", room: 70 }),
          vendorFacts("a2", { owner: "a" }),
          vendorFacts("b", { price: { basis: "judgment", micros: 200_000 } }),
        ],
        classes: [itemClass("new", 200), itemClass("gold, new", 30, { purpose: "gold", worn: [] })],
        job: { slotsPerItem: 1, maxSharePerMillion: 700_000 },
      }),
      { goldSharePerMillion: 50_000 },
      { solve },
    );
    const plan = planJob(inputs, solve);
    const shownToA = givenItems(plan)
      .filter(({ classId }) => inputs.classes.find(({ id }) => id === classId)?.purpose === "gold")
      .map(({ vendors }) => vendors.filter((vendor) => vendor !== "b"));
    expect(shownToA.every((vendors) => vendors.length <= 1)).toBe(true);
    expect(goldOf(plan)).toEqual({ a1: 20, a2: 10, b: 20 });
  });
});

describe("the parts of a class", () => {
  it("hold every item once, and neither its place in the file nor that of its neighbours says which part", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), fc.string(), (sizes, key) => {
        let from = 0;
        const parts = sizes.map((items, index) => {
          const part = { id: `c #${index}`, items, part: { of: "c", from } };
          from += items;
          return part;
        });
        const find = classFinder(parts, key);
        const found = Array.from({ length: from }, (_, index) => find("c", index)).map((one) => `${one?.itemClass.id}/${one?.index}`);
        expect(new Set(found).size).toBe(from);
        expect(find("c", from)).toBeUndefined();
        expect(find("d", 0)).toBeUndefined();
      }),
    );
    const find = classFinder(
      [
        { id: "c #1", items: 500, part: { of: "c", from: 0 } },
        { id: "c #2", items: 500, part: { of: "c", from: 500 } },
      ],
      "key",
    );
    const early = Array.from({ length: 500 }, (_, index) => find("c", index)).filter((one) => one?.itemClass.id === "c #1").length;
    expect(Math.abs(early - 250)).toBeLessThan(45);
  });
});
