import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { midwayOf, type SlotState, stateInputs, type StateOptions } from "./__fixtures__/midway.ts";
import { mostSlots } from "./__fixtures__/most-slots.ts";
import { brokenRules } from "./__fixtures__/recount.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import { withoutExtras, withoutVendor } from "./change-inputs.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import type { DraftPlan } from "./plan.ts";
import { contingencyAt, contingencyOfTwoAt, planJob, planMissing } from "./plan-job.ts";
import { mainUnit } from "./words.ts";

const solve = await loadHighs();
/** `TRANCHE_PLANS=20000` for a long run. */
const numRuns = Math.ceil(Number(process.env["TRANCHE_PLANS"] ?? 600) / 2);
const states: readonly SlotState[] = ["unsent", "unsent", "live", "answered"];

const strandedIn = (plan: DraftPlan): number => plan.stranded.reduce((sum, { slots }) => sum + slots, 0);

/** A plan, a moment in its run, and the vendor that is lost then. */
const moments = (): fc.Arbitrary<{ readonly inputs: PlanInputs; readonly drawn: readonly number[]; readonly lost: number }> =>
  fc.record({ inputs: worlds(), drawn: fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), lost: fc.nat(4) });

interface Loss {
  readonly predicted: number;
  /** The state after the loss, as it is. */
  readonly inputs: PlanInputs;
  readonly replanned: DraftPlan;
}

const lossProperty = (
  check: (loss: Loss) => void,
  mistake: Omit<StateOptions, "lost"> = {},
): fc.IProperty<[{ readonly inputs: PlanInputs; readonly drawn: readonly number[]; readonly lost: number }]> =>
  fc.property(moments(), ({ inputs, drawn, lost: at }) => {
    const items = midwayOf(inputs, planMissing(inputs, solve), (slot) => states[drawn[slot % drawn.length] ?? 0] ?? "unsent");
    const lost = inputs.vendors[at % inputs.vendors.length]?.vendor ?? "";
    const [contingency] = contingencyAt(stateInputs(inputs, items), solve, lost);
    fc.pre(contingency !== undefined);
    if (contingency === undefined) return;
    check({
      predicted: contingency.stranded,
      inputs: stateInputs(inputs, items, { lost: [lost] }),
      replanned: planMissing(stateInputs(inputs, items, { lost: [lost], ...mistake }), solve),
    });
  });

const strandsAsSaid = ({ predicted, inputs, replanned }: Loss): void => {
  expect(strandedIn(replanned)).toBe(predicted);
  expect(brokenRules(inputs, replanned)).toEqual([]);
};

describe("contingency, in random worlds at random moments", () => {
  it("is what a re-plan strands when the loss happens, to the slot, and the re-plan keeps every rule", () => {
    let stranding = 0;
    fc.assert(
      lossProperty((loss) => {
        if (loss.predicted > 0) stranding += 1;
        strandsAsSaid(loss);
      }),
      { numRuns },
    );
    expect(stranding).toBeGreaterThan(numRuns / 5);
  });

  it("would notice if what the lost vendor was shown were given back to its owner's cap", () => {
    const planted = fc.check(lossProperty(strandsAsSaid, { refundExposure: true }), { numRuns: 1000, endOnFailure: true });
    expect(planted.failed).toBe(true);
    expect(String(planted.errorInstance)).toContain("AssertionError");
  });

  it("is what a re-plan strands when two vendors are lost at once, to the slot", () => {
    let stranding = 0;
    fc.assert(
      fc.property(worlds({ fewestVendors: 4 }), fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), fc.nat(), (inputs, drawn, pick) => {
        const items = midwayOf(inputs, planMissing(inputs, solve), (slot) => states[drawn[slot % drawn.length] ?? 0] ?? "unsent");
        const names = inputs.vendors.map(({ vendor }) => vendor);
        const first = pick % names.length;
        const second = (first + 1 + (Math.floor(pick / names.length) % (names.length - 1))) % names.length;
        const [pair] = contingencyOfTwoAt(stateInputs(inputs, items), solve, [names[first] ?? "", names[second] ?? ""]) ?? [];
        fc.pre(pair !== undefined);
        if (pair === undefined) return;
        const after = stateInputs(inputs, items, { lost: pair.lost });
        const replanned = planMissing(after, solve);
        if (pair.stranded > 0) stranding += 1;
        strandsAsSaid({ predicted: pair.stranded, inputs: after, replanned });
      }),
      { numRuns },
    );
    expect(stranding).toBeGreaterThan(numRuns / 5);
  });

  it("costs what a re-plan costs when two vendors are lost of which one was to get nothing", () => {
    let idle = 0;
    fc.assert(
      fc.property(worlds({ fewestVendors: 4, route: "cost" }), (inputs) => {
        // Least slots are asked of a first plan only: a re-plan with everybody there would not cost the same.
        fc.pre(inputs.vendors.every(({ least = 0 }) => least === 0));
        const plan = planJob(inputs, solve);
        const slots = new Map(plan.vendors.map((line) => [line.vendor, line.slots]));
        for (const { lost, stranded, extraCostMicros } of plan.contingencyOfTwo ?? []) {
          if (stranded > 0 || lost.every((vendor) => (slots.get(vendor) ?? 0) > 0)) continue;
          idle += 1;
          const replanned = planMissing(
            lost.reduce((left, vendor) => withoutVendor(left, vendor, "lost"), withoutExtras(inputs)),
            solve,
          );
          const before = planMissing(withoutExtras(inputs), solve);
          expect(mainUnit(extraCostMicros)).toBeCloseTo(replanned.cost.low - before.cost.low, 5);
        }
      }),
      { numRuns: numRuns / 10 },
    );
    expect(idle).toBeGreaterThan(numRuns / 100);
  });

  it("is nothing, for any vendor, in a plan that has to survive a loss; and one that is refused for that would strand something", () => {
    const met = { survived: 0, refused: 0 };
    fc.assert(
      fc.property(worlds(), (drawn) => {
        const inputs: PlanInputs = { ...drawn, job: { ...drawn.job, surviveLoss: 1 } };
        const plan = planJob(inputs, solve);
        if (plan.feasible && plan.slots > 0) met.survived += 1;
        if (plan.feasible) expect(plan.contingency.filter(({ stranded }) => stranded > 0)).toEqual([]);
        if (plan.infeasible?.because[0]?.code !== "loss") return;
        met.refused += 1;
        const free = planJob({ ...inputs, job: { ...inputs.job, surviveLoss: 0 } }, solve);
        expect(free.feasible).toBe(true);
        expect(free.contingency.some(({ stranded }) => stranded > 0)).toBe(true);
      }),
      { numRuns: numRuns / 5 },
    );
    expect(Math.min(met.survived, met.refused)).toBeGreaterThan(numRuns / 100);
  });

  it("is the same for a plan that has not begun, and no flow could place more", () => {
    fc.assert(
      fc.property(worlds({ pairs: false, independent: "owner", money: false, bars: false, route: "cost" }), (inputs) => {
        const plan = planJob(inputs, solve);
        for (const { lost, stranded } of plan.contingency) {
          const without: PlanInputs = {
            ...inputs,
            vendors: inputs.vendors.map((facts) =>
              facts.vendor === lost ? { ...facts, available: { is: "no", reason: "out", why: "lost" } } : facts,
            ),
          };
          expect(plan.slots - stranded).toBe(mostSlots(without));
        }
      }),
      { numRuns: numRuns / 5 },
    );
  });

  it("names a cap that would place everything, checked", () => {
    let named = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const plan = planJob(inputs, solve);
        for (const { lost, needs } of plan.contingency) {
          if (needs?.by !== "max-share") continue;
          named += 1;
          const higher: PlanInputs = {
            ...inputs,
            job: { ...inputs.job, maxSharePerMillion: Math.round(needs.maxShare * 1_000_000) },
            vendors: inputs.vendors.map((facts) =>
              facts.vendor === lost ? { ...facts, available: { is: "no", reason: "out", why: "lost" } } : facts,
            ),
          };
          expect(strandedIn(planMissing(higher, solve))).toBe(0);
        }
      }),
      { numRuns: numRuns / 2 },
    );
    expect(named).toBeGreaterThan(3);
  });
});
