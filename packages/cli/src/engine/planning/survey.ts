import { createHash } from "node:crypto";
import type { ItemClass } from "../../core/plan/index.ts";

/** One line of the items file, as far as planning goes. */
export interface SurveyedItem {
  readonly seq: number;
  readonly id: string;
  readonly fingerprint: Uint8Array;
  readonly duplicateOf?: number;
}

export interface Survey {
  readonly classes: readonly ItemClass[];
  /** Lines, duplicates included. */
  readonly lines: number;
  readonly distinct: number;
  readonly duplicates: number;
  /** SHA-256, in hex, over ids and fingerprints in their order. */
  readonly itemsHash: string;
  /** Distinct items that the dataset does not know yet. */
  readonly newToDataset: number;
}

export interface SurveyOptions {
  readonly slotsPerItem: number;
  /** Owners that saw the item in earlier jobs of the dataset; undefined where the dataset is new and nobody saw anything. */
  readonly seenBy?: (fingerprint: Uint8Array) => readonly string[];
  readonly isInDataset?: (fingerprint: Uint8Array) => boolean;
}

/** The class an item belongs to: items that the same owners have seen are alike. */
export const classIdOf = (seenBy: readonly string[]): string =>
  seenBy.length === 0 ? "new" : `seen by ${JSON.stringify([...seenBy].toSorted())}`;

/** Reads all items once and counts them by class, in constant memory. */
export const surveyItems = async (batches: AsyncIterable<readonly SurveyedItem[]>, options: SurveyOptions): Promise<Survey> => {
  const hash = createHash("sha256");
  const classes = new Map<string, { readonly seenBy: readonly string[]; items: number }>();
  let lines = 0;
  let duplicates = 0;
  let newToDataset = 0;
  for await (const batch of batches) {
    for (const item of batch) {
      lines += 1;
      hash.update(item.id);
      hash.update("\n");
      hash.update(item.fingerprint);
      if (item.duplicateOf !== undefined) {
        duplicates += 1;
        continue;
      }
      const seenBy = options.seenBy?.(item.fingerprint) ?? [];
      const id = classIdOf(seenBy);
      const known = classes.get(id);
      if (known === undefined) classes.set(id, { seenBy: [...seenBy].toSorted(), items: 1 });
      else known.items += 1;
      if (options.isInDataset?.(item.fingerprint) !== true) newToDataset += 1;
    }
  }
  const { slotsPerItem } = options;
  return {
    classes: [...classes]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { seenBy, items }]) => ({ id, items, slotsEach: slotsPerItem, seenBy, barredOwners: [], barredVendors: [] })),
    lines,
    distinct: lines - duplicates,
    duplicates,
    itemsHash: hash.digest("hex"),
    newToDataset,
  };
};
