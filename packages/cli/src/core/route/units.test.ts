import { describe, expect, it } from "vitest";
import { itemClass, planInputsOf, vendorFacts } from "../plan/__fixtures__/plan-inputs-of.ts";
import type { GroupRule, PlanInputs } from "../plan/plan-inputs.ts";
import { planJob, planMissing } from "../plan/plan-job.ts";
import { loadHighs } from "../../engine/solve/highs.ts";
import { groupBarOf, mostOfGroup, unitClasses } from "./units.ts";

const solve = await loadHighs();
const together: GroupRule = { keep: "together" };
const apart: GroupRule = { keep: "apart", atMostPerMillion: 400_000 };

describe("mostOfGroup", () => {
  it.each([
    [10, 400_000, 4],
    [7, 500_000, 3],
    [100, 290_000, 29],
    [2, 400_000, 1],
    [1, 1, 1],
  ])("of %i items at %i parts per million is %i", (items, share, most) => {
    expect(mostOfGroup(items, share)).toBe(most);
  });
});

describe("unitClasses", () => {
  it("takes the parts of a group that lack the same number of judgments as one, and each item where groups are kept apart", () => {
    const inputs = (groups: GroupRule): PlanInputs =>
      planInputsOf({
        vendors: [vendorFacts("a")],
        classes: [
          itemClass("new", 8, { group: { of: "g", each: 4 } }),
          itemClass("known", 2, { seenBy: ["a"], group: { of: "g", each: 1 } }),
          itemClass("done", 6, { slotsEach: 0, live: ["a"], group: { of: "g", each: 3 } }),
          itemClass("alone", 5),
        ],
        groups: [{ id: "g", groups: 2, names: [], whole: 8 }],
        job: { groups },
      });
    const shape = (groups: GroupRule): readonly unknown[] =>
      unitClasses(inputs(groups)).map(({ units, parts }) => [units, parts.map(({ each }) => each)]);
    expect(shape(together)).toEqual([
      [2, [4, 1]],
      [2, [3]],
      [5, [1]],
    ]);
    expect(shape(apart)).toEqual([
      [8, [1]],
      [2, [1]],
      [6, [1]],
      [5, [1]],
    ]);
  });
});

describe("a group that is some way into its run", () => {
  const inputs = planInputsOf({
    vendors: [vendorFacts("a"), vendorFacts("b"), vendorFacts("c")],
    classes: [
      itemClass("missing", 3, { group: { of: "g", each: 3 } }),
      itemClass("live", 2, { slotsEach: 0, live: ["b"], group: { of: "g", each: 2 } }),
    ],
    groups: [{ id: "g", groups: 1, names: ["customer-1"], whole: 5 }],
    job: { groups: together, slotsPerItem: 1 },
  });

  it("goes on with whoever is at work on it, though another is as cheap and comes first", () => {
    const plan = planMissing(inputs, solve);
    expect(plan.vendors.map(({ vendor, slots }) => [vendor, slots])).toEqual([
      ["a", 0],
      ["b", 3],
      ["c", 0],
    ]);
  });

  it("has no place, and says why, where that one may not have the rest", () => {
    const [missing, live] = inputs.classes;
    if (missing === undefined || live === undefined) throw new Error("there are two classes");
    const plan = planMissing({ ...inputs, classes: [{ ...missing, barredVendors: ["b"] }, live] }, solve);
    expect(plan.stranded).toEqual([
      {
        classId: "missing",
        slots: 3,
        reasons: [
          { vendor: "a", owner: "a", code: "group-elsewhere", text: "the rest of its group is with b" },
          { vendor: "b", owner: "b", code: "vendor-barred", text: "b was already tried on it" },
          { vendor: "c", owner: "c", code: "group-elsewhere", text: "the rest of its group is with b" },
        ],
      },
    ]);
  });
});

describe("no plan", () => {
  it("names the groups that fit nowhere, and what would help, checked", () => {
    const plan = planJob(
      planInputsOf({
        vendors: [vendorFacts("a"), vendorFacts("b"), vendorFacts("c")],
        classes: [
          itemClass("small", 60, { group: { of: "small", each: 2 } }),
          itemClass("large", 80, { group: { of: "large", each: 40 } }),
        ],
        groups: [
          { id: "small", groups: 30, names: ["s1", "s2", "s3"], whole: 2 },
          { id: "large", groups: 2, names: ["customer-7", "customer-9"], whole: 40 },
        ],
        dataset: { items: 100 + 40, owners: [] },
        job: { groups: together, maxSharePerMillion: 250_000, slotsPerItem: 1 },
      }),
      solve,
    );
    expect(plan.infeasible?.because.map(({ text }) => text)).toContain(
      "2 groups of more than 35 items (customer-7, customer-9) cannot stay together: no vendor may take as many under maxShare 0.25",
    );
    expect(plan.infeasible?.wouldHelp.some(({ change }) => change === "max-share")).toBe(true);
  });

  it("names the groups of which nobody may have more, and the part that would be enough", () => {
    const plan = planJob(
      planInputsOf({
        vendors: [vendorFacts("a"), vendorFacts("b")],
        classes: [itemClass("k", 50, { group: { of: "five", each: 5 } })],
        groups: [{ id: "five", groups: 10, names: ["c1", "c2", "c3"], whole: 5 }],
        job: { groups: apart, slotsPerItem: 1 },
      }),
      solve,
    );
    expect(plan.infeasible?.because.map(({ text }) => text)).toContain(
      "10 groups of 5 items (c1, c2, c3, …): one owner may hold 2 of each under atMost 0.4",
    );
    expect(plan.infeasible?.wouldHelp).toContainEqual({ change: "at-most", atMost: 0.6, text: "groups.atMost: 0.6" });
  });
});

describe("groupBarOf", () => {
  const job = { groups: together, independent: "owner", slotsPerItem: 1 } as const;
  const group = { items: 10, held: { a: 4, b: 3 }, with: ["b"] };

  it("keeps others from a group that is with somebody", () => {
    expect(groupBarOf(job, group, { owner: "a", known: false })?.code).toBe("group-elsewhere");
    expect(groupBarOf(job, group, { owner: "b", known: false })).toBeUndefined();
    expect(groupBarOf({ ...job, slotsPerItem: 2 }, group, { owner: "a", known: false })).toBeUndefined();
  });

  it("keeps an owner from more than its part, but not from what it knows", () => {
    const parted = { ...job, groups: apart };
    expect(groupBarOf(parted, group, { owner: "a", known: false })?.text).toBe("a may hold 4 of the 10 items of its group, and does");
    expect(groupBarOf(parted, group, { owner: "a", known: true })).toBeUndefined();
    expect(groupBarOf(parted, group, { owner: "b", known: false })).toBeUndefined();
    expect(groupBarOf(parted, group, { owner: "c", known: false })).toBeUndefined();
  });
});
