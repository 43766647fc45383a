import type { GroupShape, ItemClass, OwnerId, PlanInputs, VendorFacts } from "../plan/plan-inputs.ts";
import type { PlanGroup, Reason } from "../plan/plan.ts";
import { listed } from "../plan/words.ts";
import { barOf } from "./eligibility.ts";

/** One class of things that are placed as a whole, and the classes of items it is made of. */
export interface UnitClass {
  readonly units: number;
  readonly slotsEach: number;
  /** Indices of the inputs' classes, with the items of each in one unit. */
  readonly parts: readonly { readonly classIndex: number; readonly each: number }[];
  /** How a plan finds the items of the parts; absent where items are placed one by one. */
  readonly group?: Pick<PlanGroup, "keep" | "key"> & {
    readonly shape: GroupShape;
    /** All classes that are parts of these groups, those that lack nothing included. */
    readonly members: readonly ItemClass[];
  };
}

/**
 * What is placed as a whole: the groups of each shape where they stay together, else each item. Of a group that is some way into its run, the
 * items that lack the same number of judgments are one unit.
 */
export const unitClasses = ({ job, classes, groups = [] }: Pick<PlanInputs, "job" | "classes" | "groups">): readonly UnitClass[] => {
  if (job.groups === undefined || groups.length === 0)
    return classes.map(({ items, slotsEach }, classIndex) => ({ units: items, slotsEach, parts: [{ classIndex, each: 1 }] }));
  const { keep } = job.groups;
  const members = Map.groupBy(
    classes.filter(({ group }) => group !== undefined),
    ({ group }) => group?.of,
  );
  const shapes = new Map(groups.map((shape) => [shape.id, { shape, members: members.get(shape.id) ?? [] }]));
  const together = new Map<string, { classIndex: number; each: number }[]>();
  return classes.flatMap(({ items, slotsEach, group }, classIndex): readonly UnitClass[] => {
    const known = group === undefined ? undefined : shapes.get(group.of);
    if (group === undefined || known === undefined) return [{ units: items, slotsEach, parts: [{ classIndex, each: 1 }] }];
    if (keep === "apart")
      return [{ units: items, slotsEach, parts: [{ classIndex, each: 1 }], group: { keep, key: known.shape.id, ...known } }];
    const key = JSON.stringify([known.shape.id, slotsEach]);
    const part = { classIndex, each: group.each };
    const parts = together.get(key);
    if (parts !== undefined) {
      parts.push(part);
      return [];
    }
    const begun = [part];
    together.set(key, begun);
    return [{ units: known.shape.groups, slotsEach, parts: begun, group: { keep, key, ...known } }];
  });
};

/** The most items of one group that one owner may have seen: the part, rounded down; never none, or nobody could have any. */
export const mostOfGroup = (items: number, atMostPerMillion: number): number =>
  Math.max(1, Number((BigInt(items) * BigInt(atMostPerMillion)) / 1_000_000n));

/** Items of each of the groups that an owner has seen, or holds. */
export const heldOf = (
  { shape, members }: NonNullable<UnitClass["group"]>,
  owner: OwnerId,
  knows: (itemClass: ItemClass, owner: OwnerId) => boolean,
): number => members.reduce((sum, member) => sum + (knows(member, owner) ? (member.group?.each ?? 0) : 0), shape.held?.[owner] ?? 0);

/** Why a unit may not go to a vendor: what keeps any of its items away, or that the rest of the group is with others. */
export const unitBarOf = (
  inputs: PlanInputs,
  unit: Pick<UnitClass, "parts" | "group">,
  facts: Pick<VendorFacts, "vendor" | "owner">,
): Reason | undefined => {
  for (const { classIndex } of unit.parts) {
    const itemClass = inputs.classes[classIndex];
    const bar = itemClass === undefined ? undefined : barOf(inputs, itemClass, facts);
    if (bar !== undefined) return bar;
  }
  if (unit.group?.keep !== "together") return undefined;
  const busy = atWorkOn(inputs, unit.group);
  return busy.length < ownersAtOnce(inputs.job) || busy.includes(facts.owner)
    ? undefined
    : { code: "group-elsewhere", text: `the rest of its group is with ${listed(busy)}` };
};

/** How many owners may be at work on one group that stays together: one a judgment. */
export const ownersAtOnce = ({ independent, slotsPerItem }: Pick<PlanInputs["job"], "independent" | "slotsPerItem">): number =>
  independent === "worker" ? 1 : slotsPerItem;

/** Owners that hold an open slot of each of the groups, or are to be sent one. */
const atWorkOn = (inputs: PlanInputs, { shape, members }: NonNullable<UnitClass["group"]>): readonly OwnerId[] => {
  const live = members.flatMap(({ live: vendors = [] }) => vendors);
  if (live.length === 0) return shape.with ?? [];
  const owners = inputs.vendors.filter(({ vendor }) => live.includes(vendor)).map(({ owner }) => owner);
  return [...new Set([...(shape.with ?? []), ...owners])].toSorted();
};

/** A group of a job that has begun, as its store has it. */
export interface StartedGroup {
  /** Distinct items of the dataset in it. */
  readonly items: number;
  /** Items of it that an owner has seen, or is to be sent. */
  readonly held: Readonly<Record<OwnerId, number>>;
  /** Owners that are at work on it, or have a place for some of it. */
  readonly with: readonly OwnerId[];
}

/** Why an owner that does not have an item may not have it because of its group; undefined where it may. */
export const groupBarOf = (
  job: Pick<PlanInputs["job"], "groups" | "independent" | "slotsPerItem">,
  group: StartedGroup,
  { owner, known }: { readonly owner: OwnerId; readonly known: boolean },
): Reason | undefined => {
  if (job.groups === undefined) return undefined;
  if (job.groups.keep === "together")
    return group.with.length < ownersAtOnce(job) || group.with.includes(owner)
      ? undefined
      : { code: "group-elsewhere", text: `the rest of its group is with ${listed(group.with)}` };
  const most = mostOfGroup(group.items, job.groups.atMostPerMillion);
  return known || (group.held[owner] ?? 0) < most
    ? undefined
    : { code: "group-at-most", text: `${owner} may hold ${most} of the ${group.items} items of its group, and does` };
};
