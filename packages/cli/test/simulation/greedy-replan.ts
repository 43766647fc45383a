import type { ReplanMissing } from "../../src/engine/replan.ts";
import type { World } from "./world.ts";

/** A re-plan that knows no price and solves nothing: first vendor that may. A second reading of the limits. */
export const greedyReplan =
  (world: World): ReplanMissing =>
  ({ missing, unusable, exposure, datasetItems, committedMicros }) => {
    const cap = Math.floor((world.maxSharePerMillion * datasetItems) / 1_000_000);
    const count = new Map(exposure.map(({ owner, items }) => [owner, items]));
    let committed = committedMicros;
    const given = new Map<number, { vendor: string; owner: string }[]>();
    const to: Record<string, number> = {};
    let stranded = 0;
    const placements = missing.map((slot) => {
      const taken = [...slot.takenBy, ...(given.get(slot.seq) ?? [])];
      const vendor = world.vendors.find(({ vendor: name, owner }) => {
        if (unusable.has(name) || slot.barredVendors.includes(name)) return false;
        if (taken.some((other) => (world.independent === "owner" ? other.owner === owner : other.vendor === name))) return false;
        const known = slot.seenBy.includes(owner) || taken.some((other) => other.owner === owner);
        if (!known && (count.get(owner) ?? 0) + 1 > cap) return false;
        return world.budgetSlots === undefined || committed + 100_000 <= world.budgetSlots * 100_000;
      });
      if (vendor === undefined) {
        stranded += 1;
        return { slot: slot.slot, position: slot.slot, reason: "no place" };
      }
      if (!slot.seenBy.includes(vendor.owner) && !taken.some((other) => other.owner === vendor.owner))
        count.set(vendor.owner, (count.get(vendor.owner) ?? 0) + 1);
      committed += 100_000;
      given.set(slot.seq, [...(given.get(slot.seq) ?? []), { vendor: vendor.vendor, owner: vendor.owner }]);
      to[vendor.vendor] = (to[vendor.vendor] ?? 0) + 1;
      return { slot: slot.slot, vendor: vendor.vendor, position: slot.slot };
    });
    return { placements, to, stranded };
  };
