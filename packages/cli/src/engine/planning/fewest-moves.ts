import type { DraftPlan, PlanInputs } from "../../core/plan/index.ts";
import { addedPrice } from "../../core/budget/order-price.ts";
import { eligibilityOf } from "../../core/route/eligibility.ts";
import type { MissingSlot } from "../../ports/store.ts";

/** Whether the places that slots have now are as cheap as the plan's, and within what their vendors can do in time: then nothing has to move. */
export const staysGood = (inputs: PlanInputs, plan: DraftPlan, slots: readonly MissingSlot[]): boolean => {
  const counts = new Map<string, number>();
  for (const { vendor } of slots) if (vendor !== undefined) counts.set(vendor, (counts.get(vendor) ?? 0) + 1);
  let lowMicros = 0;
  for (const facts of inputs.vendors) {
    const count = counts.get(facts.vendor) ?? 0;
    if (count === 0) continue;
    const eligibility = eligibilityOf(inputs, facts);
    if (!eligibility.eligible || count > (eligibility.candidate.capacity ?? Infinity)) return false;
    lowMicros += addedPrice(facts.price, { ordered: facts.ordered ?? 0, slots: count }).lowMicros;
  }
  return lowMicros <= plan.cost.lowMicros;
};

/**
 * The vendors of each item, with the same count a vendor as laid, and as many items as possible where they are. Items of one judgment are swapped
 * one by one; where items have several, they stay if no vendor's count changes, and are as laid if one does.
 */
export const fewestMoves = (
  laid: readonly (readonly string[])[],
  now: readonly (readonly (string | undefined)[])[],
): readonly (readonly string[])[] => {
  const left = new Map<string, number>();
  for (const vendor of laid.flat()) left.set(vendor, (left.get(vendor) ?? 0) + 1);
  if (now.some((vendors) => vendors.length !== 1)) {
    const same = now.flat().every((vendor) => {
      const count = vendor === undefined ? 0 : (left.get(vendor) ?? 0);
      if (vendor !== undefined) left.set(vendor, count - 1);
      return count > 0;
    });
    return same ? now.map((vendors) => vendors.map((vendor) => vendor ?? "")) : laid;
  }
  const given: (readonly string[] | undefined)[] = now.map(([vendor]) => {
    const count = vendor === undefined ? 0 : (left.get(vendor) ?? 0);
    if (vendor === undefined || count === 0) return undefined;
    left.set(vendor, count - 1);
    return [vendor];
  });
  const rest = [...left].flatMap(([vendor, count]) => Array.from({ length: count }, () => vendor));
  return given.map((vendors) => {
    if (vendors !== undefined) return vendors;
    const next = rest.shift();
    return next === undefined ? [] : [next];
  });
};
