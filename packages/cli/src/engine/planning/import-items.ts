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
  /** As in the survey the plan was made from: the same answers, or the plan is not of these items. */
  readonly seenBy?: (fingerprint: Uint8Array) => readonly string[];
  /** Where an item stands in a vendor's own order. */
  readonly placeFor: (vendor: string, seq: number) => number;
}

/** Gives every item the vendors its plan says, batch by batch and in constant memory. */
export async function* itemsByPlan(
  batches: AsyncIterable<readonly ReadItem[]>,
  options: ImportOptions,
): AsyncGenerator<readonly ImportItem[]> {
  const { plan, slotsPerItem, placeFor } = options;
  const classes = new Map(
    plan.assignment.classes.map((planClass) => [planClass.id, { ...assignmentOf(plan.assignment, planClass), next: 0 }]),
  );
  for await (const batch of batches)
    yield batch.map((item): ImportItem => {
      const { seq, id, fingerprint, group, content, duplicateOf } = item;
      const base = { seq, item: id, fingerprint, content, ...(group === undefined ? {} : { group }) };
      if (duplicateOf !== undefined) return { ...base, duplicateOf, slots: [] };
      const planClass = classes.get(classIdOf(options.seenBy?.(fingerprint) ?? []));
      if (planClass === undefined) throw new Error(`item ${id} is of no class of the plan: the plan was made of other items`);
      const vendors = planClass.vendorsOf(planClass.next);
      planClass.next += 1;
      return {
        ...base,
        slots: Array.from({ length: slotsPerItem }, (_, k) => {
          const vendor = vendors[k];
          return vendor === undefined ? { position: 0 } : { vendor, position: placeFor(vendor, seq) };
        }),
      };
    });
}
