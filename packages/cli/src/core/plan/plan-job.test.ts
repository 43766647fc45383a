import { beforeAll, describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import type { SolveLinearProgram } from "../route/linear-program.ts";
import { itemClass, planInputsOf, vendorFacts, workedExample } from "./__fixtures__/plan-inputs-of.ts";
import { brokenRules, givenItems } from "./__fixtures__/recount.ts";
import type { PlanInputs, VendorFacts } from "./plan-inputs.ts";
import type { DraftPlan } from "./plan.ts";
import { contingencyAt, planJob, planMissing } from "./plan-job.ts";

let solve: SolveLinearProgram;
beforeAll(async () => {
  solve = await loadHighs();
});

const hourMs = 3_600_000;
const slotsOf = (plan: DraftPlan): Readonly<Record<string, number>> =>
  Object.fromEntries(plan.vendors.map(({ vendor, slots }) => [vendor, slots]));
const whyOf = (plan: DraftPlan, vendor: string): readonly string[] =>
  plan.vendors.find((line) => line.vendor === vendor)?.why.map(({ code }) => code) ?? [];
const priced = (vendor: string, micros: number, over: Partial<VendorFacts> = {}): VendorFacts =>
  vendorFacts(vendor, { price: { basis: "judgment", micros }, ...over });
/** Two judgments of 100 items, three owners of which one has two brands. */
const brands = (job: Partial<PlanInputs["job"]>): PlanInputs =>
  planInputsOf({
    vendors: [
      priced("a1", 10_000, { owner: "a" }),
      priced("a2", 20_000, { owner: "a" }),
      priced("b1", 30_000, { owner: "b" }),
      priced("b2", 40_000, { owner: "b" }),
    ],
    classes: [itemClass("new", 100, { slotsEach: 2 })],
    job: { slotsPerItem: 2, ...job },
  });

describe("planJob", () => {
  it("is not limited by a cap of 1 on what two owners see together, though both judge the same items", () => {
    const vendors = [priced("cheap", 10_000), priced("fair", 20_000), priced("dear", 900_000)];
    const job = { slotsPerItem: 2, maxSharePerMillion: 1_000_000 };
    const inputs = planInputsOf({ vendors, classes: [itemClass("new", 100, { slotsEach: 2 })], job });
    const plan = planJob({ ...inputs, job: { ...inputs.job, maxShareOfTwoPerMillion: 1_000_000 } }, solve);
    expect(plan.feasible).toBe(true);
    expect(slotsOf(plan)).toEqual({ cheap: 100, fair: 100, dear: 0 });
  });

  it("fills the cheapest owners up to their caps and gives the rest to the next", () => {
    const plan = planJob(workedExample(), solve);
    expect(slotsOf(plan)).toEqual({ scale: 2064, surge: 2064, mercor: 1032 });
    expect(plan.cost).toMatchObject({ low: 1563.48, high: 1861.47, lowerBound: 1563.48, currency: "USD" });
    expect(plan.vendors.map(({ exposure }) => exposure)).toEqual([
      { before: 0, after: 2064 },
      { before: 0, after: 2064 },
      { before: 0, after: 1032 },
    ]);
    expect(plan.vendors[0]?.turnaroundHours).toEqual({ p50: 7.24, p90: 26.23 });
    expect(whyOf(plan, "mercor")).toEqual(["price", "rest", "hourly"]);
  });

  it("says what each loss would strand, and the cap that would hold it", () => {
    expect(planJob(workedExample(), solve).contingency).toMatchObject([
      { lost: "scale", stranded: 1032, needs: { by: "max-share", maxShare: 0.5, extraCost: 1674.42 } },
      { lost: "surge", stranded: 1032, needs: { by: "max-share", maxShare: 0.5 } },
      { lost: "mercor", stranded: 1032, needs: { by: "max-share", maxShare: 0.5, extraCost: -1099.08 } },
    ]);
    expect(planJob(workedExample({ maxSharePerMillion: 500_000 }), solve).contingency).toMatchObject([
      { lost: "scale", stranded: 0, needs: null },
      { lost: "surge", stranded: 0, needs: null },
    ]);
  });

  it("counts a cap over the life of the dataset, and what an owner knows costs it nothing", () => {
    const inputs = planInputsOf({
      vendors: [priced("cheap", 10_000), priced("dear", 20_000), priced("dearest", 30_000)],
      classes: [itemClass("new", 60), itemClass("known", 40, { seenBy: ["cheap"] })],
      dataset: { items: 200, owners: [{ owner: "cheap", items: 90 }] },
      job: { maxSharePerMillion: 500_000 },
    });
    const plan = planJob(inputs, solve);
    // Room for 10 more of 100, and the 40 it has seen.
    expect(slotsOf(plan)).toEqual({ cheap: 50, dear: 50, dearest: 0 });
    expect(plan.vendors[0]?.exposure).toEqual({ before: 90, after: 100 });
    expect(whyOf(plan, "cheap")).toEqual(["price", "seen-before", "at-cap"]);
  });

  it("shows items to owners who know them where the price is the same", () => {
    const inputs = planInputsOf({
      vendors: [priced("a", 10_000), priced("b", 10_000)],
      classes: [itemClass("known", 30, { seenBy: ["b"] }), itemClass("new", 20)],
      dataset: { items: 50, owners: [{ owner: "b", items: 30 }] },
    });
    expect(slotsOf(planJob(inputs, solve))).toEqual({ a: 20, b: 30 });
  });

  it("gives ties to the earlier vendor of the config", () => {
    const vendors = ["x", "y", "z"].map((name) => priced(name, 10_000));
    const inputs = (order: readonly VendorFacts[]): PlanInputs =>
      planInputsOf({ vendors: order, classes: [itemClass("new", 100)], job: { maxSharePerMillion: 400_000 } });
    expect(slotsOf(planJob(inputs(vendors), solve))).toEqual({ x: 40, y: 40, z: 20 });
    expect(slotsOf(planJob(inputs(vendors.toReversed()), solve))).toEqual({ z: 40, y: 40, x: 20 });
  });

  it("spends the budget on the high price, to the judgment", () => {
    const inputs = planInputsOf({
      vendors: [
        priced("fixed", 100_000),
        vendorFacts("hourly", { price: { basis: "hour", microsPerHour: 6_000_000, minutesPerItem: 0.9 } }),
      ],
      classes: [itemClass("new", 100)],
      // Hourly: 0.09 to 0.1125 a judgment. All of it fits into 11.25 only.
      budget: { totalMicros: 10_600_000, committedMicros: 0 },
    });
    const plan = planJob(inputs, solve);
    expect(slotsOf(plan)).toEqual({ fixed: 52, hourly: 48 });
    expect(plan.cost).toMatchObject({ low: 9.52, high: 10.6 });
    expect(brokenRules(inputs, plan)).toEqual([]);
    const short = planJob({ ...inputs, budget: { totalMicros: 10_000_000, committedMicros: 1 } }, solve);
    expect(short.infeasible?.wouldHelp).toMatchObject([
      { change: "items", items: 99 },
      { change: "budget", totalMicros: 10_010_000 },
    ]);
  });

  it("keeps the shares that were asked for, to the judgment", () => {
    const route = { by: "shares", sharesPerMillion: { scale: 333_333, surge: 333_333, mercor: 333_334 } } as const;
    expect(slotsOf(planJob(workedExample({ route }), solve))).toEqual({ scale: 1720, surge: 1720, mercor: 1720 });
    const over = planJob(workedExample({ route: { by: "shares", sharesPerMillion: { scale: 500_000, surge: 500_000 } } }), solve);
    expect(over.infeasible?.because[0]?.text).toBe("5,160 items need 5,160 places, two owners at 40 % give 4,128");
    expect(over.infeasible?.wouldHelp.map(({ change }) => change)).toEqual(["max-share", "items", "route"]);
  });

  it("does not spread the share of a vendor that may not be asked over the others", () => {
    const inputs = workedExample({ route: { by: "shares", sharesPerMillion: { scale: 300_000, surge: 300_000, mercor: 400_000 } } });
    const held = {
      ...inputs,
      vendors: inputs.vendors.map((facts) =>
        facts.vendor === "mercor" ? { ...facts, available: { is: "no" as const, reason: "held" as const, why: "held by hand" } } : facts,
      ),
    };
    const plan = planJob(held, solve);
    expect(plan.feasible).toBe(false);
    expect(plan.infeasible?.because.map(({ text }) => text)).toContain("mercor: held by hand");
    // What is missing of a running job is shared out in the same proportions.
    expect(slotsOf(planMissing({ ...held, job: { ...held.job, maxSharePerMillion: 1_000_000 } }, solve))).toEqual({
      scale: 2580,
      surge: 2580,
      mercor: 0,
    });
  });

  it("follows an order of preference, and fills what is left by price", () => {
    const plan = planJob(workedExample({ route: { by: "order", order: ["mercor", "surge"] } }), solve);
    expect(slotsOf(plan)).toEqual({ scale: 1032, surge: 2064, mercor: 2064 });
    expect(whyOf(plan, "mercor")).toEqual(["order", "at-cap", "hourly"]);
  });

  it("gives the judgments of an item to different owners", () => {
    const plan = planJob(brands({ independent: "owner" }), solve);
    expect(slotsOf(plan)).toEqual({ a1: 100, a2: 0, b1: 100, b2: 0 });
    expect(brokenRules(brands({ independent: "owner" }), plan)).toEqual([]);
  });

  it("lets two brands of one owner judge the same item where only vendors must differ, and counts the item once", () => {
    const inputs = brands({ independent: "vendor", maxSharePerMillion: 500_000 });
    const plan = planJob(inputs, solve);
    // Each owner sees half of the items, with both of its brands: by a count of slots neither could take more than 50.
    expect(slotsOf(plan)).toEqual({ a1: 50, a2: 50, b1: 50, b2: 50 });
    expect(plan.vendors.map(({ exposure }) => exposure.after)).toEqual([50, 50, 50, 50]);
    expect(brokenRules(inputs, plan)).toEqual([]);
    expect(new Set(givenItems(plan).map(({ vendors }) => [...vendors].toSorted((a, b) => (a < b ? -1 : 1)).join("+")))).toEqual(
      new Set(["a1+a2", "b1+b2"]),
    );
  });

  it("gives all judgments of an item to one vendor where only workers must differ, and counts the item once", () => {
    const inputs = brands({ independent: "worker", maxSharePerMillion: 600_000 });
    const plan = planJob(inputs, solve);
    expect(slotsOf(plan)).toEqual({ a1: 120, a2: 0, b1: 80, b2: 0 });
    expect(plan.vendors.map(({ items }) => items)).toEqual([60, 0, 40, 0]);
    expect(brokenRules(inputs, plan)).toEqual([]);
  });

  it("says for each vendor that gets nothing which rule it was", () => {
    const no = (reason: "held" | "out" | "unauthorized"): Partial<VendorFacts> => ({
      available: { is: "no", reason, why: `${reason} for a reason` },
    });
    const inputs = planInputsOf({
      vendors: [
        priced("fine", 10_000),
        priced("dear", 90_000),
        priced("held", 1, no("held")),
        priced("out", 1, no("out")),
        priced("locked", 1, no("unauthorized")),
        priced("owned", 1, { controlledBy: ["meta"] }),
        priced("meta", 1),
        priced("other-kind", 1, { taskKinds: ["text"] }),
        priced("elsewhere", 1, { regions: ["apac"] }),
        priced("nowhere", 1, { regions: [] }),
        priced("slow", 1, { turnaround: { p50Ms: hourMs, p90Ms: 100 * hourMs } }),
      ],
      classes: [itemClass("new", 10)],
      job: { deny: ["meta"], regions: ["us"], deadlineMs: 48 * hourMs },
    });
    const plan = planJob(inputs, solve);
    expect(Object.fromEntries(plan.vendors.map(({ vendor, why }) => [vendor, why.map(({ code }) => code).join(" ")]))).toEqual({
      fine: "price",
      dear: "not-needed",
      held: "held",
      out: "out",
      locked: "unauthorized",
      owned: "denied",
      meta: "denied",
      "other-kind": "task-kind",
      elsewhere: "region",
      nowhere: "region",
      slow: "too-slow",
    });
    expect(plan.warnings.map(({ code }) => code)).toEqual(["turnaround-unknown", "no-cap"]);
  });

  it("counts what a vendor already has in hand before the deadline", () => {
    const vendor = (openSlots: number): VendorFacts =>
      priced("a", 10_000, { capacity: { perDay: 24 }, turnaround: { p50Ms: hourMs, p90Ms: 2 * hourMs }, openSlots });
    const inputs = (openSlots: number): PlanInputs =>
      planInputsOf({ vendors: [vendor(openSlots)], classes: [itemClass("new", 10)], job: { deadlineMs: 12 * hourMs } });
    expect(planJob(inputs(0), solve).feasible).toBe(true);
    const late = planJob(inputs(4), solve);
    expect(late.infeasible?.wouldHelp).toContainEqual({ change: "deadline", hours: 16, text: "deadline: 16h" });
  });

  it("plans nothing for nobody", () => {
    const nothing = planJob(planInputsOf({ vendors: [priced("a", 1)], classes: [] }), solve);
    expect(nothing).toMatchObject({ feasible: true, items: 0, slots: 0, contingency: [] });
    const nobody = planJob(planInputsOf({ vendors: [], classes: [itemClass("new", 3)] }), solve);
    expect(nobody).toMatchObject({
      feasible: false,
      infeasible: { because: [{ code: "short", text: "3 items need 3 places, and no vendor may take any" }] },
    });
  });

  it("refuses inputs that cannot be planned, and a solver that gives up", () => {
    expect(() => planJob(workedExample({ route: { by: "order", order: ["scael"] } }), solve)).toThrow(
      "route.order: scael is not among the vendors of this job",
    );
    expect(() => planJob(workedExample(), () => ({ status: "unsolved", why: "no optimum within 60 s" }))).toThrow(
      "could not be solved: no optimum within 60 s",
    );
  });
});

describe("planMissing", () => {
  it("places what it can and says for the rest who stands where", () => {
    const inputs = workedExample(
      {},
      {
        dataset: {
          items: 5160,
          owners: [
            { owner: "scale-ai", items: 2064 },
            { owner: "surge", items: 1790 },
            { owner: "mercor", items: 1032 },
          ],
        },
        classes: [itemClass("missing", 1359)],
      },
    );
    const after = {
      ...inputs,
      vendors: inputs.vendors.map((facts) =>
        facts.vendor === "surge" ? { ...facts, available: { is: "no" as const, reason: "out" as const, why: "unreachable 6 h" } } : facts,
      ),
    };
    const plan = planMissing(after, solve);
    expect(slotsOf(plan)).toEqual({ scale: 0, surge: 0, mercor: 1032 });
    expect(plan.feasible).toBe(false);
    expect(plan.stranded).toEqual([
      {
        classId: "missing",
        slots: 327,
        reasons: [
          { vendor: "scale", owner: "scale-ai", code: "owner-at-cap", text: "at its cap, 2,064 of 2,064" },
          { vendor: "surge", owner: "surge", code: "out", text: "unreachable 6 h" },
          { vendor: "mercor", owner: "mercor", code: "owner-at-cap", text: "at its cap, 2,064 of 2,064" },
        ],
      },
    ]);
  });

  it("keeps owners that already hold or gave a judgment from getting another of the same item", () => {
    const inputs = planInputsOf({
      vendors: [priced("a", 10_000), priced("a2", 10_000, { owner: "a" }), priced("b", 20_000), priced("c", 30_000)],
      classes: [
        itemClass("live at a", 5, { live: ["a"], seenBy: ["a"] }),
        itemClass("answered by b", 4, { barredOwners: ["b"], seenBy: ["b"] }),
      ],
      job: { slotsPerItem: 2 },
    });
    const plan = planMissing(inputs, solve);
    expect(slotsOf(plan)).toEqual({ a: 4, a2: 0, b: 5, c: 0 });
    expect(brokenRules(inputs, plan)).toEqual([]);
  });
});

describe("contingencyAt", () => {
  it("counts what the lost vendor has in hand, and lets another brand of its owner take what the owner has seen", () => {
    const inputs = planInputsOf({
      vendors: [priced("a", 10_000), priced("a2", 20_000, { owner: "a" }), priced("b", 30_000)],
      classes: [itemClass("in hand", 30, { slotsEach: 0, live: ["a"], seenBy: ["a"] }), itemClass("to come", 10)],
      dataset: {
        items: 100,
        owners: [
          { owner: "a", items: 30 },
          { owner: "b", items: 28 },
        ],
      },
      job: { maxSharePerMillion: 300_000 },
    });
    // a is at its cap: 10 to come cannot all go to b, which has room for 2.
    expect(planMissing(inputs, solve).stranded.reduce((sum, { slots }) => sum + slots, 0)).toBe(8);
    expect(contingencyAt(inputs, solve, "a")).toMatchObject([{ lost: "a", stranded: 8, extraCost: 0.3 }]);
  });

  it("is silent about vendors that get and hold nothing", () => {
    expect(contingencyAt(workedExample({ maxSharePerMillion: 1_000_000 }), solve).map(({ lost }) => lost)).toEqual(["scale"]);
    expect(contingencyAt(workedExample({ maxSharePerMillion: 1_000_000 }), solve, "mercor")).toEqual([]);
  });
});

it("says the most that asking once more may come to, and nothing where no item is asked about again", () => {
  const inputs = brands({ adjudication: { untilPerMillion: 900_000, atMost: 3 } });
  const warned = planJob(inputs, solve).warnings.find(({ code }) => code === "adjudication");
  expect(warned?.text).toBe(
    "items that are less than 90 % sure are asked about once more, up to 3 judgments each: at most 100 judgments and USD 4 more, within the caps and the budget",
  );
  expect(planJob(brands({}), solve).warnings.map(({ code }) => code)).not.toContain("adjudication");
});
