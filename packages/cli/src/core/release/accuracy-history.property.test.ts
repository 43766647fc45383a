import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { itemClass, planInputsOf, vendorFacts } from "../plan/__fixtures__/plan-inputs-of.ts";
import type { AccuracySeen, PlanInputs, RouteFacts } from "../plan/plan-inputs.ts";
import { planJob } from "../plan/plan-job.ts";
import { priorOf, withAccuracyHistory } from "./accuracy-history.ts";
import { shareAfter } from "./beta-posterior.ts";

const solve = await loadHighs();
const quality: RouteFacts = { by: "objective", objective: "quality" };
const nobody: ReadonlySet<string> = new Set();

const histories = fc
  .record({ seen: fc.integer({ min: 1, max: 2_000 }), rightOf: fc.nat(1_000), jobs: fc.integer({ min: 1, max: 9 }) })
  .map(({ seen, rightOf, jobs }): AccuracySeen => ({ right: Math.floor((seen * rightOf) / 1_000), seen, jobs }));
const declared = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined });

type Learn = typeof withAccuracyHistory;

/** Reckoned once more, in floating point, from the declared figure. */
const isPosterior = (learn: Learn): fc.IProperty<[AccuracySeen, number | undefined]> =>
  fc.property(histories, declared, (seen, said) => {
    const facts = vendorFacts("a", said === undefined ? {} : { accuracyPerMillion: said });
    const [learnt] = learn([facts], { route: quality, seen: new Map([["a", seen]]), fixed: nobody });
    const mean = ((said ?? 800_000) * 20 + seen.right * 1_000_000) / (20 + seen.seen);
    expect(Math.abs((learnt?.accuracyPerMillion ?? 0) - mean)).toBeLessThan(1.01);
    expect(learnt?.accuracySeen).toEqual(seen);
  });

describe("accuracy from earlier jobs", () => {
  it("is the posterior of the declared figure, worth twenty answers, and what was seen", () => {
    fc.assert(isPosterior(withAccuracyHistory));
    const [learnt] = withAccuracyHistory([vendorFacts("a")], {
      route: quality,
      seen: new Map([["a", { right: 120, seen: 126, jobs: 3 }]]),
      fixed: nobody,
    });
    expect(learnt?.accuracyPerMillion).toBe(931_507);
  });

  it("would be noticed where the plain rate is taken, or the declared figure kept", () => {
    const plain: Learn = (vendors, { seen }) =>
      vendors.map((facts) => {
        const own = seen.get(facts.vendor);
        return own === undefined
          ? facts
          : { ...facts, accuracySeen: own, accuracyPerMillion: Math.round((own.right * 1_000_000) / own.seen) };
      });
    const kept: Learn = (vendors, { seen }) =>
      vendors.map((facts) => {
        const own = seen.get(facts.vendor);
        return own === undefined ? facts : { ...facts, accuracySeen: own };
      });
    expect([plain, kept].map((learn) => fc.check(isPosterior(learn)).failed)).toEqual([true, true]);
  });

  it("learns as much in one job after another as from all of them at once", () => {
    fc.assert(
      fc.property(histories, histories, declared, (first, second, said) => {
        const facts = vendorFacts("a", said === undefined ? {} : { accuracyPerMillion: said });
        const both = { right: first.right + second.right, seen: first.seen + second.seen, jobs: first.jobs + second.jobs };
        const after = (seen: AccuracySeen): ReturnType<Learn>[number] | undefined =>
          withAccuracyHistory([facts], { route: quality, seen: new Map([["a", seen]]), fixed: nobody })[0];
        const onTop = shareAfter(priorOf(after(first) ?? facts), { good: second.right, all: second.seen });
        expect(Math.abs(onTop - (after(both)?.accuracyPerMillion ?? 0))).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("changes nothing where the config's figure stands, nothing was seen, or the route does not ask", () => {
    fc.assert(
      fc.property(histories, declared, fc.constantFrom("cost" as const, "time" as const), (seen, said, objective) => {
        const vendors = [vendorFacts("a", said === undefined ? {} : { accuracyPerMillion: said })];
        const known = new Map([["a", seen]]);
        expect(withAccuracyHistory(vendors, { route: quality, seen: known, fixed: new Set(["a"]) })).toEqual(vendors);
        expect(withAccuracyHistory(vendors, { route: quality, seen: new Map(), fixed: nobody })).toEqual(vendors);
        expect(withAccuracyHistory(vendors, { route: { by: "objective", objective }, seen: known, fixed: nobody })).toEqual(vendors);
        expect(withAccuracyHistory(vendors, { route: { by: "order", order: ["a"] }, seen: known, fixed: nobody })).toEqual(vendors);
      }),
      { numRuns: 50 },
    );
  });

  it("sends the work to whom it speaks for, says so, and gives the same bytes for the same counts", () => {
    const vendors = [vendorFacts("a", { accuracyPerMillion: 900_000 }), vendorFacts("b")];
    const planned = (seen: AccuracySeen): PlanInputs =>
      planInputsOf({
        vendors: withAccuracyHistory(vendors, { route: quality, seen: new Map([["b", seen]]), fixed: nobody }),
        classes: [itemClass("new", 50)],
        job: { route: quality },
      });
    fc.assert(
      fc.property(histories, (seen) => {
        const inputs = planned(seen);
        const plan = planJob(inputs, solve);
        const expected = inputs.vendors[1]?.accuracyPerMillion ?? 0;
        const [a, b] = plan.vendors;
        expect([a?.slots, b?.slots]).toEqual(expected > 900_000 ? [0, 50] : [50, 0]);
        expect([a?.accuracy, b?.accuracy]).toEqual([undefined, { expected: expected / 1_000_000, ...seen }]);
        expect(JSON.stringify(planJob(structuredClone(inputs), solve))).toBe(JSON.stringify(plan));
      }),
      { numRuns: 60, seed: 20_260_103 },
    );
    const { why } = planJob(planned({ right: 115, seen: 120, jobs: 3 }), solve).vendors[1] ?? {};
    expect(why?.map(({ text }) => text)).toContain("accuracy 0.94 from 120 gold answers in 3 jobs");
  });
});
