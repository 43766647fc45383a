import type { Independence } from "@tranche/sdk";
import type { Placement } from "../route/placement.ts";
import type { Solver } from "../route/place.ts";
import { costRange } from "./cost-range.ts";
import { firstPlacement } from "./head-room.ts";
import { questionOf, seenBefore } from "./placement-problem.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import type { IndependenceCost } from "./plan.ts";
import { plannable } from "./remedies.ts";

const ways: readonly Independence[] = ["owner", "vendor", "worker"];

/**
 * What each way of keeping an item's judgments independent would cost and expose, each planned under the same limits; undefined where an item has one
 * judgment, and there is nothing to keep apart.
 */
export const independenceCosts = (inputs: PlanInputs, solver: Solver): readonly IndependenceCost[] | undefined =>
  inputs.job.slotsPerItem < 2 || inputs.classes.every(({ slotsEach }) => slotsEach < 2)
    ? undefined
    : ways.map((independent) => costOf(inputs, solver, independent));

const costOf = (inputs: PlanInputs, solver: Solver, independent: Independence): IndependenceCost => {
  const present = inputs.job.independent === independent;
  const other: PlanInputs = present ? inputs : { ...inputs, job: { ...inputs.job, independent } };
  const outcome = firstPlacement(questionOf(other, "exact"), solver);
  if (outcome.is !== "placed" || (inputs.job.surviveLoss === 1 && !plannable(other, solver)))
    return { independent, present, feasible: false, cost: null, disclosures: null, largestShare: null };
  const { placement } = outcome;
  return {
    independent,
    present,
    feasible: true,
    cost: costRange(placement.lowMicros, placement.highMicros, inputs.currency),
    disclosures: [...placement.newItems.values()].reduce((sum, items) => sum + items, 0),
    largestShare: inputs.dataset.items === 0 ? 0 : largestSeen(inputs, placement) / inputs.dataset.items,
  };
};

const largestSeen = (inputs: PlanInputs, { newItems }: Placement): number =>
  Math.max(0, ...inputs.vendors.map(({ owner }) => seenBefore(inputs, owner) + (newItems.get(owner) ?? 0)));
