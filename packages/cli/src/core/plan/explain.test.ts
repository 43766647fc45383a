import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { assignmentOf } from "../split/assign.ts";
import { itemClass, planInputsOf, vendorFacts, workedExample } from "./__fixtures__/plan-inputs-of.ts";
import { explainItem, type ItemExplanation } from "./explain.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import { planJob, planMissing } from "./plan-job.ts";

const solve = await loadHighs();

/** What became of each vendor, in one line each. */
const told = ({ vendors }: ItemExplanation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    vendors.map((one) => [
      one.vendor,
      one.is === "chosen" ? `chosen ${one.reasons.map(({ code }) => code).join(" ")}` : `${one.is} ${one.reason.code}: ${one.reason.text}`,
    ]),
  );

const explained = (inputs: PlanInputs, { classId = "new", index = 0 } = {}): ItemExplanation =>
  explainItem({ inputs, plan: planJob(inputs, solve) }, { classId, index });

const firstItemOf = (inputs: PlanInputs, vendor: string): ItemExplanation => {
  const plan = planJob(inputs, solve);
  const [planClass] = plan.assignment.classes;
  if (planClass === undefined) throw new Error("no class");
  const [index = -1] = assignmentOf(plan.assignment, planClass).itemsOf(vendor);
  return explainItem({ inputs, plan }, { classId: planClass.id, index });
};

describe("explainItem", () => {
  it("says the cap of a cheaper vendor, the place at the vendor's own, and what a dearer one would cost", () => {
    const item = firstItemOf(workedExample(), "surge");
    expect(told(item)).toEqual({
      scale: "full owner-at-cap: at its cap: 2,064 of 2,064",
      surge: "chosen price",
      mercor: "not-needed dearer: 1.055 USD more than at surge",
    });
    const [scale, surge, mercor] = item.vendors;
    expect(scale).toMatchObject({ instead: "surge", extraCost: -0.02, price: { low: 0.08 } });
    expect(surge).toMatchObject({ slots: 1, place: { at: 1, of: 2064 }, price: { low: 0.1 } });
    expect(mercor).toMatchObject({ instead: "surge", extraCostMicros: 1_055_000 });
  });

  it("counts the place of every item along its vendor, each once", () => {
    const inputs = workedExample();
    const plan = planJob(inputs, solve);
    const places = new Map<string, number[]>();
    for (let index = 0; index < 5160; index += 1)
      for (const one of explainItem({ inputs, plan }, { classId: "new", index }).vendors)
        if (one.is === "chosen") places.set(one.vendor, [...(places.get(one.vendor) ?? []), one.place.at]);
    for (const { vendor, slots } of plan.vendors)
      expect((places.get(vendor) ?? []).toSorted((a, b) => a - b)).toEqual(Array.from({ length: slots }, (_, at) => at + 1));
  });

  it("names the cap of two owners, in bytes and in groups that a cheaper vendor is at", () => {
    const price = (micros: number): Parameters<typeof vendorFacts>[1] => ({ price: { basis: "judgment", micros } });
    const vendors = [vendorFacts("cheap", price(100_000)), vendorFacts("fair", price(200_000)), vendorFacts("dear", price(300_000))];
    const inputs = planInputsOf({ vendors, classes: [itemClass("new", 10, { bytesEach: 100 })], job: { maxSharePerMillion: 400_000 } });
    const ofTwo = { ...inputs, job: { ...inputs.job, maxShareOfTwoPerMillion: 700_000 } };
    expect(told(firstItemOf(ofTwo, "dear"))).toMatchObject({
      fair: "full pair-at-cap: cheap and fair are at what any two may see together: 7 of 7",
    });
    const ofBytes = {
      ...inputs,
      job: { ...inputs.job, maxSharePerMillion: 1_000_000, maxShareOfBytesPerMillion: 450_000 },
      dataset: { ...inputs.dataset, bytes: 1000 },
    };
    expect(told(firstItemOf(ofBytes, "dear"))).toMatchObject({
      cheap: "full owner-at-byte-cap: near its cap in bytes: 400 of 450, of 1,000 there are",
      fair: "full owner-at-byte-cap: near its cap in bytes: 400 of 450, of 1,000 there are",
    });
    const ofGroups: PlanInputs = {
      ...inputs,
      job: {
        ...inputs.job,
        maxSharePerMillion: 1_000_000,
        maxShareOfGroupsPerMillion: 400_000,
        groups: { keep: "together", counted: true },
      },
      dataset: { ...inputs.dataset, groups: 5 },
      classes: [itemClass("new", 10, { group: { of: "pairs", each: 2 } })],
      groups: [{ id: "pairs", groups: 5, names: ["a", "b", "c"], whole: 2 }],
    };
    expect(told(firstItemOf(ofGroups, "dear"))).toMatchObject({
      cheap: "full owner-at-group-cap: at its cap in groups: 2 of 2, of 5 there are",
    });
  });

  it("names the first rule that keeps a vendor away, in the planner's order", () => {
    const vendors = [
      vendorFacts("cheap"),
      vendorFacts("held", { available: { is: "no", reason: "held", why: "held by hand" } }),
      vendorFacts("owned", { owner: "branch", controlledBy: ["meta"] }),
      vendorFacts("elsewhere", { regions: ["eu"] }),
      vendorFacts("slow", { turnaround: { p50Ms: 1, p90Ms: 100 * 3_600_000 } }),
      vendorFacts("barred"),
      vendorFacts("answered"),
      vendorFacts("twin"),
    ];
    const classes = [itemClass("new", 4, { barredVendors: ["barred"], barredOwners: ["answered"] })];
    const inputs = planInputsOf({ vendors, classes, job: { deny: ["meta"], regions: ["us"], deadlineMs: 50 * 3_600_000 } });
    expect(told(explained(inputs))).toEqual({
      cheap: "chosen price",
      held: "excluded held: held by hand",
      owned: "excluded denied: policy.deny names meta, which controls branch",
      elsewhere: "excluded region: works in eu, the policy allows us only",
      slow: "excluded too-slow: needs 100 h at p90, the deadline is in 50 h",
      barred: "excluded vendor-barred: barred was already tried on it",
      answered: "excluded owner-barred: answered already gave an answer to it, or must not",
      twin: "not-needed same-price: the same price, and cheap is earlier in the config",
    });
  });

  it("says the capacity, the budget, the share and the order where they decided", () => {
    const dear = vendorFacts("dear", { price: { basis: "judgment", micros: 300_000 } });
    const hourly = vendorFacts("hourly", { price: { basis: "hour", microsPerHour: 6_000_000, minutesPerItem: 0.9 } });
    const classes = [itemClass("new", 10)];
    const full = planInputsOf({ vendors: [vendorFacts("few", { room: 4 }), dear], classes });
    expect(told(firstItemOf(full, "dear"))["few"]).toBe("full at-capacity: at its capacity: 4 of 4");
    const tight = planInputsOf({
      vendors: [vendorFacts("first"), hourly],
      classes,
      budget: { totalMicros: 1_050_000, committedMicros: 0 },
    });
    // Hours are cheaper by their low end, but a quarter more has to be held back: 0.1125 an item.
    expect(told(firstItemOf(tight, "first"))["hourly"]).toBe(
      "full over-budget: over the budget, which has 0.00 USD left".replace("0.00", "0"),
    );
    const shares = planInputsOf({
      vendors: [vendorFacts("a"), dear],
      classes,
      job: { route: { by: "shares", sharesPerMillion: { a: 300_000, dear: 700_000 } } },
    });
    expect(told(firstItemOf(shares, "dear"))).toEqual({
      a: "full fixed-share: route.shares gives it 30 %, and it has 3",
      dear: "chosen fixed-share",
    });
    const order = planInputsOf({ vendors: [vendorFacts("a"), dear], classes, job: { route: { by: "order", order: ["dear"] } } });
    expect(told(firstItemOf(order, "dear"))).toEqual({ a: "not-needed order: route.order has dear before it", dear: "chosen order" });
  });

  it("sends an item to an owner that has seen it, and says so", () => {
    const vendors = [vendorFacts("early"), vendorFacts("knows")];
    const inputs = planInputsOf({
      vendors,
      classes: [itemClass("seen", 3, { seenBy: ["knows"] })],
      dataset: { items: 3, owners: [{ owner: "knows", items: 3 }] },
    });
    expect(told(explained(inputs, { classId: "seen" }))).toEqual({
      early: "not-needed same-price: the same price, and knows has seen the item already",
      knows: "chosen price seen-before",
    });
  });

  it("compares a second vendor of an owner with the one that owner gives the item through", () => {
    const vendors = [
      vendorFacts("one", { owner: "house" }),
      vendorFacts("two", { owner: "house", price: { basis: "judgment", micros: 150_000 } }),
      vendorFacts("other", { price: { basis: "judgment", micros: 400_000 } }),
    ];
    const inputs = planInputsOf({ vendors, classes: [itemClass("new", 5, { slotsEach: 2 })] });
    expect(told(explained(inputs))).toEqual({
      one: "chosen price",
      two: "not-needed dearer: 0.05 USD more than at one",
      other: "chosen price",
    });
  });

  it("says that a price is that of a whole group, where groups stay together", () => {
    const inputs = planInputsOf({
      vendors: [vendorFacts("one"), vendorFacts("two", { price: { basis: "judgment", micros: 150_000 } })],
      classes: [itemClass("new", 8)],
      job: { groups: { keep: "together" }, maxSharePerMillion: 1_000_000 },
    });
    const grouped: PlanInputs = {
      ...inputs,
      classes: [itemClass("new", 8, { group: { of: "fours", each: 4 } })],
      groups: [{ id: "fours", groups: 2, names: ["a", "b"], whole: 4 }],
    };
    expect(told(explained(grouped))["two"]).toBe("not-needed dearer: 0.20 USD more than at one, with the 4 items of its group");
  });

  it("has no vendor to name where there is no plan, or no place for the item", () => {
    const inputs = workedExample({ maxSharePerMillion: 300_000 });
    expect(explained(inputs)).toMatchObject({ slots: 1, nowhere: 1 });
    expect(told(explained(inputs))["scale"]).toBe("not-needed no-plan: it may have the item, but no plan meets the limits");
    const plan = planMissing(inputs, solve);
    const stranded = Array.from({ length: 5160 }, (_, index) => explainItem({ inputs, plan }, { classId: "new", index })).filter(
      ({ nowhere }) => nowhere === 1,
    );
    expect(stranded).toHaveLength(516);
    for (const item of stranded.slice(0, 1)) expect(told(item)["mercor"]).toBe("full owner-at-cap: at its cap: 1,548 of 1,548");
  });

  it("refuses an item that the plan does not have", () => {
    expect(() => explained(workedExample(), { index: 5160 })).toThrow("the plan has no item 5160 of class new");
    expect(() => explained(workedExample(), { classId: "old" })).toThrow("the plan has no item 0 of class old");
  });
});
