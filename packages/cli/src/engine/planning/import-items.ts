import { assignmentOf, type Plan, type PlanClass } from "../../core/plan/index.ts";
import { classFinder } from "../../core/purpose/class-parts.ts";
import { purposeOfSlot } from "../../core/purpose/purpose.ts";
import type { ImportItem } from "../../ports/store.ts";
import { sortItem, type SortingOptions, type Survey, type SurveyedItem } from "./survey.ts";

/** One line of the items file with everything the store keeps of it. */
export interface ReadItem extends SurveyedItem {
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
  /** Of the survey, where the job has groups. */
  readonly locate?: Survey["locate"];
  readonly unitOf?: Survey["unitOf"];
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
  const assignments = new Map(plan.assignment.classes.map((planClass) => [planClass.id, assignmentOf(plan.assignment, planClass)]));
  const find = finder(plan, options);
  const strata = new Map(plan.assignment.classes.map(({ id }, stratum) => [id, stratum]));
  const ownerOf = new Map(plan.vendors.map(({ vendor, owner }) => [vendor, owner]));
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
      const found = find(item, sorted.classId);
      const vendors = found === undefined ? [] : (assignments.get(found.itemClass.id)?.vendorsOf(found.index) ?? []);
      const stratum = found === undefined ? undefined : strata.get(found.itemClass.id);
      const unit = options.unitOf?.(item);
      const purpose = found === undefined ? sorted.purpose : found.itemClass.purpose;
      return {
        ...base,
        ...(unit === undefined ? {} : { unit }),
        ...(stratum === undefined ? {} : { stratum }),
        slots: Array.from({ length: found?.itemClass.slotsEach ?? slotsPerItem }, (_, k) => {
          const vendor = vendors[k];
          const owner = vendor === undefined ? undefined : ownerOf.get(vendor);
          // Gold that an owner has been shown too often is an item like any other there.
          const measures = owner === undefined || sorted.worn?.includes(owner) !== true;
          const wanted = { purpose: purposeOfSlot(measures ? purpose : undefined, k, slotsPerItem) };
          return vendor === undefined ? { ...wanted, position: 0 } : { ...wanted, vendor, position: placeFor(vendor, seq) };
        }),
      };
    });
}

/** Finds the class of each item and its index there, item by item in the order of the file; undefined for one that was not planned like this. */
const finder = (
  plan: Plan,
  { locate, unitOf }: ImportOptions,
): ((item: ReadItem, surveyed: string) => { readonly itemClass: PlanClass; readonly index: number } | undefined) => {
  const find = classFinder<PlanClass>(plan.assignment.classes, plan.assignment.key);
  const next = new Map<string, number>();
  return (item, surveyed) => {
    // In a job with groups, what is of none is counted like the items of any other job.
    if (locate !== undefined && unitOf?.(item) !== undefined) {
      const located = locate(item.seq, surveyed);
      return located === undefined ? undefined : find(located.classId, located.index);
    }
    const index = next.get(surveyed) ?? 0;
    const found = find(surveyed, index);
    if (found !== undefined) next.set(surveyed, index + 1);
    return found;
  };
};
