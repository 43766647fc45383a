import type { DraftPlan, PlanInputs } from "../../core/plan/index.ts";
import { addedPrice } from "../../core/budget/order-price.ts";
import { type Candidate, eligibilityOf } from "../../core/route/eligibility.ts";
import { readyMs } from "../../core/route/ready.ts";
import { scoresOf } from "../../core/route/score.ts";
import type { MissingSlot } from "../../ports/store.ts";

/** Better by less than one in a hundred is not better: what was learnt is no more exact than that. */
const muchMore = (now: number, planned: number): boolean => now * 100 > planned * 101;

/**
 * Whether the places that slots have now are as good as the plan's by what the route asks for and then by price, and within what their vendors can do in
 * time: then nothing has to move.
 */
export const staysGood = (inputs: PlanInputs, plan: DraftPlan, slots: readonly MissingSlot[]): boolean => {
  const counts = new Map<string, number>();
  for (const { vendor } of slots) if (vendor !== undefined) counts.set(vendor, (counts.get(vendor) ?? 0) + 1);
  const candidates: Candidate[] = [];
  let [lowMicros, placed] = [0, 0];
  for (const facts of inputs.vendors) {
    const count = counts.get(facts.vendor) ?? 0;
    const eligibility = eligibilityOf(inputs, facts);
    if (eligibility.eligible) candidates.push(eligibility.candidate);
    if (count === 0) continue;
    if (!eligibility.eligible || count > (eligibility.candidate.capacity ?? Infinity)) return false;
    lowMicros += addedPrice(facts.price, { ordered: facts.ordered ?? 0, slots: count }).lowMicros;
    placed += count;
  }
  const planned = new Map(plan.vendors.map((line) => [line.vendor, line.slots]));
  // A plan that places less is no measure of one that places everything.
  if ([...planned.values()].reduce((sum, count) => sum + count, 0) < placed) return true;
  const goal = routeGoal(inputs, candidates);
  return !muchMore(goal(counts), goal(planned)) && !muchMore(lowMicros, plan.cost.lowMicros);
};

/** What the route wants as little of as can be, of so many slots a vendor; nothing where price alone counts. */
const routeGoal = ({ job: { route } }: PlanInputs, candidates: readonly Candidate[]): ((counts: ReadonlyMap<string, number>) => number) => {
  if (route.by === "objective" && route.objective === "time")
    return (counts) => Math.max(0, ...candidates.map((candidate) => readyMs(candidate, counts.get(candidate.vendor) ?? 0)));
  const scores = scoresOf({ route, candidates }) ?? [];
  return (counts) => candidates.reduce((sum, { vendor }, index) => sum + (scores[index] ?? 0) * (counts.get(vendor) ?? 0), 0);
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
