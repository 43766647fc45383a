import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { itemClass, planInputsOf, vendorFacts, workedExample } from "./__fixtures__/plan-inputs-of.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import { type FrontierPoint, frontierOf, withCap } from "./frontier.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import { planJob, planMissing } from "./plan-job.ts";

const solve = await loadHighs();
const numRuns = 60;

const perMillion = ({ maxShare }: FrontierPoint): number => Math.round(maxShare * 1_000_000);
const steps = (points: readonly FrontierPoint[]): readonly (readonly [FrontierPoint, FrontierPoint])[] =>
  points.slice(1).flatMap((point, index) => points.slice(index, index + 1).map((before) => [before, point] as const));

describe("frontierOf", () => {
  it("draws the price of the worked example's privacy", () => {
    const points = frontierOf(workedExample(), solve);
    expect(points.length).toBeGreaterThanOrEqual(10);
    expect(points.length).toBeLessThanOrEqual(13);
    // Three owners hold 5,160 items at a third each, and scale takes all of them where nothing stops it.
    expect(points[0]).toMatchObject({ maxShare: 0.334, capItems: 1723, nowhere: 0, present: false });
    expect(points.at(-1)).toMatchObject({
      maxShare: 1,
      cost: { low: 412.8 },
      largestShare: 1,
      strandedIfLost: 0,
      vendors: [{ slots: 5160 }, { slots: 0 }, { slots: 0 }],
    });
    expect(points.filter(({ present }) => present)).toEqual([
      expect.objectContaining({
        maxShare: 0.4,
        largestShare: 0.4,
        strandedIfLost: 1032,
        cost: expect.objectContaining({ low: planJob(workedExample(), solve).cost.low }),
      }),
    ]);
  });

  it("starts at the tightest cap there is where everything was shown before", () => {
    const inputs = planInputsOf({
      vendors: [vendorFacts("a"), vendorFacts("b")],
      classes: [itemClass("known", 10, { seenBy: ["a", "b"] })],
      job: { maxSharePerMillion: 500_000 },
      dataset: {
        items: 10,
        owners: [
          { owner: "a", items: 10 },
          { owner: "b", items: 10 },
        ],
      },
    });
    expect(frontierOf(inputs, solve, { steps: 5 })[0]).toMatchObject({ maxShare: 0.001, capItems: 0 });
  });

  it("is what planning with each cap gives, loss by loss, and starts at the smallest cap that has a plan", () => {
    let points = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const frontier = frontierOf(inputs, solve, { steps: 5 });
        points += frontier.length;
        for (const point of frontier) {
          const plan = planJob(withCap(inputs, perMillion(point)), solve);
          expect(plan.feasible).toBe(true);
          expect(point.cost).toEqual(plan.cost);
          expect(point.vendors).toEqual(plan.vendors.map(({ vendor, slots }) => ({ vendor, slots })));
          expect(point.strandedIfLost).toBe(Math.max(0, ...plan.contingency.map(({ stranded }) => stranded)));
        }
        const [first] = frontier;
        if (first === undefined) {
          expect(inputs.dataset.items === 0 || !planJob(withCap(inputs, 1_000_000), solve).feasible).toBe(true);
          return;
        }
        const tighter = Math.ceil(perMillion(first) / 1000) * 1000 - 1000;
        if (tighter > 0 && withCapItems(inputs, tighter) < first.capItems)
          expect(planJob(withCap(inputs, tighter), solve).feasible).toBe(false);
      }),
      { numRuns: numRuns + 10 },
    );
    expect(points).toBeGreaterThan(numRuns);
  });

  it("never costs or strands more under a looser cap", () => {
    let compared = 0;
    fc.assert(
      fc.property(worlds({ route: "cost" }), (inputs) => {
        for (const [tight, loose] of steps(frontierOf(inputs, solve, { steps: 6 }))) {
          compared += 1;
          expect(loose.maxShare).toBeGreaterThan(tight.maxShare);
          expect(loose.capItems).toBeGreaterThan(tight.capItems);
          expect(loose.cost.lowMicros).toBeLessThanOrEqual(tight.cost.lowMicros);
          expect(loose.strandedIfLost).toBeLessThanOrEqual(tight.strandedIfLost);
        }
      }),
      { numRuns: numRuns * 2 },
    );
    expect(compared).toBeGreaterThan(numRuns);
  });

  it("leaves less without a place under a looser cap where something is missing anyway", () => {
    let stranding = 0;
    fc.assert(
      fc.property(worlds({ route: "cost" }), (inputs) => {
        const points = frontierOf(inputs, solve, { missing: true, steps: 4 });
        if (points.some(({ nowhere }) => nowhere > 0)) stranding += 1;
        for (const point of points) {
          const plan = planMissing(withCap(inputs, perMillion(point)), solve);
          expect(point.nowhere).toBe(plan.stranded.reduce((sum, { slots }) => sum + slots, 0));
        }
        for (const [tight, loose] of steps(points)) {
          expect(loose.nowhere).toBeLessThanOrEqual(tight.nowhere);
          expect(loose.strandedIfLost).toBeLessThanOrEqual(tight.strandedIfLost);
        }
      }),
      { numRuns },
    );
    expect(stranding).toBeGreaterThan(numRuns / 20);
  });
});

const withCapItems = (inputs: PlanInputs, share: number): number => Math.floor((inputs.dataset.items * share) / 1_000_000);
