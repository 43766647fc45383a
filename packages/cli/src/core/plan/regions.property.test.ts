import fc from "fast-check";
import { expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import { applyRemedy } from "./change-inputs.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import { planJob } from "./plan-job.ts";

const solve = await loadHighs();
/** `TRANCHE_PLANS=1000` for a long run. */
const numRuns = Number(process.env["TRANCHE_PLANS"] ?? 15);
/** The same worlds every time: how many of them are helped is part of what is tested. */
const seed = Number(process.env["TRANCHE_SEED"] ?? 20_260_101);
const places = ["eu", "us", "in"];

/** The same worlds, each vendor in some of three regions or in none that anybody knows, and the job in one or two. */
const regional = fc
  .record({
    inputs: worlds({ fewestVendors: 3, money: false }),
    where: fc.array(fc.nat(7), { minLength: 5, maxLength: 5 }),
    allowed: fc.constantFrom(["eu"], ["us"], ["eu", "us"]),
  })
  .map(({ inputs, where, allowed }): PlanInputs => ({
    ...inputs,
    job: { ...inputs.job, regions: allowed },
    vendors: inputs.vendors.map((facts, at) => ({ ...facts, regions: places.filter((_, bit) => (((where[at] ?? 0) >> bit) & 1) === 1) })),
  }));

it("offers more regions where they would do, and every line of help makes a plan", () => {
  const met = { one: 0, several: 0, none: 0 };
  fc.assert(
    fc.property(regional, (inputs) => {
      const { infeasible } = planJob(inputs, solve);
      for (const remedy of infeasible?.wouldHelp ?? []) {
        if (remedy.change === "regions") met[remedy.regions.length === inputs.job.regions.length + 1 ? "one" : "several"] += 1;
        expect({ remedy, feasible: planJob(applyRemedy(inputs, remedy), solve).feasible }).toEqual({ remedy, feasible: true });
      }
      if (infeasible === undefined || infeasible.wouldHelp.some(({ change }) => change === "regions")) return;
      met.none += 1;
      expect(planJob({ ...inputs, job: { ...inputs.job, regions: places } }, solve).feasible).toBe(false);
    }),
    { numRuns, seed },
  );
  expect(Math.min(met.one, met.none)).toBeGreaterThan(0);
});
