import type { GroupRule, GroupShape, ItemClass } from "../../core/plan/index.ts";
import { gatherGroups, type ItemRules } from "../../core/split/gather-groups.ts";
import type { GroupStanding, MissingSlot } from "../../ports/store.ts";

/** What one item still needs, and the class it is planned in. */
export interface MissingItem {
  readonly seq: number;
  readonly slots: readonly number[];
}

export interface MissingClasses {
  readonly classes: readonly ItemClass[];
  readonly groups: readonly GroupShape[];
  /** The items of each class, in the order that `vendorsOf` counts them. */
  readonly members: ReadonlyMap<string, readonly MissingItem[]>;
}

export interface MissingRules {
  readonly independent: "owner" | "vendor" | "worker";
  readonly groups?: { readonly rule: GroupRule; readonly standings: ReadonlyMap<string, GroupStanding> };
}

/** Gathers missing slots into classes of items that the same rules apply to. */
export const missingClasses = (missing: readonly MissingSlot[], rules: MissingRules): MissingClasses => {
  const items = [...Map.groupBy(missing, ({ seq }) => seq)]
    .toSorted(([a], [b]) => a - b)
    .map(([seq, slots]) => ({
      item: { seq, slots: slots.map(({ slot }) => slot) },
      unit: slots[0]?.unit,
      bytes: slots[0]?.bytes ?? 0,
      rules: rulesOf(slots, rules),
    }));
  return classesOf(items, rules.groups);
};

/** Items with what has to be known of each, as classes; those of one group together. */
export const classesOf = <Item>(
  items: readonly { readonly item: Item; readonly unit: string | undefined; readonly bytes: number; readonly rules: ItemRules }[],
  groups: MissingRules["groups"],
): {
  readonly classes: readonly ItemClass[];
  readonly groups: readonly GroupShape[];
  readonly members: ReadonlyMap<string, readonly Item[]>;
} => {
  const single = groups === undefined ? items : items.filter(({ unit }) => unit === undefined);
  const alike = [...Map.groupBy(single, ({ rules }) => JSON.stringify(rules))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const classes = alike.flatMap(([id, [first, ...rest]]) => (first === undefined ? [] : [{ id, items: 1 + rest.length, ...first.rules }]));
  const members = alike.map(([id, own]) => [id, own.map(({ item }) => item)] as const);
  const bytesOf = new Map(items.map(({ item, bytes }) => [item, bytes]));
  const weighed = (itemClass: ItemClass, own: readonly Item[]): ItemClass => {
    const bytes = own.reduce((sum, item) => sum + (bytesOf.get(item) ?? 0), 0);
    return bytes === 0 ? itemClass : { ...itemClass, bytesEach: Math.ceil(bytes / own.length) };
  };
  const singles = classes.map((itemClass, at) => weighed(itemClass, members[at]?.[1] ?? []));
  if (groups === undefined) return { classes: singles, groups: [], members: new Map(members) };
  const grouped = [...Map.groupBy(items, ({ unit }) => unit)].flatMap(([key, own]) => {
    if (key === undefined) return [];
    const standing = groups.standings.get(key);
    return [
      {
        key,
        whole: standing?.items ?? own.length,
        ...(standing === undefined || Object.keys(standing.held).length === 0 ? {} : { held: standing.held }),
        ...(standing === undefined || standing.with.length === 0 ? {} : { with: standing.with }),
        items: own,
      },
    ];
  });
  const gathered = gatherGroups(grouped, groups.rule);
  return {
    classes: [...singles, ...gathered.classes.map((itemClass) => weighed(itemClass, gathered.members.get(itemClass.id) ?? []))],
    groups: gathered.groups,
    members: new Map<string, readonly Item[]>([...members, ...gathered.members]),
  };
};

const rulesOf = (slots: readonly MissingSlot[], { independent }: MissingRules): ItemRules => {
  const [first] = slots;
  const taken = slots.flatMap((slot) => slot.takenBy);
  return {
    slotsEach: slots.length,
    seenBy: unique(first?.seenBy ?? []),
    barredOwners: unique(
      slots.flatMap(({ purpose, takenBy }) => (independent === "owner" || purpose === "hedge" ? takenBy.map(({ owner }) => owner) : [])),
    ),
    barredVendors: unique([...(first?.barredVendors ?? []), ...(independent === "vendor" ? taken.map(({ vendor }) => vendor) : [])]),
  };
};

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
