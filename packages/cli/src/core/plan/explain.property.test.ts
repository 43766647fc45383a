import fc from "fast-check";
import { expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { orderPrice } from "../budget/order-price.ts";
import { type GivenItem, givenItems } from "./__fixtures__/recount.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import { explainItem, type VendorExplanation } from "./explain.ts";
import type { PlanInputs, VendorFacts } from "./plan-inputs.ts";
import { planJob, planMissing } from "./plan-job.ts";

const solve = await loadHighs();
const numRuns = 200;

/** Which limits an assignment breaks, counted item by item, without the planner's words. */
const brokenLimits = (inputs: PlanInputs, given: readonly GivenItem[]): readonly string[] => {
  const facts = new Map(inputs.vendors.map((one) => [one.vendor, one]));
  const classes = new Map(inputs.classes.map((one) => [one.id, one]));
  const before = new Map(inputs.dataset.owners.map(({ owner, items }) => [owner, items]));
  const shown = new Map<string, number>();
  const slots = new Map<string, number>();
  let high = inputs.budget?.committedMicros ?? 0;
  for (const { classId, vendors } of given) {
    for (const vendor of vendors) {
      slots.set(vendor, (slots.get(vendor) ?? 0) + 1);
    }
    for (const owner of new Set(vendors.map((vendor) => facts.get(vendor)?.owner ?? "")))
      if (classes.get(classId)?.seenBy.includes(owner) !== true) shown.set(owner, (shown.get(owner) ?? 0) + 1);
  }
  for (const [vendor, count] of slots) high += orderPrice((facts.get(vendor) as VendorFacts).price, count).highMicros;
  const share = inputs.job.maxSharePerMillion ?? 1_000_000;
  const over = ([owner, items]: readonly [string, number]): boolean =>
    share < 1_000_000 && (items + (before.get(owner) ?? 0)) * 1_000_000 > share * inputs.dataset.items;
  const late = ([vendor, count]: readonly [string, number]): boolean => {
    const { capacity, turnaround } = facts.get(vendor) as VendorFacts;
    if (capacity === undefined || inputs.job.deadlineMs === undefined) return false;
    return count > Math.floor((capacity.perDay * (inputs.job.deadlineMs - (turnaround?.p90Ms ?? 0))) / 86_400_000);
  };
  return [
    ...[...shown].filter(over).map(([owner]) => `owner-at-cap ${owner}`),
    ...[...slots].filter(late).map(([vendor]) => `at-capacity ${vendor}`),
    ...(inputs.budget !== undefined && high > inputs.budget.totalMicros ? ["over-budget"] : []),
  ];
};

/** The item with one vendor in the place of another: of one judgment, or of all where an item goes to one vendor as a whole. */
const swapped = (item: GivenItem, from: string | null, to: string, whole: boolean): GivenItem => {
  const at = from === null ? item.vendors.length : item.vendors.indexOf(from);
  return { ...item, vendors: whole ? item.vendors.map(() => to) : item.vendors.toSpliced(at, from === null ? 0 : 1, to) };
};

it("gives the reason that a recount of the swapped plan finds, in random worlds", () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(worlds({ pairs: false }), fc.nat(), (inputs, pick) => {
      const plan = planJob(inputs, solve);
      const given = givenItems(plan);
      if (given.length === 0) return;
      const at = pick % given.length;
      const item = given.at(at);
      if (item === undefined) throw new Error("no item");
      const { vendors, nowhere } = explainItem({ inputs, plan }, item);
      expect(vendors.map(({ vendor }) => vendor)).toEqual(inputs.vendors.map(({ vendor }) => vendor));
      expect(vendors.flatMap((one) => (one.is === "chosen" ? Array.from({ length: one.slots }, () => one.vendor) : [])).toSorted()).toEqual(
        item.vendors.toSorted(),
      );
      expect(nowhere).toBe(0);
      for (const one of vendors) {
        met.set(codeOf(one), (met.get(codeOf(one)) ?? 0) + 1);
        if (one.is === "chosen" || one.is === "excluded") continue;
        const moved = given.with(at, swapped(item, one.instead, one.vendor, inputs.job.independent === "worker"));
        const broken = brokenLimits(inputs, moved);
        if (one.is === "not-needed") expect({ one, broken }).toEqual({ one, broken: [] });
        else if (one.reason.code === "owner-at-cap") expect(broken).toContain(`owner-at-cap ${one.owner}`);
        else if (one.reason.code === "at-capacity") expect(broken).toContain(`at-capacity ${one.vendor}`);
        else if (one.reason.code === "over-budget") expect(broken).toContain("over-budget");
        // With room at a vendor that is cheaper the plan would not have been the cheapest.
        if (
          one.is === "not-needed" &&
          inputs.job.route.by === "objective" &&
          inputs.job.route.objective === "cost" &&
          inputs.budget === undefined
        )
          expect(one.extraCostMicros).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns },
  );
  // The rarer ones are met by name in explain.test.ts.
  for (const code of ["chosen", "dearer", "owner-at-cap", "held"]) expect({ code, met: met.get(code) ?? 0 }).not.toEqual({ code, met: 0 });
});

const codeOf = (one: VendorExplanation): string => (one.is === "chosen" ? "chosen" : one.reason.code);

it("gives every vendor a reason for every item without a place, and none of them is that it would fit", () => {
  let nowhere = 0;
  fc.assert(
    fc.property(worlds({ pairs: false, route: "cost" }), (inputs) => {
      const plan = planMissing(inputs, solve);
      const given = givenItems(plan);
      for (const [at, item] of given.entries()) {
        const explained = explainItem({ inputs, plan }, item);
        if (explained.nowhere === 0) continue;
        nowhere += 1;
        for (const one of explained.vendors) {
          if (one.is === "chosen" || one.is === "excluded") continue;
          expect({ one, is: one.is }).toEqual({ one, is: "full" });
          const moved = given.with(at, swapped(item, null, one.vendor, false));
          if (inputs.job.independent !== "worker") expect(brokenLimits(inputs, moved)).not.toEqual([]);
        }
        break;
      }
    }),
    { numRuns },
  );
  expect(nowhere).toBeGreaterThan(numRuns / 10);
});
