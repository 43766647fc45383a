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

/**
 * Reads a class of a plan. Its items, in keyed order, are laid along the vendors' quotas end to end: place p of a block of n
 * items with k slots takes p, p + n, p + 2n …. A quota of at most n never meets an item twice, and neither do the vendors of
 * one owner, which lie side by side and hold at most n together where they must not meet.
 */
export const assignmentOf = (assignment: Pick<Assignment, "key">, planClass: PlanClass): ClassAssignment => {
  const order = permutationOf(planClass.items, `${assignment.key}/${planClass.id}`);
  const starts = blockStarts(planClass.blocks);
  return {
    placeOf: order.placeOf,
    vendorsOf: (index) => {
      const place = order.placeOf(index);
      const at = starts.findLastIndex((start) => start <= place);
      const block = planClass.blocks[at];
      return block === undefined ? [] : vendorsAtPlace(block, place - (starts[at] ?? 0));
    },
    itemsOf: function* (vendor) {
      for (const [at, block] of planClass.blocks.entries())
        for (const place of placesOf(block, vendor)) yield order.indexAt((starts[at] ?? 0) + place);
    },
  };
};

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

const vendorsAtPlace = (block: PlanBlock, place: number): readonly VendorId[] => {
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
