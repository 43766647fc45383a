import { capOf, roomUnderCap } from "../exposure/cap.ts";
import { type Measure, measureCaps } from "../exposure/measure-caps.ts";
import { pairRooms } from "../exposure/two-owners.ts";
import { type Candidate, type Eligibility, eligibilityOf } from "../route/eligibility.ts";
import type { MeasureRooms, PlacementClass, PlacementProblem } from "../route/placement.ts";
import { greatestCommonDivisor } from "../route/placement-model.ts";
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
  /** The most slots that any vendor is given, so that a loss of it leaves the rest a place; absent: as many as its limits allow. */
  readonly headRoom?: number;
}

/** Decides who may be asked, for what, and under which numbers. */
export const questionOf = (inputs: PlanInputs, shares: PlacementProblem["shares"]): Question => {
  const vendors = inputs.vendors.map((facts) => ({ facts, eligibility: eligibilityOf(inputs, facts) }));
  const candidates = vendors.flatMap(({ eligibility }) => (eligibility.eligible ? [eligibility.candidate] : []));
  const capItems = capOf(inputs.dataset.items, inputs.job.maxSharePerMillion);
  const units = unitClasses(inputs);
  const { measures, addsOf } = measuresOf(inputs, units, candidates);
  return {
    inputs,
    vendors,
    capItems,
    units,
    problem: {
      independent: inputs.job.independent,
      candidates,
      rooms: isCapped(inputs) ? roomsOf(inputs, candidates, capItems) : new Map(),
      // At 1 nothing is forbidden; counting an item that both see twice would forbid something.
      ...(inputs.job.maxShareOfTwoPerMillion === undefined || inputs.job.maxShareOfTwoPerMillion >= 1_000_000
        ? {}
        : {
            pairRooms: pairRooms(inputs.dataset, {
              mayGet: candidates.map(({ owner }) => owner),
              maxShareOfTwoPerMillion: inputs.job.maxShareOfTwoPerMillion,
            }),
          }),
      ...(measures.length === 0 ? {} : { measures }),
      classes: units.map((unit, index) => {
        const adds = addsOf[index];
        return { ...placementClass(inputs, unit, candidates), ...(adds === undefined ? {} : { adds }) };
      }),
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

/**
 * The rooms in other measures, and what a unit of each class adds there. Bytes are those of the class's mean item. A group that stays together is
 * one; of groups that are kept apart every item is taken for another group, as the layout goes round them, but where the owner may have some
 * of them all.
 */
const measuresOf = (
  inputs: PlanInputs,
  units: readonly UnitClass[],
  candidates: readonly Candidate[],
): { readonly measures: readonly MeasureRooms[]; readonly addsOf: readonly NonNullable<PlacementClass["adds"]>[] } => {
  const owners = [...new Set(candidates.map(({ owner }) => owner))];
  const knows = (itemClass: ItemClass, owner: OwnerId): boolean => knownTo(inputs, itemClass).has(owner);
  const amount: Record<Measure, (unit: UnitClass, owner: OwnerId) => number> = {
    bytes: ({ parts }, owner) =>
      parts.reduce((sum, { classIndex, each }) => {
        const itemClass = inputs.classes[classIndex];
        return itemClass === undefined || knows(itemClass, owner) ? sum : sum + each * (itemClass.bytesEach ?? 0);
      }, 0),
    groups: ({ group }, owner) => (group === undefined || heldOf(group, owner, knows) > 0 ? 0 : 1),
  };
  const caps = measureCaps(inputs.job, inputs.dataset);
  const amounts = new Map(
    caps.map(({ measure, most, seenBy }) => [
      measure,
      units.map(
        (unit) =>
          new Map(
            owners.map((owner) => {
              const room = roomUnderCap(most, seenBy(owner));
              const all = measure === "groups" && unit.group?.keep === "apart" && untouched(units, owner, knows) <= room;
              return [owner, all || unit.units === 0 || unit.slotsEach === 0 ? 0 : amount[measure](unit, owner)];
            }),
          ),
      ),
    ]),
  );
  const measures = caps.map(({ measure, most, seenBy }): MeasureRooms => {
    const unit = (amounts.get(measure) ?? []).flatMap((own) => [...own.values()]).reduce(greatestCommonDivisor, 0) || 1;
    return { measure, unit, rooms: new Map(owners.map((owner) => [owner, Math.floor(roomUnderCap(most, seenBy(owner)) / unit)])) };
  });
  const unitOf = new Map(measures.map(({ measure, unit }) => [measure, unit]));
  return {
    measures,
    addsOf:
      caps.length === 0
        ? []
        : units.map((_, index) => (measure, owner) => (amounts.get(measure)?.[index]?.get(owner) ?? 0) / (unitOf.get(measure) ?? 1)),
  };
};

/** Groups of these units that an owner has seen nothing of. */
const untouched = (units: readonly UnitClass[], owner: OwnerId, knows: (itemClass: ItemClass, owner: OwnerId) => boolean): number => {
  const shapes = new Map(units.flatMap(({ group }) => (group === undefined ? [] : [[group.shape.id, group] as const])));
  return [...shapes.values()].reduce((sum, group) => sum + (heldOf(group, owner, knows) > 0 ? 0 : group.shape.groups), 0);
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
