import { assignmentOf, type Plan } from "../../core/plan/index.ts";
import type { ImportItem } from "../../ports/store.ts";
import { classIdOf, type SurveyedItem } from "./survey.ts";

/** One line of the items file with everything the store keeps of it. */
export interface ReadItem extends SurveyedItem {
  readonly group?: string;
  /** The visible fields as JSON. */
  readonly content: string;
}

export interface ImportOptions {
  readonly plan: Plan;
  readonly slotsPerItem: number;
  /** As in the survey the plan was made from; what was shown to somebody since then is left for the engine to place. */
  readonly seenBy?: (fingerprint: Uint8Array) => readonly string[];
  /** Where an item stands in a vendor's own order. */
  readonly placeFor: (vendor: string, seq: number) => number;
}

/**
 * Gives every item the vendors its plan says, batch by batch and in constant memory. Another job of the dataset may show items while this one is
 * planned, or while a person reads the plan: an item that has become another kind of item gets no vendor here, and its place from the engine.
 */
export async function* itemsByPlan(
  batches: AsyncIterable<readonly ReadItem[]>,
  options: ImportOptions,
): AsyncGenerator<readonly ImportItem[]> {
  const { plan, slotsPerItem, placeFor } = options;
  const classes = new Map(
    plan.assignment.classes.map((planClass) => [
      planClass.id,
      { ...assignmentOf(plan.assignment, planClass), items: planClass.items, next: 0 },
    ]),
  );
  for await (const batch of batches)
    yield batch.map((item): ImportItem => {
      const { seq, id, fingerprint, group, content, duplicateOf } = item;
      const base = { seq, item: id, fingerprint, content, ...(group === undefined ? {} : { group }) };
      if (duplicateOf !== undefined) return { ...base, duplicateOf, slots: [] };
      const planClass = classes.get(classIdOf(options.seenBy?.(fingerprint) ?? []));
      const planned = planClass !== undefined && planClass.next < planClass.items;
      const vendors = planned ? planClass.vendorsOf(planClass.next) : [];
      if (planned) planClass.next += 1;
      return {
        ...base,
        slots: Array.from({ length: slotsPerItem }, (_, k) => {
          const vendor = vendors[k];
          return vendor === undefined ? { position: 0 } : { vendor, position: placeFor(vendor, seq) };
        }),
      };
    });
}
