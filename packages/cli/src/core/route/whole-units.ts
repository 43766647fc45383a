import type { PlacementClass, PlacementProblem } from "./placement.ts";

/** Slots of whole units that fit into a candidate's limits at most: what a linear program would cut into parts. */
export const wholeUnits = (
  { problem, anyCap }: { readonly problem: PlacementProblem; readonly anyCap: boolean },
  {
    candidate,
    itemClass: { weight, adds },
    fresh,
    perUnit,
  }: { readonly candidate: number; readonly itemClass: PlacementClass; readonly fresh: number; readonly perUnit: number },
): number => {
  if (weight === 1) return Infinity;
  const { owner, capacity } = problem.candidates[candidate] ?? {};
  const room = anyCap || fresh === 0 ? undefined : problem.rooms.get(owner ?? "");
  const most = Math.min(
    capacity === undefined ? Infinity : Math.floor(capacity / weight),
    room === undefined ? Infinity : Math.floor(room / fresh) * perUnit,
  );
  if (anyCap || problem.measures === undefined) return most;
  return problem.measures.reduce((least, { measure, rooms }) => {
    const [amount, left] = [adds?.(measure, owner ?? "") ?? 0, rooms.get(owner ?? "")];
    return amount === 0 || left === undefined ? least : Math.min(least, Math.floor(left / amount) * perUnit);
  }, most);
};
