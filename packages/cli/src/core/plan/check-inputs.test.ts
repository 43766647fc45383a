import { describe, expect, it } from "vitest";
import { itemClass, planInputsOf, vendorFacts, workedExample } from "./__fixtures__/plan-inputs-of.ts";
import { checkPlanInputs } from "./check-inputs.ts";
import type { JobFacts } from "./plan-inputs.ts";

const pathsOf = (job: Partial<JobFacts>): readonly string[] =>
  checkPlanInputs(workedExample(job)).map(({ path, message }) => `${path}: ${message}`);

describe("checkPlanInputs", () => {
  it("has nothing against what can be planned", () => {
    expect(pathsOf({})).toEqual([]);
    expect(pathsOf({ route: { by: "order", order: ["mercor"] } })).toEqual([]);
    expect(pathsOf({ route: { by: "objective", objective: "balanced" } })).toEqual([]);
    expect(pathsOf({ route: { by: "shares", sharesPerMillion: { scale: 400_000, surge: 600_000 } } })).toEqual([]);
  });

  it("names vendors of the route that the job does not have, and shares that do not add up", () => {
    expect(pathsOf({ route: { by: "order", order: ["scael"] } })).toEqual(["route.order: scael is not among the vendors of this job"]);
    expect(pathsOf({ route: { by: "shares", sharesPerMillion: { scale: 400_000, surge: 400_000 } } })).toEqual([
      "route.shares: the shares add up to 0.8, not 1",
    ]);
  });

  it("refuses numbers that are none, and caps outside their range", () => {
    expect(pathsOf({ maxSharePerMillion: 0 })).toEqual(["policy.maxShare: must be over 0 and at most 1, got 0"]);
    const inputs = planInputsOf({
      vendors: [vendorFacts("a")],
      classes: [itemClass("x", 1.5), itemClass("x", 2)],
      dataset: { items: 1, owners: [] },
    });
    expect(checkPlanInputs(inputs).map(({ message }) => message)).toEqual([
      "1.5 is not a whole number of 0 or more",
      "two classes have the same id",
      "the dataset has 1 items, the classes 3.5",
    ]);
  });
});
