import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { trancheSizes } from "../release/tranche-sizes.ts";
import { groupWorlds } from "./__fixtures__/group-worlds.ts";
import { type MidwayItem, midwayOf, type SlotState, stateInputs, type StateOptions } from "./__fixtures__/midway.ts";
import { brokenRules } from "./__fixtures__/recount.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import type { DraftPlan } from "./plan.ts";
import { contingencyAt, contingencyOfTwoAt, planMissing } from "./plan-job.ts";

const solve = await loadHighs();
/** `TRANCHE_LOSS_WORLDS=500` for a long run. */
const numRuns = Number(process.env["TRANCHE_LOSS_WORLDS"] ?? 15);
/** The same worlds every time: how many of them strand something is part of what is tested. */
const seed = Number(process.env["TRANCHE_SEED"] ?? 20_260_101);

const strandedIn = (plan: DraftPlan): number => plan.stranded.reduce((sum, { slots }) => sum + slots, 0);

const drawnStates = fc.array(fc.nat(3), { minLength: 40, maxLength: 40 });

/** Anything may be anywhere: some unsent, some at work, some answered, whatever is in a group with it. */
const midway = (inputs: PlanInputs, drawn: readonly number[]): readonly MidwayItem[] => {
  const states: readonly SlotState[] = ["unsent", "unsent", "live", "answered"];
  return midwayOf(inputs, planMissing(inputs, solve), (slot) => states[drawn[slot % drawn.length] ?? 0] ?? "unsent");
};

/**
 * Between tranches: of each vendor's judgments the first ones are out, at work or answered, and all others wait at the gate. A group that stays together
 * is let go as a whole.
 */
const betweenTranches = (inputs: PlanInputs, drawn: readonly number[]): readonly MidwayItem[] => {
  const items = midwayOf(inputs, planMissing(inputs, solve), () => "unsent");
  const together = inputs.job.groups?.keep === "together";
  const all = new Map<string, number>();
  for (const { slots } of items) for (const { vendor } of slots) all.set(vendor, (all.get(vendor) ?? 0) + 1);
  const rules = { firstPerMillion: 100_000 * (1 + ((drawn[0] ?? 0) % 4)), thenPerMillion: 250_000 };
  const released = new Map(
    [...all].map(([vendor, slots]) => [
      vendor,
      trancheSizes(rules, { slots, gold: 0, isNew: false })
        .slice(0, 1 + ((drawn[1] ?? 0) % 2))
        .reduce((sum, { gold, others }) => sum + gold + others, 0),
    ]),
  );
  const sent = new Map<string, number>();
  const whole = new Map<string, boolean>();
  let slot = 0;
  return items.map((item, at) => ({
    ...item,
    slots: item.slots.map(({ vendor }) => {
      const name = JSON.stringify([vendor, together ? (item.unit ?? at) : at]);
      const before = sent.get(vendor) ?? 0;
      const goes = whole.get(name) ?? before < (released.get(vendor) ?? 0);
      whole.set(name, goes);
      if (goes) sent.set(vendor, before + 1);
      slot += 1;
      return {
        vendor,
        state: goes ? ((drawn[slot % drawn.length] ?? 0) < 2 ? ("answered" as const) : ("live" as const)) : ("unsent" as const),
      };
    }),
  }));
};

const kinds = [
  ["items", "between tranches", worlds({ fewestVendors: 3 }), betweenTranches],
  ["groups that stay together", "at random moments", groupWorlds({ keep: "together" }), midway],
  ["groups that stay together", "between tranches", groupWorlds({ keep: "together" }), betweenTranches],
  ["groups that are kept apart", "at random moments", groupWorlds({ keep: "apart" }), midway],
  ["groups that are kept apart", "between tranches", groupWorlds({ keep: "apart" }), betweenTranches],
] as const;

describe.each(kinds)("contingency of %s %s", (_, __, arbitrary, moment) => {
  const property = (met: { stranding: number }, mistake: StateOptions): fc.IProperty<[PlanInputs, number[], number]> =>
    fc.property(arbitrary, drawnStates, fc.nat(), (inputs, drawn, pick) => {
      const items = moment(inputs, drawn);
      const state = stateInputs(inputs, items);
      const names = inputs.vendors.map(({ vendor }) => vendor);
      const simulated = (lost: readonly string[]): number => {
        const after = stateInputs(inputs, items, { lost });
        const replanned = planMissing(stateInputs(inputs, items, { lost, ...mistake }), solve);
        expect(brokenRules(after, replanned)).toEqual([]);
        return strandedIn(replanned);
      };
      for (const { lost, stranded } of contingencyAt(state, solve, names[pick % names.length])) {
        if (stranded > 0) met.stranding += 1;
        expect({ lost, stranded: simulated([lost]) }).toEqual({ lost, stranded });
      }
      const pair = [names[pick % names.length] ?? "", names[(pick + 1) % names.length] ?? ""] as const;
      for (const { lost, stranded } of contingencyOfTwoAt(state, solve, pair) ?? [])
        expect({ lost, stranded: simulated(lost) }).toEqual({ lost, stranded });
    });

  it("is what a re-plan strands when the loss happens, to the slot, and the re-plan keeps every rule", () => {
    const met = { stranding: 0 };
    fc.assert(property(met, {}), { numRuns, seed });
    expect(met.stranding).toBeGreaterThan(numRuns / 10);
  });

  it("would be noticed if what the lost vendor was shown were given back to its owner's cap", () => {
    const planted = fc.check(property({ stranding: 0 }, { refundExposure: true }), { numRuns: 1000, seed, endOnFailure: true });
    expect(planted.failed).toBe(true);
    expect(String(planted.errorInstance)).toContain("AssertionError");
  });
});
