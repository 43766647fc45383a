import { assignmentOf, type Plan, type PlanClass } from "../../core/plan/index.ts";
import { classFinder } from "../../core/purpose/class-parts.ts";
import { purposeOfSlot } from "../../core/purpose/purpose.ts";
import type { ImportItem } from "../../ports/store.ts";
import { sortItem, type SortingOptions, type SurveyedItem } from "./survey.ts";

/** One line of the items file with everything the store keeps of it. */
export interface ReadItem extends SurveyedItem {
  readonly group?: string;
  /** The visible fields as JSON. */
  readonly content: string;
}

/** Sorted as in the survey the plan was made from; what was shown to somebody since then is left for the engine to place. */
export interface ImportOptions extends SortingOptions {
  readonly plan: Plan;
  readonly slotsPerItem: number;
  /** The known answer of an item, as canonical JSON. */
  readonly answerOf?: (id: string) => string | undefined;
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
  const find = classFinder<PlanClass>(plan.assignment.classes, plan.assignment.key);
  const assignments = new Map(plan.assignment.classes.map((planClass) => [planClass.id, assignmentOf(plan.assignment, planClass)]));
  const next = new Map<string, number>();
  for await (const batch of batches)
    yield batch.map((item): ImportItem => {
      const { seq, id, fingerprint, group, content, duplicateOf } = item;
      const known = options.answerOf?.(id);
      const base = {
        seq,
        item: id,
        fingerprint,
        content,
        ...(group === undefined ? {} : { group }),
        ...(known === undefined ? {} : { knownAnswer: known }),
      };
      if (duplicateOf !== undefined) return { ...base, duplicateOf, slots: [] };
      const sorted = sortItem(item, options);
      const index = next.get(sorted.classId) ?? 0;
      const found = find(sorted.classId, index);
      if (found !== undefined) next.set(sorted.classId, index + 1);
      const vendors = found === undefined ? [] : (assignments.get(found.itemClass.id)?.vendorsOf(found.index) ?? []);
      const purpose = found === undefined ? sorted.purpose : found.itemClass.purpose;
      return {
        ...base,
        slots: Array.from({ length: found?.itemClass.slotsEach ?? slotsPerItem }, (_, k) => {
          const vendor = vendors[k];
          const wanted = { purpose: purposeOfSlot(purpose, k, slotsPerItem) };
          return vendor === undefined ? { ...wanted, position: 0 } : { ...wanted, vendor, position: placeFor(vendor, seq) };
        }),
      };
    });
}
