import type { Measure } from "../exposure/measure-caps.ts";
import { freshToBoth, type PlacementClass, type PlacementProblem } from "../route/placement.ts";
import { laidRuns } from "../split/laid-runs.ts";
import { ownersOf, type Question } from "./placement-problem.ts";
import type { OwnerId } from "./plan-inputs.ts";
import type { PlanBlock } from "./plan.ts";

/** Per unit class, how many of its units each owner gets some of. */
export type ShownUnits = readonly ReadonlyMap<OwnerId, number>[];

/** Counts what blocks show whom. `blocksOf` gives those of a unit class, and how many of what they count one unit is. */
export const shownUnits = (
  { inputs, units }: Question,
  blocksOf: (index: number) => { readonly blocks: readonly PlanBlock[]; readonly each: number },
): ShownUnits =>
  units.map((unit, index) => {
    const { blocks, each } = blocksOf(index);
    const shown = new Map<OwnerId, number>();
    for (const { from, to, vendors } of laidRuns(blocks, unit.units * each))
      for (const owner of ownersOf(inputs, vendors)) shown.set(owner, (shown.get(owner) ?? 0) + (to - from) / each);
    return shown;
  });

/** What is used of the room that two owners have together: an item that is new to both and goes to both counts twice, as in the plan. */
export const pairUse = ({ classes }: Pick<PlacementProblem, "classes">, shown: ShownUnits, owners: readonly [OwnerId, OwnerId]): number =>
  shown.reduce((sum, own, index) => {
    const [a, b] = owners;
    return sum + ((own.get(a) ?? 0) + (own.get(b) ?? 0)) * toBoth(classes[index], owners);
  }, 0);

/** Items of a unit that would be new to both of two owners. */
const toBoth = (placed: PlacementClass | undefined, owners: readonly [OwnerId, OwnerId]): number =>
  placed === undefined ? 0 : freshToBoth(placed, owners);

/** What is used of an owner's room in a measure, in the problem's units. */
export const measureUse = (
  { classes }: Pick<PlacementProblem, "classes">,
  shown: ShownUnits,
  { measure, owner }: { readonly measure: Measure; readonly owner: OwnerId },
): number => shown.reduce((sum, own, index) => sum + (own.get(owner) ?? 0) * (classes[index]?.adds?.(measure, owner) ?? 0), 0);
