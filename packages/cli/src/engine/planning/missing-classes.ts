import type { ItemClass } from "../../core/plan/index.ts";
import type { MissingSlot } from "../../ports/store.ts";

/** What one item still needs, and the class it is planned in. */
export interface MissingItem {
  readonly seq: number;
  readonly slots: readonly number[];
}

export interface MissingClasses {
  readonly classes: readonly ItemClass[];
  /** The items of each class, in the order that `vendorsOf` counts them. */
  readonly members: ReadonlyMap<string, readonly MissingItem[]>;
}

/** Gathers missing slots into classes of items that the same rules apply to. */
export const missingClasses = (
  missing: readonly MissingSlot[],
  rule: { readonly independent: "owner" | "vendor" | "worker"; readonly ownerOf: (vendor: string) => string | undefined },
): MissingClasses => {
  const items = new Map<number, MissingSlot[]>();
  for (const slot of missing) {
    const known = items.get(slot.seq);
    if (known === undefined) items.set(slot.seq, [slot]);
    else known.push(slot);
  }
  const classes = new Map<string, { readonly shape: Omit<ItemClass, "id" | "items">; readonly members: MissingItem[] }>();
  for (const [seq, slots] of [...items].toSorted(([a], [b]) => a - b)) {
    const shape = shapeOf(slots, rule);
    const label = JSON.stringify(shape);
    const known = classes.get(label) ?? { shape, members: [] };
    known.members.push({ seq, slots: slots.map(({ slot }) => slot) });
    classes.set(label, known);
  }
  const sorted = [...classes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    classes: sorted.map(([id, { shape, members }]) => ({ id, items: members.length, ...shape })),
    members: new Map(sorted.map(([id, { members }]) => [id, members])),
  };
};

const shapeOf = (
  slots: readonly MissingSlot[],
  rule: { readonly independent: "owner" | "vendor" | "worker" },
): Omit<ItemClass, "id" | "items"> => {
  const [first] = slots;
  const taken = slots.flatMap((slot) => slot.takenBy);
  return {
    slotsEach: slots.length,
    seenBy: unique(first?.seenBy ?? []),
    barredOwners: rule.independent === "owner" ? unique(taken.map(({ owner }) => owner)) : [],
    barredVendors: unique([...(first?.barredVendors ?? []), ...(rule.independent === "vendor" ? taken.map(({ vendor }) => vendor) : [])]),
  };
};

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
