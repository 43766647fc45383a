import type { PlanBlock } from "../plan/plan.ts";
import type { VendorId } from "../plan/plan-inputs.ts";
import { vendorsAtPlace } from "./assign.ts";

/** Units at the places from `from` up to `to` of a class, all of which lie at the same vendors. */
export interface LaidRun {
  readonly from: number;
  readonly to: number;
  /** One entry a slot. */
  readonly vendors: readonly VendorId[];
}

/**
 * The places of a class by the vendors they lie at: the quotas of a block of n units end where they end, and go on from the start after every n. A few
 * runs, however many units there are; one without vendors where nothing is placed.
 */
export const laidRuns = (blocks: readonly PlanBlock[], units: number): readonly LaidRun[] => {
  if (blocks.length === 0) return units === 0 ? [] : [{ from: 0, to: units, vendors: [] }];
  let start = 0;
  return blocks.flatMap((block) => {
    const ends = new Set([0, block.items]);
    let end = 0;
    for (const { slots } of block.quotas) {
      end += slots;
      ends.add(end % block.items);
    }
    const sorted = [...ends].toSorted((a, b) => a - b);
    const before = start;
    start += block.items;
    return sorted.slice(0, -1).map((from, index): LaidRun => ({
      from: before + from,
      to: before + (sorted[index + 1] ?? block.items),
      vendors: vendorsAtPlace(block, from),
    }));
  });
};

/** The vendors at one place. */
export const vendorsAt = (runs: readonly LaidRun[], place: number): readonly VendorId[] => runs.find(({ to }) => place < to)?.vendors ?? [];
