import type { Measure } from "../exposure/measure-caps.ts";
import type { Question } from "../plan/placement-problem.ts";
import type { OwnerId, VendorId } from "../plan/plan-inputs.ts";
import type { PlanBlock } from "../plan/plan.ts";
import { freshOf, type Placement } from "../route/placement.ts";
import { sideBySide } from "../route/read-placement.ts";
import { largestRemainder } from "../split/largest-remainder.ts";

/** Classes that differ only in whether their answers are known: whoever gets so much of one may as well have it of the other. */
interface Twins {
  /** Indices of units, gold first. */
  readonly units: readonly number[];
  readonly gold: number;
}

/** What a vendor gets of a set of twins, counted in slots, or in items where those of an item stay together. */
interface Pooled {
  readonly vendor: VendorId;
  /** What rounds up or down with it: its owner, or itself. */
  readonly owner: string;
  left: number;
}

/**
 * Deals gold items to the vendors in proportion to what each gets of the other items under the same rules, to less than one item a class. To the solver
 * the two are alike, and it may as well give all gold to one vendor; here only the two classes' items change places. Every vendor keeps as many
 * judgments, every owner sees as many new items, and so every price, limit and objective stays what it was: a choice among plans that are equally good.
 * What rounding gives to one vendor in one class it takes back in the next. Where vendors of an owner meet on items in several ways, each way is dealt to
 * less than one item. Not dealt: items of groups, and, where a cap in bytes would not hold afterwards, nothing is. Expects a placement of everything.
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
  const alike = Map.groupBy(units.keys(), (unit) => {
    const { parts, group, slotsEach, units: count } = units[unit] ?? { parts: [], units: 0, slotsEach: 0 };
    const itemClass = inputs.classes[parts[0]?.classIndex ?? -1];
    if (itemClass === undefined || group !== undefined || count === 0 || slotsEach === 0) return "";
    const { seenBy, barredOwners, barredVendors, live = [], extra = 0 } = itemClass;
    return JSON.stringify([slotsEach, seenBy, barredOwners, barredVendors, live, extra]);
  });
  return [...alike].flatMap(([key, own]) => {
    const gold = own.filter((unit) => inputs.classes[units[unit]?.parts[0]?.classIndex ?? -1]?.purpose === "gold");
    const others = own.filter((unit) => !gold.includes(unit));
    return key === "" || gold.length === 0 || others.length === 0 ? [] : [{ units: [...gold, ...others], gold: gold.length }];
  });
};

/** Blocks of twins in which the same owners meet on an item in the same way, so that they may lie in one. */
interface Pile {
  /** Still to be dealt. */
  items: number;
  readonly pool: readonly Pooled[];
}

const deal = (
  question: Question,
  set: Twins,
  into: { readonly blocks: (readonly PlanBlock[])[]; readonly owed: Map<string, number> },
): void => {
  const { problem, units } = question;
  const slotsEach = units[set.units[0] ?? -1]?.slotsEach ?? 1;
  /** All judgments of an item stay with one vendor: then items are dealt, else slots. */
  const whole = problem.independent === "worker" ? slotsEach : 1;
  const piles = pilesOf(question, set, { blocks: into.blocks, whole });
  // A vendor with a part of an item's judgments has no whole items.
  if (piles.some(({ pool }) => pool.some(({ left }) => !Number.isInteger(left)))) return;
  for (const [at, unit] of set.units.entries()) {
    const shares = largestRemainder(
      units[unit]?.units ?? 0,
      piles.map(({ items }) => items),
    );
    into.blocks[unit] = piles.flatMap((pile, index): readonly PlanBlock[] => {
      const own = shares[index] ?? 0;
      if (own === 0) return [];
      const counts = rowOf(pile.pool, { own, of: pile.items }, at < set.gold ? into.owed : new Map());
      pile.items -= own;
      const quotas = pile.pool.flatMap((one, vendor) => {
        const count = counts[vendor] ?? 0;
        one.left -= count;
        return count === 0 ? [] : [{ vendor: one.vendor, slots: count * whole }];
      });
      return whole === 1
        ? [{ items: own, quotas, stranded: 0 }]
        : quotas.map((quota) => ({ items: quota.slots / whole, quotas: [quota], stranded: 0 }));
    });
  }
};

const pilesOf = (
  { problem }: Question,
  set: Twins,
  { blocks, whole }: { readonly blocks: readonly (readonly PlanBlock[])[]; readonly whole: number },
): readonly Pile[] => {
  const side = sideBySide(problem);
  const placed = problem.classes[set.units[0] ?? -1];
  const ownerOf = new Map(problem.candidates.map(({ vendor, owner }) => [vendor, owner]));
  const isKnown = (owner: OwnerId): boolean => placed !== undefined && freshOf(placed, owner) === 0;
  const meeting = ({ items, quotas }: PlanBlock): string => {
    if (problem.independent !== "vendor") return "";
    const slots = Map.groupBy(quotas, ({ vendor }) => ownerOf.get(vendor) ?? "");
    return [...slots]
      .map(([owner, own]) => ({ owner, each: own.reduce((sum, quota) => sum + quota.slots, 0) / items }))
      .filter(({ owner, each }) => each > 1 && !isKnown(owner))
      .map(({ owner, each }) => `${owner} ${each}`)
      .join("\n");
  };
  const piles = new Map<string, Pile>();
  for (const unit of set.units)
    for (const block of blocks[unit] ?? []) {
      const key = meeting(block);
      const pile = piles.get(key) ?? {
        items: 0,
        pool: problem.candidates
          .map(({ vendor, owner }, index) => ({ vendor, owner, left: 0, side: side[index] ?? 0 }))
          .toSorted((a, b) => a.side - b.side)
          // Vendors of an owner that knows the items may meet on any of them, each once: nothing binds them together.
          .map(({ vendor, owner, left }) => ({ vendor, owner: problem.independent === "vendor" && isKnown(owner) ? vendor : owner, left })),
      };
      piles.set(key, pile);
      pile.items += block.items;
      for (const { vendor, slots } of block.quotas) {
        const one = pile.pool.find((pooled) => pooled.vendor === vendor);
        if (one !== undefined) one.left += slots / whole;
      }
    }
  return [...piles.values()];
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
