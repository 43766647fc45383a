import { capOf, roomUnderCap } from "../exposure/cap.ts";
import { barOf, type Candidate, type Eligibility, eligibilityOf } from "../route/eligibility.ts";
import type { PlacementProblem } from "../route/placement.ts";
import type { OwnerId, PlanInputs, VendorFacts, VendorId } from "./plan-inputs.ts";

/** The inputs as a placement problem, and what was decided on the way there. */
export interface Question {
  readonly inputs: PlanInputs;
  /** Every vendor of the inputs in order, with whether it may be given anything. */
  readonly vendors: readonly { readonly facts: VendorFacts; readonly eligibility: Eligibility }[];
  /** The most items one owner may have seen. */
  readonly capItems: number;
  readonly problem: PlacementProblem;
}

/** Decides who may be asked, for what, and under which numbers. */
export const questionOf = (inputs: PlanInputs, shares: PlacementProblem["shares"]): Question => {
  const vendors = inputs.vendors.map((facts) => ({ facts, eligibility: eligibilityOf(inputs, facts) }));
  const candidates = vendors.flatMap(({ eligibility }) => (eligibility.eligible ? [eligibility.candidate] : []));
  const capItems = capOf(inputs.dataset.items, inputs.job.maxSharePerMillion);
  return {
    inputs,
    vendors,
    capItems,
    problem: {
      independent: inputs.job.independent,
      candidates,
      rooms: isCapped(inputs) ? roomsOf(inputs, candidates, capItems) : new Map(),
      classes: inputs.classes.map((itemClass) => ({
        items: itemClass.items,
        slotsEach: itemClass.slotsEach,
        cells: candidates.flatMap((candidate, index) => (barOf(inputs, itemClass, candidate) === undefined ? [index] : [])),
        seenBy: new Set([...itemClass.seenBy, ...ownersOf(inputs, itemClass.live ?? [])]),
      })),
      ...(inputs.budget === undefined ? {} : { budgetMicros: inputs.budget.totalMicros - inputs.budget.committedMicros }),
      route: inputs.job.route,
      shares,
    },
  };
};

/** Whether the policy keeps any owner from seeing everything. */
export const isCapped = (inputs: PlanInputs): boolean => (inputs.job.maxSharePerMillion ?? 1_000_000) < 1_000_000;

/** Distinct items of the dataset an owner has seen so far. */
export const seenBefore = (inputs: PlanInputs, owner: OwnerId): number =>
  inputs.dataset.owners.find((exposure) => exposure.owner === owner)?.items ?? 0;

/** The owners of some vendors, each once. */
export const ownersOf = (inputs: PlanInputs, vendors: readonly VendorId[]): readonly OwnerId[] =>
  vendors.length === 0 ? [] : [...new Set(inputs.vendors.filter(({ vendor }) => vendors.includes(vendor)).map(({ owner }) => owner))];

const roomsOf = (inputs: PlanInputs, candidates: readonly Candidate[], capItems: number): ReadonlyMap<OwnerId, number> =>
  new Map(candidates.map(({ owner }) => [owner, roomUnderCap(capItems, seenBefore(inputs, owner))]));
