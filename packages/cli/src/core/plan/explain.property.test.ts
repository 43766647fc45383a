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
          one.reason.code !== "head-room" &&
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

/** The caps of two owners and in bytes that an assignment breaks, counted item by item. */
const brokenOtherCaps = (inputs: PlanInputs, given: readonly GivenItem[]): readonly string[] => {
  const { job, dataset } = inputs;
  const ownerOf = new Map(inputs.vendors.map(({ vendor, owner }) => [vendor, owner]));
  const classes = new Map(inputs.classes.map((one) => [one.id, one]));
  const owners = [...new Set([...ownerOf.values(), ...dataset.owners.map(({ owner }) => owner)])];
  const before = (owner: string): { items: number; bytes?: number } => dataset.owners.find((one) => one.owner === owner) ?? { items: 0 };
  const newTo = (...who: readonly string[]): readonly number[] =>
    given.flatMap(({ classId, vendors }) => {
      const { seenBy = [], bytesEach = 0 } = classes.get(classId) ?? {};
      const sees = vendors.some((vendor) => who.includes(ownerOf.get(vendor) ?? ""));
      return sees && !who.some((owner) => seenBy.includes(owner)) ? [bytesEach] : [];
    });
  const pairs = owners.flatMap((a, at) =>
    owners.slice(at + 1).flatMap((b) => {
      const both = dataset.overlaps?.find((one) => one.owners.includes(a) && one.owners.includes(b))?.items ?? 0;
      const seen = before(a).items + before(b).items - both + newTo(a, b).length;
      return newTo(a, b).length > 0 && seen * 1_000_000 > (job.maxShareOfTwoPerMillion ?? 1_000_000) * dataset.items
        ? [a, b].map((owner) => `pair-at-cap ${owner}`)
        : [];
    }),
  );
  const bytes = owners.filter((owner) => {
    const more = newTo(owner).reduce((sum, one) => sum + one, 0);
    return (
      more > 0 && ((before(owner).bytes ?? 0) + more) * 1_000_000 > (job.maxShareOfBytesPerMillion ?? 1_000_000) * (dataset.bytes ?? 0)
    );
  });
  return [...pairs, ...bytes.map((owner) => `owner-at-byte-cap ${owner}`)];
};

it("names the caps of two owners and in bytes where a recount of the swapped plan finds them broken, and nothing else", () => {
  const met = new Map<string, number>();
  const capped = fc
    .record({
      inputs: worlds({ pairs: false, money: false, minimums: false, fewestVendors: 3 }),
      ofTwo: fc.option(fc.integer({ min: 400_000, max: 900_000 })),
      ofBytes: fc.integer({ min: 250_000, max: 900_000 }),
      sizes: fc.array(fc.nat(400), { minLength: 4, maxLength: 4 }),
    })
    .map(({ inputs, ofTwo, ofBytes, sizes }): PlanInputs => {
      const classes = inputs.classes.map((itemClass, index) => ({ ...itemClass, bytesEach: sizes[index % 4] ?? 0 }));
      const bytesOf = (own: typeof classes): number => own.reduce((sum, { items, bytesEach }) => sum + items * bytesEach, 0);
      const owners = inputs.dataset.owners.map((one) => ({
        ...one,
        bytes: bytesOf(classes.filter(({ seenBy }) => seenBy.includes(one.owner))),
      }));
      return {
        ...inputs,
        job: { ...inputs.job, ...(ofTwo === null ? { maxShareOfBytesPerMillion: ofBytes } : { maxShareOfTwoPerMillion: ofTwo }) },
        dataset: { ...inputs.dataset, bytes: bytesOf(classes), owners },
        classes,
      };
    });
  fc.assert(
    fc.property(capped, fc.nat(), (inputs, pick) => {
      const plan = planMissing(inputs, solve);
      const given = givenItems(plan);
      if (given.length === 0) return;
      const at = pick % given.length;
      const item = given[at];
      if (item === undefined) return;
      for (const one of explainItem({ inputs, plan }, item).vendors) {
        if (one.is === "chosen" || one.is === "excluded") continue;
        met.set(one.reason.code, (met.get(one.reason.code) ?? 0) + 1);
        const moved = given.with(at, swapped(item, one.instead, one.vendor, one.instead !== null && inputs.job.independent === "worker"));
        const broken = brokenOtherCaps(inputs, moved);
        if (one.is === "not-needed") expect({ one, broken }).toEqual({ one, broken: [] });
        else if (one.reason.code === "owner-at-byte-cap") expect(broken).toContain(`owner-at-byte-cap ${one.owner}`);
        // Of an item with several judgments a plan counts two owners that both get it twice.
        else if (one.reason.code === "pair-at-cap" && inputs.job.slotsPerItem === 1) expect(broken).toContain(`pair-at-cap ${one.owner}`);
      }
    }),
    { numRuns: numRuns / 2 },
  );
  for (const code of ["pair-at-cap", "owner-at-byte-cap"]) expect({ code, met: met.get(code) ?? 0 }).not.toEqual({ code, met: 0 });
});

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
