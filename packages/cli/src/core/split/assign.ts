import type { Assignment, PlanBlock, PlanClass } from "../plan/plan.ts";
import type { VendorId } from "../plan/plan-inputs.ts";
import { permutationOf } from "./permutation.ts";

/** The order and the vendors of one class's items, each computed alone. */
export interface ClassAssignment {
  /**
   * The vendors of an item, by its index among the class's items (in the order of the items file, from 0): one entry a slot,
   * fewer than `slotsEach` where slots have nowhere to go. O(vendors), nothing is stored.
   */
  readonly vendorsOf: (index: number) => readonly VendorId[];
  /** The place of an item in the keyed order, 0 … items − 1: a dispatch order that gives the file's order away to nobody. */
  readonly placeOf: (index: number) => number;
  /** Indices of the items a vendor gets, each once, in the keyed order. Distinct items, also where it gets several slots of one. */
  readonly itemsOf: (vendor: VendorId) => Iterable<number>;
}

/** Where the items of a class stand in the order in which they are laid out. */
interface Order {
  readonly placeOf: (index: number) => number;
  readonly indexAt: (place: number) => number;
}

/**
 * Reads a class of a plan. Its items, in keyed order, are laid along the vendors' quotas end to end: place p of a block of n
 * items with k slots takes p, p + n, p + 2n …. A quota of at most n never meets an item twice, and neither do the vendors of
 * one owner, which lie side by side and hold at most n together where they must not meet.
 *
 * Groups that stay together are laid out instead of their items. Items of G groups that are kept apart stand so that the group changes from
 * place to place and comes round after G: whatever lies side by side, and so what one owner gets, is spread over the groups as evenly as
 * can be, to less than one item, and an owner that gets at most G · m of them gets at most m of any group.
 */
export const assignmentOf = (assignment: Pick<Assignment, "key">, planClass: PlanClass): ClassAssignment => {
  const { group, blocks: given } = planClass;
  const each = group?.keep === "together" ? group.each : 1;
  const order = orderOf(assignment.key, planClass);
  const blocks = each === 1 ? given : given.map((block) => inUnits(block, each));
  const starts = blockStarts(blocks);
  return {
    placeOf: order.placeOf,
    vendorsOf: (index) => {
      const place = Math.floor(order.placeOf(index) / each);
      const at = starts.findLastIndex((start) => start <= place);
      const block = blocks[at];
      return block === undefined ? [] : vendorsAtPlace(block, place - (starts[at] ?? 0));
    },
    itemsOf: function* (vendor) {
      for (const [at, block] of blocks.entries())
        for (const place of placesOf(block, vendor))
          for (let within = 0; within < each; within += 1) yield order.indexAt(((starts[at] ?? 0) + place) * each + within);
    },
  };
};

const orderOf = (key: string, { id, items, group }: Pick<PlanClass, "id" | "items" | "group">): Order => {
  if (group === undefined) return permutationOf(items, `${key}/${id}`);
  const { each } = group;
  const groups = Math.round(items / each);
  const ofGroups = permutationOf(groups, `${key}/${group.key}`);
  if (group.keep === "together")
    return {
      placeOf: (index) => ofGroups.placeOf(Math.floor(index / each)) * each + (index % each),
      indexAt: (place) => ofGroups.indexAt(Math.floor(place / each)) * each + (place % each),
    };
  const within = permutationOf(each, `${key}/${id}`);
  return {
    placeOf: (index) => {
      const group = ofGroups.placeOf(Math.floor(index / each));
      // Turned on from group to group, so that no vendor gets the first, or the last, of all of them.
      return ((within.placeOf(index % each) + group) % each) * groups + group;
    },
    indexAt: (place) => {
      const group = place % groups;
      const turned = (Math.floor(place / groups) + each - (group % each)) % each;
      return ofGroups.indexAt(group) * each + within.indexAt(turned);
    },
  };
};

/** A block of items that come in groups, counted in groups. */
const inUnits = ({ items, quotas, stranded }: PlanBlock, each: number): PlanBlock => ({
  items: items / each,
  quotas: quotas.map(({ vendor, slots }) => ({ vendor, slots: slots / each })),
  stranded: stranded / each,
});

/** The vendors of one item; for many items of a class, keep the {@link assignmentOf} it. */
export const vendorsOf = (assignment: Pick<Assignment, "key">, planClass: PlanClass, index: number): readonly VendorId[] =>
  assignmentOf(assignment, planClass).vendorsOf(index);

const blockStarts = (blocks: readonly PlanBlock[]): readonly number[] => {
  let next = 0;
  return blocks.map((block) => {
    const start = next;
    next += block.items;
    return start;
  });
};

/** The vendors of the unit at one place of a block, one entry a slot. */
export const vendorsAtPlace = (block: PlanBlock, place: number): readonly VendorId[] => {
  const vendors: VendorId[] = [];
  let from = 0;
  for (const { vendor, slots } of block.quotas) {
    // Slots of this quota at `place`, `place + items`, …: those below the end less those below the start.
    for (let taken = taking(block, place, from + slots) - taking(block, place, from); taken > 0; taken -= 1) vendors.push(vendor);
    from += slots;
  }
  return vendors;
};

/** How many of place, place + n, place + 2n … lie below `end`. */
const taking = (block: PlanBlock, place: number, end: number): number => Math.max(0, Math.ceil((end - place) / block.items));

function* placesOf(block: PlanBlock, vendor: VendorId): Iterable<number> {
  let from = 0;
  const ranges: { readonly from: number; readonly to: number }[] = [];
  for (const quota of block.quotas) {
    if (quota.vendor === vendor) ranges.push({ from, to: from + Math.min(quota.slots, block.items) });
    from += quota.slots;
  }
  for (const range of ranges) for (let slot = range.from; slot < range.to; slot += 1) yield slot % block.items;
}
