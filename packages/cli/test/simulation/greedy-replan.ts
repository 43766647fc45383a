import { mostOfGroup } from "../../src/core/route/units.ts";
import type { ReplanMissing, ReplanRequest } from "../../src/engine/replan.ts";
import type { World } from "./world.ts";

/** A re-plan that knows no price and solves nothing: first vendor that may. A second reading of the limits. */
export const greedyReplan =
  (world: World): ReplanMissing =>
  (request) => {
    const { missing, unusable, exposure, datasetItems, committedMicros } = request;
    const groups = groupsOf(world, request);
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
        const apart = world.independent === "owner" || slot.purpose === "hedge";
        if (taken.some((other) => (apart ? other.owner === owner : other.vendor === name))) return false;
        const known = slot.seenBy.includes(owner) || taken.some((other) => other.owner === owner);
        if (!known && (count.get(owner) ?? 0) + 1 > cap) return false;
        if (!groups.allow(owner, slot, known)) return false;
        return world.budgetSlots === undefined || committed + 100_000 <= world.budgetSlots * 100_000;
      });
      if (vendor === undefined) {
        stranded += 1;
        return { slot: slot.slot, position: slot.slot, reason: "no place" };
      }
      if (!slot.seenBy.includes(vendor.owner) && !taken.some((other) => other.owner === vendor.owner))
        count.set(vendor.owner, (count.get(vendor.owner) ?? 0) + 1);
      groups.given(vendor.owner, slot);
      committed += 100_000;
      given.set(slot.seq, [...(given.get(slot.seq) ?? []), { vendor: vendor.vendor, owner: vendor.owner }]);
      to[vendor.vendor] = (to[vendor.vendor] ?? 0) + 1;
      return { slot: slot.slot, vendor: vendor.vendor, position: slot.slot };
    });
    return { placements, to, stranded };
  };

type Missing = ReplanRequest["missing"][number];

/** What is asked of the groups, while places are given out. */
const groupsOf = (
  world: World,
  { missing, groups }: ReplanRequest,
): {
  readonly allow: (owner: string, slot: Missing, known: boolean) => boolean;
  readonly given: (owner: string, slot: Missing) => void;
} => {
  const { rule } = world.groups ?? {};
  if (rule === undefined || groups === undefined) return { allow: () => true, given: () => {} };
  const busy = new Map([...groups].map(([unit, standing]) => [unit, new Set(standing.with)]));
  /** Items by unit and owner, those that are placed now among them. */
  const seen = new Map<string, Set<number>>();
  const seenOf = (unit: string, owner: string): Set<number> => {
    const name = `${unit} ${owner}`;
    const known = seen.get(name) ?? new Set(missing.flatMap((one) => (one.unit === unit && one.seenBy.includes(owner) ? [one.seq] : [])));
    seen.set(name, known);
    return known;
  };
  return {
    allow: (owner, { unit, seq }, known) => {
      if (unit === undefined) return true;
      const standing = groups.get(unit);
      if (rule.keep === "together") {
        const atWork = busy.get(unit);
        return atWork?.has(owner) === true || (atWork?.size ?? 0) < world.slotsPerItem;
      }
      const own = seenOf(unit, owner);
      return known || own.has(seq) || (standing?.held[owner] ?? 0) + own.size < mostOfGroup(standing?.items ?? 0, rule.atMostPerMillion);
    },
    given: (owner, { unit, seq }) => {
      if (unit === undefined) return;
      busy.set(unit, (busy.get(unit) ?? new Set()).add(owner));
      seenOf(unit, owner).add(seq);
    },
  };
};
