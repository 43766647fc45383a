import type { Json, NearGroups } from "@tranche/sdk";
import type { GroupRule, GroupShape, ItemClass } from "../../core/plan/index.ts";
import { type BookedGroups, createGroupBook, type GroupBookOptions } from "./group-book.ts";
import { createItemsHash } from "./items-hash.ts";

/** One line of the items file, as far as planning goes. */
export interface SurveyedItem {
  readonly seq: number;
  readonly id: string;
  readonly fingerprint: Uint8Array;
  readonly duplicateOf?: number;
  /** UTF-8 bytes of its content; needed where a cap is on them. */
  readonly bytes?: number;
  /** The group it belongs to, where the job names groups by a field. */
  readonly group?: string;
  /** The visible fields. */
  readonly fields?: Readonly<Record<string, Json>>;
}

export interface Survey {
  readonly classes: readonly ItemClass[];
  /** Absent: the job has no groups. */
  readonly groups?: readonly GroupShape[];
  /** Lines, duplicates included. */
  readonly lines: number;
  readonly distinct: number;
  readonly duplicates: number;
  /** What {@link createItemsHash} says of them. */
  readonly itemsHash: string;
  /** Distinct items that the dataset does not know yet. */
  readonly newToDataset: number;
  /** Their bytes. */
  readonly newBytes: number;
  /** Groups that no earlier job of the dataset has, as far as anybody was asked. */
  readonly newGroups: number;
  /** Where an item stands among its kind; absent where the job has no groups: then each class is counted in the order of the file. */
  readonly locate?: BookedGroups["locate"];
  /** The key of an item's group; absent where the job has no groups. */
  readonly unitOf?: BookedGroups["unitOf"];
}

export interface SurveyOptions extends SortingOptions {
  readonly slotsPerItem: number;
  /** What the dataset knows of some items, in their order, a whole batch at a time; it stands for `seenBy`. Undefined where the dataset is new. */
  readonly lookUp?: (fingerprints: readonly Uint8Array[]) => readonly KnownItem[];
  /** Absent: the job has no groups. */
  readonly groups?: { readonly rule: GroupRule; readonly near?: NearGroups } & Pick<GroupBookOptions, "earlier" | "wasIn">;
}

/** What a dataset knows of an item. */
export interface KnownItem {
  readonly inDataset: boolean;
  readonly seenBy: readonly string[];
}

/** What decides which class an item belongs to. */
export interface SortingOptions {
  /** Owners that saw the item in earlier jobs of the dataset; undefined where the dataset is new and nobody saw anything. */
  readonly seenBy?: (fingerprint: Uint8Array) => readonly string[];
  /** Absent: no item's answer is known, or nobody wants to measure by it. */
  readonly gold?: GoldItems;
}

/** Which items are gold, and whom they measure no more. */
export interface GoldItems {
  readonly isGold: (id: string) => boolean;
  /** Owners who were shown the item too often; undefined where it measures nobody, because it got out. */
  readonly wornFor: (fingerprint: Uint8Array, seenBy: readonly string[]) => readonly string[] | undefined;
}

/** The class an item belongs to, as it is surveyed. */
export interface SortedItem {
  readonly classId: string;
  readonly seenBy: readonly string[];
  readonly purpose?: "gold";
  readonly worn?: readonly string[];
}

const seenByNobody: SortedItem = { classId: "new", seenBy: [] };

/** Items that the same owners have seen are alike; gold items are a class of their own for each set of owners whom they measure no more. */
export const sortItem = ({ id, fingerprint }: Pick<SurveyedItem, "id" | "fingerprint">, options: SortingOptions): SortedItem => {
  if (options.seenBy === undefined && options.gold === undefined) return seenByNobody;
  const seenBy = [...(options.seenBy?.(fingerprint) ?? [])].toSorted();
  const { gold } = options;
  const classId = seenBy.length === 0 ? "new" : `seen by ${JSON.stringify(seenBy)}`;
  const worn = gold?.isGold(id) === true ? gold.wornFor(fingerprint, seenBy) : undefined;
  if (worn === undefined) return { classId, seenBy };
  const whom = worn.length === 0 ? "" : `, worn for ${JSON.stringify([...worn].toSorted())}`;
  return { classId: `gold, ${classId}${whom}`, seenBy, purpose: "gold", worn: [...worn].toSorted() };
};

/** Sorts the items of a batch. Most share one answer of who has seen them with many others, and then what comes of it, too. */
const knownSorter = (options: SortingOptions): ((item: SurveyedItem, seenBy: readonly string[]) => SortedItem) => {
  const sorts = new Map<readonly string[], SortedItem>();
  return (item, seenBy) => {
    const alike = options.gold?.isGold(item.id) === true ? undefined : sorts.get(seenBy);
    if (alike !== undefined) return alike;
    const sorted = sortItem(item, { ...options, seenBy: () => seenBy });
    if (sorted.purpose === undefined) sorts.set(seenBy, sorted);
    return sorted;
  };
};

/** Reads all items once and counts them by class, in constant memory; with groups, in a few bytes an item. */
export const surveyItems = async (batches: AsyncIterable<readonly SurveyedItem[]>, options: SurveyOptions): Promise<Survey> => {
  const hash = createItemsHash({ grouped: options.groups !== undefined });
  const near = options.groups?.near;
  /** Gold among the items of groups, by the name of what they have in common. */
  const goldIn = new Map<string, Pick<ItemClass, "purpose" | "worn">>();
  const book =
    options.groups === undefined
      ? undefined
      : createGroupBook({
          ...options.groups,
          slotsPerItem: options.slotsPerItem,
          ...(near === undefined ? {} : { nearPerMillion: near.thresholdPerMillion }),
          purposeOf: (label) => goldIn.get(label),
        });
  const classes = new Map<string, { readonly sorted: SortedItem; items: number; bytes: number }>();
  let lines = 0;
  let duplicates = 0;
  let newToDataset = 0;
  let newBytes = 0;
  for await (const batch of batches) {
    const known = options.lookUp?.(batch.map(({ fingerprint }) => fingerprint));
    const sortKnown = knownSorter(options);
    for (const [at, item] of batch.entries()) {
      lines += 1;
      hash.add(item);
      if (item.duplicateOf !== undefined) {
        duplicates += 1;
        continue;
      }
      const its = known?.[at];
      const sorted = its === undefined ? sortItem(item, options) : sortKnown(item, its.seenBy);
      const { bytes = 0 } = item;
      if (its?.inDataset !== true) {
        newToDataset += 1;
        newBytes += bytes;
      }
      if (book !== undefined && (item.group !== undefined || near !== undefined)) {
        if (sorted.purpose !== undefined) goldIn.set(sorted.classId, { purpose: sorted.purpose, worn: sorted.worn ?? [] });
        const { seq, id, group, fingerprint } = item;
        const text = near?.fields.map((name) => String(item.fields?.[name] ?? "")).join("\n");
        book.add({ seq, id, fingerprint, group, text, bytes, seenBy: sorted.seenBy, label: sorted.classId });
        continue;
      }
      const alike = classes.get(sorted.classId);
      if (alike === undefined) classes.set(sorted.classId, { sorted, items: 1, bytes });
      else {
        alike.items += 1;
        alike.bytes += bytes;
      }
    }
  }
  const { slotsPerItem } = options;
  const booked = book?.close();
  return {
    classes: [
      ...[...classes]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([
            id,
            {
              sorted: { classId: _, ...sorted },
              items,
              bytes,
            },
          ]) => ({
            id,
            items,
            slotsEach: slotsPerItem,
            barredOwners: [],
            barredVendors: [],
            ...(bytes === 0 ? {} : { bytesEach: Math.ceil(bytes / items) }),
            ...sorted,
          }),
        ),
      ...(booked?.classes ?? []),
    ],
    ...(booked === undefined ? {} : { groups: booked.groups, locate: booked.locate, unitOf: booked.unitOf }),
    lines,
    distinct: lines - duplicates,
    duplicates,
    itemsHash: hash.close(),
    newToDataset,
    newBytes,
    newGroups: booked?.newGroups ?? 0,
  };
};
