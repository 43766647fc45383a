import type { Measure } from "../exposure/measure-caps.ts";
import type { Question } from "../plan/placement-problem.ts";
import type { OwnerId, VendorId } from "../plan/plan-inputs.ts";
import type { PlanBlock } from "../plan/plan.ts";
import type { Placement } from "../route/placement.ts";
import { sideBySide } from "../route/read-placement.ts";

/** Classes that differ only in whether their answers are known: whoever gets so much of one may as well have it of the other. */
interface Twins {
  /** Indices of units, gold first. */
  readonly units: readonly number[];
  readonly gold: number;
}

/** What a vendor gets of a set of twins, counted in slots, or in items where those of an item stay together. */
interface Pooled {
  readonly vendor: VendorId;
  readonly owner: OwnerId;
  left: number;
}

/**
 * Deals gold items to the vendors in proportion to what each gets of the other items under the same rules, to less than one item a class. To the solver
 * the two are alike, and it may as well give all gold to one vendor; here only the two classes' items change places. Every vendor keeps as many
 * judgments, every owner sees as many new items, and so every price, limit and objective stays what it was: a choice among plans that are equally good.
 * What rounding gives to one vendor in one class it takes back in the next. Not dealt: items of groups; judgments of one item by different vendors of an
 * owner; and, where a cap in bytes would not hold afterwards, nothing is. Expects a placement of everything.
 */
export const dealGold = (question: Question, placement: Placement): Placement => {
  const sets = twinsOf(question);
  if (sets.length === 0 || placement.nowhere > 0) return placement;
  const blocks = [...placement.blocks];
  const owed = new Map<string, number>();
  for (const set of sets) deal(question, set, { blocks, owed });
  return withinMeasures(question, placement, blocks);
};

const twinsOf = ({ inputs, units }: Question): readonly Twins[] => {
  const { independent } = inputs.job;
  const alike = Map.groupBy(units.keys(), (unit) => {
    const { parts, group, slotsEach, units: count } = units[unit] ?? { parts: [], units: 0, slotsEach: 0 };
    const itemClass = inputs.classes[parts[0]?.classIndex ?? -1];
    if (itemClass === undefined || group !== undefined || count === 0 || slotsEach === 0) return "";
    if (independent === "vendor" && slotsEach > 1) return "";
    const { seenBy, barredOwners, barredVendors, live = [], extra = 0 } = itemClass;
    return JSON.stringify([slotsEach, seenBy, barredOwners, barredVendors, live, extra]);
  });
  return [...alike].flatMap(([key, own]) => {
    const gold = own.filter((unit) => inputs.classes[units[unit]?.parts[0]?.classIndex ?? -1]?.purpose === "gold");
    const others = own.filter((unit) => !gold.includes(unit));
    return key === "" || gold.length === 0 || others.length === 0 ? [] : [{ units: [...gold, ...others], gold: gold.length }];
  });
};

const deal = (
  { problem, units }: Question,
  set: Twins,
  into: { readonly blocks: (readonly PlanBlock[])[]; readonly owed: Map<string, number> },
): void => {
  const slotsEach = units[set.units[0] ?? -1]?.slotsEach ?? 1;
  /** All judgments of an item stay with one vendor: then items are dealt, else slots. */
  const whole = problem.independent === "worker" ? slotsEach : 1;
  const side = sideBySide(problem);
  const pool = problem.candidates
    .map(({ vendor, owner }, index) => ({ vendor, owner, left: 0, side: side[index] ?? 0 }))
    .toSorted((a, b) => a.side - b.side);
  for (const unit of set.units)
    for (const { quotas } of into.blocks[unit] ?? [])
      for (const { vendor, slots } of quotas) {
        const one = pool.find((pooled) => pooled.vendor === vendor);
        if (one !== undefined) one.left += slots / whole;
      }
  // A vendor with a part of an item's judgments has no whole items.
  if (pool.some(({ left }) => !Number.isInteger(left))) return;
  let items = set.units.reduce((sum, unit) => sum + (units[unit]?.units ?? 0), 0);
  for (const [at, unit] of set.units.entries()) {
    const own = units[unit]?.units ?? 0;
    const counts = rowOf(pool, { own, of: items }, at < set.gold ? into.owed : new Map());
    items -= own;
    const quotas = pool.flatMap(({ vendor }, index) => {
      const count = counts[index] ?? 0;
      return count === 0 ? [] : [{ vendor, slots: count * whole }];
    });
    for (const [index, one] of pool.entries()) one.left -= counts[index] ?? 0;
    into.blocks[unit] =
      whole === 1
        ? [{ items: own, quotas, stranded: 0 }]
        : quotas.map((quota) => ({ items: quota.slots / whole, quotas: [quota], stranded: 0 }));
  }
};

/**
 * What each vendor gets of `own` of the `of` items: its exact part rounded down or up, that of its owner likewise, so that no owner comes to meet an item
 * twice. Those round up to whom most is owed.
 */
const rowOf = (
  pool: readonly Pooled[],
  { own, of }: { readonly own: number; readonly of: number },
  owed: Map<string, number>,
): readonly number[] => {
  const exact = (left: number): { readonly whole: number; readonly rest: number } => {
    const product = BigInt(left) * BigInt(own);
    return { whole: Number(product / BigInt(of)), rest: Number(product % BigInt(of)) / of };
  };
  const owners = [...Map.groupBy(pool, ({ owner }) => owner)].map(([owner, vendors]) => ({
    key: `owner ${owner}`,
    vendors,
    ...exact(vendors.reduce((sum, { left }) => sum + left, 0)),
  }));
  const all = Math.round(owners.reduce((sum, { whole, rest }) => sum + whole + rest, 0));
  const ofOwners = roundedTo(all, owners, owed);
  const counts = new Map<VendorId, number>();
  for (const [index, { vendors }] of owners.entries()) {
    const parts = vendors.map(({ vendor, left }) => ({ key: `vendor ${vendor}`, ...exact(left) }));
    for (const [at, count] of roundedTo(ofOwners[index] ?? 0, parts, owed).entries()) counts.set(vendors[at]?.vendor ?? "", count);
  }
  return pool.map(({ vendor }) => counts.get(vendor) ?? 0);
};

const roundedTo = (
  total: number,
  parts: readonly { readonly key: string; readonly whole: number; readonly rest: number }[],
  owed: Map<string, number>,
): readonly number[] => {
  const due = ({ key, rest }: (typeof parts)[number]): number => (owed.get(key) ?? 0) + rest;
  const missing = total - parts.reduce((sum, { whole }) => sum + whole, 0);
  const raised = new Set(
    parts
      .filter(({ rest }) => rest > 0)
      .toSorted((a, b) => due(b) - due(a))
      .slice(0, missing),
  );
  return parts.map((part) => {
    const up = raised.has(part) ? 1 : 0;
    owed.set(part.key, due(part) - up);
    return part.whole + up;
  });
};

/** The placement with these blocks, unless what an owner then sees is more than it may in another measure than items. */
const withinMeasures = ({ problem }: Question, placement: Placement, blocks: Placement["blocks"]): Placement => {
  if (problem.measures === undefined) return { ...placement, blocks };
  const ownerOf = new Map(problem.candidates.map(({ vendor, owner }) => [vendor, owner]));
  const added = new Map<Measure, ReadonlyMap<OwnerId, number>>();
  for (const { measure, rooms } of problem.measures) {
    const own = new Map(placement.added.get(measure));
    const count = (from: readonly (readonly PlanBlock[])[], sign: 1 | -1): void => {
      for (const [unit, laid] of from.entries()) {
        if (placement.blocks[unit] === blocks[unit]) continue;
        for (const { items, quotas } of laid)
          for (const { vendor, slots } of quotas) {
            const owner = ownerOf.get(vendor) ?? "";
            const each = problem.classes[unit]?.adds?.(measure, owner) ?? 0;
            own.set(owner, (own.get(owner) ?? 0) + sign * Math.min(slots, items) * each);
          }
      }
    };
    count(placement.blocks, -1);
    count(blocks, 1);
    if ([...own].some(([owner, amount]) => amount > (rooms.get(owner) ?? Infinity))) return placement;
    added.set(measure, own);
  }
  return { ...placement, blocks, added };
};
