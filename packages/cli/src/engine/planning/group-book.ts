import { hash } from "node:crypto";
import type { GroupRule, GroupShape, ItemClass } from "../../core/plan/index.ts";
import { mixedGroupsAtMost, namesKept } from "../../core/split/gather-groups.ts";
import { createNearItems } from "../../core/split/near-items.ts";
import { createCompactSet } from "../../input/compact-set.ts";
import { createGrowingNumbers } from "./growing-numbers.ts";

/** What earlier jobs of the dataset know of a group. */
export interface EarlierGroup {
  /** Distinct items. */
  readonly items: number;
  /** Those of them that each owner has seen. */
  readonly held: Readonly<Record<string, number>>;
}

export interface GroupBookOptions {
  readonly rule: GroupRule;
  readonly slotsPerItem: number;
  /** From which similarity on two items are of one group, whatever else they belong to; absent: likeness does not matter. */
  readonly nearPerMillion?: number;
  /** Undefined where no earlier job of the dataset has such a group. Absent: there were none. */
  readonly earlier?: (group: string) => EarlierGroup | undefined;
  /** Whether an earlier job has the item in this group. */
  readonly wasIn?: (group: string, fingerprint: Uint8Array) => boolean;
  /** What the items of one name are for beside the job itself; asked once everything is added. Default: nothing else. */
  readonly purposeOf?: (label: string) => Pick<ItemClass, "purpose" | "worn"> | undefined;
}

export interface BookedItem {
  readonly seq: number;
  readonly id: string;
  /** Undefined where items are grouped by likeness alone. */
  readonly group: string | undefined;
  /** What likeness is found in; undefined where it does not matter. */
  readonly text: string | undefined;
  readonly fingerprint: Uint8Array;
  readonly bytes: number;
  /** Owners that have seen it, and the name of what they have in common. */
  readonly seenBy: readonly string[];
  readonly label: string;
}

/** The groups of an items file, in flat memory: about 20 bytes an item and 60 a group, and what {@link createNearItems} takes. */
export interface GroupBook {
  /** Items come in the order of the file, without those that repeat another. */
  readonly add: (item: BookedItem) => void;
  readonly close: () => BookedGroups;
}

/** Every item's place among its kind, once all groups are known. */
export interface BookedGroups {
  readonly classes: readonly ItemClass[];
  readonly groups: readonly GroupShape[];
  /** Class of an item and its index there, while the same owners have seen it; undefined where others have by now. */
  readonly locate: (seq: number, label: string) => { readonly classId: string; readonly index: number } | undefined;
  /** Groups that no earlier job has, as far as anybody was asked. */
  readonly newGroups: number;
  /** The key of an item's group for the store, undefined where it has none; asked in the order of the file, since a group goes by its first item. */
  readonly unitOf: (item: Pick<BookedItem, "seq" | "fingerprint"> & { readonly group?: string }) => string | undefined;
}

/** One way in which the items of a group may have been seen, and how much of it there is. */
interface Part {
  readonly label: string;
  readonly seenBy: readonly string[];
  items: number;
  bytes: number;
}

interface BookedShape {
  readonly id: string;
  readonly parts: readonly { readonly part: number; readonly each: number }[];
  readonly names: string[];
  readonly whole: number;
  readonly held: Readonly<Record<string, number>>;
  groups: number;
}

/** Names are for people, and the first letters will do. */
const nameLength = 40;
const mostParts = 65_536;
/** Groups whose numbers are at hand: the items of a group mostly stand close together. */
const recentGroups = 1_024;

/** Makes an empty book. Throws an Error beyond 65,536 different sets of owners. */
export const createGroupBook = ({ rule, slotsPerItem, nearPerMillion, earlier, wasIn, purposeOf }: GroupBookOptions): GroupBook => {
  const keys = createCompactSet();
  const digest = Buffer.from(new ArrayBuffer(32));
  const words = new Uint32Array(digest.buffer);
  const parts: Part[] = [];
  const partOf = new Map<string, number>();
  const [groupOf, partAt, within] = [createGrowingNumbers(), createGrowingNumbers(), createGrowingNumbers()];
  /** Items of each group that nobody has seen; the others by group and part. */
  const plain = createGrowingNumbers();
  const others = new Map<number, number>();
  const names: string[] = [];
  const before = new Map<number, { readonly group: EarlierGroup; again: number; readonly held: Map<string, number> }>();

  const near = nearPerMillion === undefined ? undefined : createNearItems(nearPerMillion);
  /** The items that were added, in their order, where likeness matters. */
  const added = createGrowingNumbers();
  let items = 0;

  const newGroup = (key: string, name: string): number => {
    const found = earlier?.(key);
    if (found !== undefined) before.set(names.length, { group: found, again: 0, held: new Map(Object.entries(found.held)) });
    // A slice would hold on to the line it was cut from.
    return names.push(Buffer.from(name.slice(0, nameLength)).toString()) - 1;
  };
  const recent = new Map<string, number>();
  const numberOf = (group: string): number => {
    const known = recent.get(group);
    if (known !== undefined) return known;
    digest.write(hash("sha256", group, "binary"), 0, "latin1");
    const number = keys.add(words, 0, names.length) ?? newGroup(group, group);
    if (recent.size === recentGroups) recent.clear();
    recent.set(group, number);
    return number;
  };
  const partNumber = (label: string, seenBy: readonly string[]): number => {
    const known = partOf.get(label);
    if (known !== undefined) return known;
    if (parts.length === mostParts) throw new Error(`more than ${mostParts} different sets of owners have seen the items`);
    partOf.set(label, parts.length);
    return parts.push({ label, seenBy: [...seenBy].toSorted(), items: 0, bytes: 0 }) - 1;
  };
  const newPart = partNumber("new", []);

  return {
    add: ({ seq, id, group, text, fingerprint, bytes, seenBy, label }) => {
      const key = group ?? nearKey(fingerprint);
      const number = group === undefined ? newGroup(key, id) : numberOf(group);
      if (near !== undefined) {
        near.add(text ?? "");
        added.set(items, seq);
        items += 1;
      }
      const part = partNumber(label, seenBy);
      const its = parts[part];
      if (its !== undefined) {
        its.items += 1;
        its.bytes += bytes;
      }
      const count = part === newPart ? plain.at(number) : (others.get(number * mostParts + part) ?? 0);
      groupOf.set(seq, number + 1);
      partAt.set(seq, part);
      within.set(seq, count);
      if (part === newPart) plain.set(number, count + 1);
      else others.set(number * mostParts + part, count + 1);
      const known = before.get(number);
      if (known === undefined || wasIn?.(key, fingerprint) !== true) return;
      known.again += 1;
      // Told by the parts, from here on.
      for (const owner of seenBy) known.held.set(owner, (known.held.get(owner) ?? 0) - 1);
    },
    close: () => {
      keys.close();
      const joined = joinedGroups(names.length, (join) => {
        if (near === undefined) return;
        for (let item = 0; item < items; item += 1) join(groupOf.at(added.at(item)) - 1, groupOf.at(added.at(near.firstOf(item))) - 1);
      });
      if (joined.any) {
        // Everything again, by the groups that came of it.
        others.clear();
        for (let group = 0; group < names.length; group += 1) plain.set(group, 0);
        for (let item = 0; item < items; item += 1) {
          const seq = added.at(item);
          const group = joined.firstOf(groupOf.at(seq) - 1);
          const part = partAt.at(seq);
          const count = part === newPart ? plain.at(group) : (others.get(group * mostParts + part) ?? 0);
          groupOf.set(seq, group + 1);
          within.set(seq, count);
          if (part === newPart) plain.set(group, count + 1);
          else others.set(group * mostParts + part, count + 1);
        }
        for (const [group, { group: found, again, held }] of before) {
          const first = joined.firstOf(group);
          if (first === group) continue;
          const into = before.get(first) ?? { group: { items: 0, held: {} }, again: 0, held: new Map<string, number>() };
          for (const [owner, count] of held) into.held.set(owner, (into.held.get(owner) ?? 0) + count);
          before.set(first, { group: { items: into.group.items + found.items, held: {} }, again: into.again + again, held: into.held });
          before.delete(group);
        }
      }
      const byGroup = new Map<number, { readonly part: number; readonly each: number }[]>();
      for (const [at, each] of others) {
        const group = Math.floor(at / mostParts);
        const own = byGroup.get(group) ?? [];
        own.push({ part: at % mostParts, each });
        byGroup.set(group, own);
      }
      const partsIn = (group: number): BookedShape["parts"] => {
        const each = plain.at(group);
        const own = [...(each === 0 ? [] : [{ part: newPart, each }]), ...(byGroup.get(group) ?? [])];
        return own.toSorted((a, b) => ((parts[a.part]?.label ?? "") < (parts[b.part]?.label ?? "") ? -1 : 1));
      };
      const isMixed = (group: number): boolean =>
        rule.keep === "apart" && (byGroup.get(group)?.length ?? 0) + (plain.at(group) === 0 ? 0 : 1) > 1;
      const mixed = [...byGroup.keys()].filter(isMixed);
      const alone = new Set(mixed.length <= mixedGroupsAtMost ? mixed : []);
      const shapes = new Map<string, { readonly shape: BookedShape; readonly number: number }>();
      const list: BookedShape[] = [];
      let newGroups = 0;
      const [shapeOf, unitOf] = [createGrowingNumbers(), createGrowingNumbers()];
      for (let group = 0; group < names.length; group += 1) {
        if (joined.firstOf(group) !== group) continue;
        const own = partsIn(group);
        const known = rule.keep === "apart" || rule.counted === true ? before.get(group) : undefined;
        if (!before.has(group)) newGroups += 1;
        const whole = own.reduce((sum, { each }) => sum + each, 0) - (known?.again ?? 0) + (known?.group.items ?? 0);
        const held = Object.fromEntries([...(known?.held ?? [])].filter(([, items]) => items > 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
        const name = [
          own.map(({ part, each }) => `${each} ${parts[part]?.label ?? ""}`).join(" + "),
          ...(known === undefined ? [] : [`of ${whole}`, ...Object.entries(held).map(([owner, items]) => `${owner} holds ${items}`)]),
          ...(alone.has(group) ? [`group ${group}`] : []),
        ].join(", ");
        let found = shapes.get(name);
        if (found === undefined) {
          const shape = { id: name, parts: own, names: [], whole, held, groups: 0 };
          found = { shape, number: list.push(shape) - 1 };
          shapes.set(name, found);
        }
        const { shape, number } = found;
        shapeOf.set(group, number);
        unitOf.set(group, shape.groups);
        shape.groups += 1;
        if (shape.names.length < namesKept) shape.names.push(names[group] ?? "");
      }
      const classIdOf = (shape: BookedShape, part: number): string => `${parts[part]?.label ?? ""} in groups of ${shape.id}`;
      const sorted = list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const units = new Map<number, string>();
      return {
        newGroups,
        unitOf: ({ seq, group, fingerprint }) => {
          const own = group ?? nearKey(fingerprint);
          const number = groupOf.at(seq) - 1;
          if (number < 0) return undefined;
          if (!joined.any || number < 0 || !joined.isJoined(number)) return own;
          const known = units.get(number) ?? own;
          units.set(number, known);
          return known;
        },
        classes: sorted.flatMap((shape) =>
          shape.parts.map(({ part, each }) => ({
            id: classIdOf(shape, part),
            items: each * shape.groups,
            slotsEach: slotsPerItem,
            seenBy: parts[part]?.seenBy ?? [],
            barredOwners: [],
            barredVendors: [],
            group: { of: shape.id, each },
            ...purposeOf?.(parts[part]?.label ?? ""),
          })),
        ),
        groups: sorted.map(({ id, groups, names: some, whole, held }) => ({
          id,
          groups,
          names: some,
          whole,
          ...(Object.keys(held).length === 0 ? {} : { held }),
        })),
        locate: (seq, label) => {
          const group = groupOf.at(seq) - 1;
          const shape = list[shapeOf.at(group)];
          const part = partAt.at(seq);
          const own = shape?.parts.find((one) => one.part === part);
          if (group < 0 || shape === undefined || own === undefined || parts[part]?.label !== label) return undefined;
          return { classId: classIdOf(shape, part), index: unitOf.at(group) * own.each + within.at(seq) };
        },
      };
    },
  };
};

/** A group that has no name but its first item's. */
const nearKey = (fingerprint: Uint8Array): string => `near:${Buffer.from(fingerprint).toString("hex", 0, 16)}`;

/** Groups that became one, and go by the first of them. */
const joinedGroups = (
  groups: number,
  joinAll: (join: (a: number, b: number) => void) => void,
): { readonly any: boolean; readonly firstOf: (group: number) => number; readonly isJoined: (group: number) => boolean } => {
  const parents = createGrowingNumbers();
  const larger = new Set<number>();
  const firstOf = (group: number): number => {
    let first = group;
    // 0 stands for none: a parent is kept one higher.
    for (let parent = parents.at(first); parent !== 0; parent = parents.at(first)) first = parent - 1;
    return first;
  };
  if (groups > 0)
    joinAll((one, other) => {
      const [a, b] = [firstOf(one), firstOf(other)];
      if (a !== b) parents.set(Math.max(a, b), Math.min(a, b) + 1);
      if (a !== b) larger.add(Math.min(a, b));
    });
  return { any: larger.size > 0, firstOf, isJoined: (group) => larger.has(group) };
};
