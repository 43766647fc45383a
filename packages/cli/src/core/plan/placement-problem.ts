import { capOf, roomUnderCap } from "../exposure/cap.ts";
import { pairRooms } from "../exposure/two-owners.ts";
import { type Candidate, type Eligibility, eligibilityOf } from "../route/eligibility.ts";
import type { PlacementClass, PlacementProblem } from "../route/placement.ts";
import { heldOf, mostOfGroup, unitBarOf, type UnitClass, unitClasses } from "../route/units.ts";
import type { ItemClass, OwnerId, PlanInputs, VendorFacts, VendorId } from "./plan-inputs.ts";

/** The inputs as a placement problem, and what was decided on the way there. */
export interface Question {
  readonly inputs: PlanInputs;
  /** Every vendor of the inputs in order, with whether it may be given anything. */
  readonly vendors: readonly { readonly facts: VendorFacts; readonly eligibility: Eligibility }[];
  /** The most items one owner may have seen. */
  readonly capItems: number;
  /** What is placed as a whole; the problem's classes are these, in this order. */
  readonly units: readonly UnitClass[];
  readonly problem: PlacementProblem;
}

/** Decides who may be asked, for what, and under which numbers. */
export const questionOf = (inputs: PlanInputs, shares: PlacementProblem["shares"]): Question => {
  const vendors = inputs.vendors.map((facts) => ({ facts, eligibility: eligibilityOf(inputs, facts) }));
  const candidates = vendors.flatMap(({ eligibility }) => (eligibility.eligible ? [eligibility.candidate] : []));
  const capItems = capOf(inputs.dataset.items, inputs.job.maxSharePerMillion);
  const units = unitClasses(inputs);
  return {
    inputs,
    vendors,
    capItems,
    units,
    problem: {
      independent: inputs.job.independent,
      candidates,
      rooms: isCapped(inputs) ? roomsOf(inputs, candidates, capItems) : new Map(),
      ...(inputs.job.maxShareOfTwoPerMillion === undefined
        ? {}
        : {
            pairRooms: pairRooms(inputs.dataset, {
              mayGet: candidates.map(({ owner }) => owner),
              maxShareOfTwoPerMillion: inputs.job.maxShareOfTwoPerMillion,
            }),
          }),
      classes: units.map((unit) => placementClass(inputs, unit, candidates)),
      ...(inputs.budget === undefined ? {} : { budgetMicros: inputs.budget.totalMicros - inputs.budget.committedMicros }),
      route: inputs.job.route,
      shares,
    },
  };
};

const placementClass = (inputs: PlanInputs, unit: UnitClass, candidates: readonly Candidate[]): PlacementClass => {
  const { units, slotsEach, parts, group } = unit;
  const seen = new Map<OwnerId, number>();
  for (const { classIndex, each } of parts) {
    const itemClass = inputs.classes[classIndex];
    if (itemClass !== undefined) for (const owner of knownTo(inputs, itemClass)) seen.set(owner, (seen.get(owner) ?? 0) + each);
  }
  const cells = candidates.flatMap((candidate, index) => (unitBarOf(inputs, unit, candidate) === undefined ? [index] : []));
  const placed = { units, weight: parts.reduce((sum, { each }) => sum + each, 0), slotsEach, cells, seen };
  const rule = inputs.job.groups;
  if (group === undefined || rule?.keep !== "apart") return placed;
  const most = mostOfGroup(group.shape.whole, rule.atMostPerMillion);
  const knows = (itemClass: ItemClass, owner: OwnerId): boolean => knownTo(inputs, itemClass).has(owner);
  return {
    ...placed,
    bound: { key: group.key, mostOf: (owner) => group.shape.groups * Math.max(0, most - heldOf(group, owner, knows)) },
  };
};

/** Owners that have seen the items of a class, or have them in hand. */
export const knownTo = (inputs: PlanInputs, { seenBy, live = [] }: ItemClass): ReadonlySet<OwnerId> =>
  new Set([...seenBy, ...ownersOf(inputs, live)]);

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
