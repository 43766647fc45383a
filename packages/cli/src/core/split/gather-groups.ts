import type { GroupRule, GroupShape, ItemClass, OwnerId } from "../plan/plan-inputs.ts";

/** What a class says of its items, whichever group they are in. */
export type ItemRules = Omit<ItemClass, "id" | "items" | "group">;

/** Some items of a group, with what the planner has to know of each. */
export interface GatheredGroup<Item> {
  readonly key: string;
  /** Distinct items of the dataset in it. */
  readonly whole: number;
  /** Items that an owner has seen or is to be sent, beside those listed. */
  readonly held?: Readonly<Record<OwnerId, number>>;
  /** Owners at work on it, beside `live` of the items. */
  readonly with?: readonly OwnerId[];
  readonly items: readonly { readonly item: Item; readonly rules: ItemRules }[];
}

export interface GatheredClasses<Item> {
  readonly classes: readonly ItemClass[];
  readonly groups: readonly GroupShape[];
  /** The items of each class in the order that an assignment counts them. */
  readonly members: ReadonlyMap<string, readonly Item[]>;
}

/**
 * Groups of mixed items that are kept apart are planned one by one, since a limit that several classes share cannot be spread over many groups to
 * the item. With more of them than this they are gathered all the same: an item or two of a group may then be planned for an owner that may not
 * have it, which the reservation sees before anything is sent; so few are planned again one by one.
 */
export const mixedGroupsAtMost = 500;

/** How many names of a shape are kept for people. */
export const namesKept = 3;

interface Part<Item> {
  readonly label: string;
  readonly rules: ItemRules;
  readonly items: Item[];
}

interface Shape<Item> {
  readonly key: string;
  readonly parts: readonly { readonly label: string; readonly rules: ItemRules; readonly each: number; readonly members: Item[] }[];
  readonly group: Omit<GroupShape, "id" | "groups" | "names">;
  readonly names: string[];
  groups: number;
}

/** Gathers groups into shapes and their items into classes: as many groups of a kind as there are, planned as one. */
export const gatherGroups = <Item>(given: readonly GatheredGroup<Item>[], rule: GroupRule): GatheredClasses<Item> => {
  const shapes = new Map<string, Shape<Item>>();
  const listed = given.map((group) => ({ group, parts: partsOf(group) }));
  const mixed = rule.keep === "apart" ? listed.filter(({ parts }) => parts.length > 1) : [];
  const alone = new Set(mixed.length <= mixedGroupsAtMost ? mixed.map(({ group }) => group.key) : []);
  for (const { group, parts } of listed) {
    const facts = factsOf(group);
    const key = JSON.stringify([
      parts.map(({ label, items }) => [label, items.length]),
      rule.keep === "apart" ? [facts.whole, facts.held ?? {}] : rule.counted === true ? Object.keys(facts.held ?? {}) : [],
      facts.with ?? [],
      ...(alone.has(group.key) ? [group.key] : []),
    ]);
    const shape: Shape<Item> = shapes.get(key) ?? {
      key,
      parts: parts.map(({ label, rules, items }) => ({ label, rules, each: items.length, members: [] })),
      group: facts,
      names: [],
      groups: 0,
    };
    shapes.set(key, shape);
    shape.groups += 1;
    if (shape.names.length < namesKept) shape.names.push(group.key);
    for (const [at, { items }] of parts.entries()) shape.parts[at]?.members.push(...items);
  }
  const sorted = [...shapes.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const members = new Map<string, readonly Item[]>();
  const classes = sorted.flatMap(({ key, parts }) =>
    parts.map(({ label, rules, each, members: own }): ItemClass => {
      const id = JSON.stringify([label, key]);
      members.set(id, own);
      return { id, items: own.length, ...rules, group: { of: key, each } };
    }),
  );
  return { classes, groups: sorted.map(({ key, group, names, groups }) => ({ id: key, groups, names, ...group })), members };
};

const factsOf = <Item>({ whole, held, with: others }: GatheredGroup<Item>): Shape<Item>["group"] => ({
  whole,
  ...(held === undefined ? {} : { held: Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1))) }),
  ...(others === undefined ? {} : { with: others }),
});

/** Its items by what has to be known of them, in an order that does not hang on theirs. */
const partsOf = <Item>({ items }: GatheredGroup<Item>): readonly Part<Item>[] => {
  const parts = new Map<string, Part<Item>>();
  for (const { item, rules } of items) {
    const label = JSON.stringify(rules);
    const known = parts.get(label);
    if (known === undefined) parts.set(label, { label, rules, items: [item] });
    else known.items.push(item);
  }
  return [...parts.values()].toSorted((a, b) => (a.label < b.label ? -1 : 1));
};
