import type { OwnerId } from "../plan/plan-inputs.ts";
import type { PlanBlock, VendorQuota } from "../plan/plan.ts";
import type { LinearProgram, LinearSolution } from "./linear-program.ts";
import type { Blocking, CandidateLoad, Placement, PlacementProblem } from "./placement.ts";
import type { ModelBlock, PlacementModel } from "./placement-model.ts";
import { leanedOn } from "./program-changes.ts";

const nothingBlocks: Blocking = { owners: [], capacity: [], budget: false, independence: false, shares: [] };

/** Reads whole values of a placement program back as quotas and totals. */
export const readPlacement = ({
  problem,
  model,
  values,
  boundMicros,
}: {
  readonly problem: PlacementProblem;
  readonly model: PlacementModel;
  readonly values: readonly number[];
  readonly boundMicros: number;
}): Placement => {
  const { candidates, classes } = problem;
  const blocks: PlanBlock[][] = classes.map(() => []);
  const loads = candidates.map((_, candidate) => ({
    slots: 0,
    items: 0,
    seenItems: 0,
    short: values[model.shortColumns.get(candidate) ?? -1] ?? 0,
  }));
  const newItems = new Map<OwnerId, number>();
  const side = sideBySide(problem);
  const sizeOf = ({ items }: ModelBlock): number => ("count" in items ? items.count : (values[items.column] ?? 0));
  const given = model.blocks.map((): { readonly candidate: number; readonly slots: number }[] => []);
  for (const cell of model.cells) {
    const slots = values[cell.column] ?? 0;
    const block = model.blocks[cell.block];
    const load = loads[cell.candidate];
    const owner = candidates[cell.candidate]?.owner ?? "";
    if (slots === 0 || block === undefined || load === undefined) continue;
    const items = block.alone ? sizeOf(block) : slots;
    given[cell.block]?.push({ candidate: cell.candidate, slots });
    load.slots += slots;
    load.items += items;
    load.seenItems += cell.seen ? items : 0;
    if (!cell.seen && !block.exposed.has(owner)) newItems.set(owner, (newItems.get(owner) ?? 0) + slots);
  }
  for (const [at, block] of model.blocks.entries()) {
    const items = sizeOf(block);
    if (items === 0) continue;
    for (const owner of block.exposed) newItems.set(owner, (newItems.get(owner) ?? 0) + items);
    const quotas = (given[at] ?? [])
      .toSorted((a, b) => (side[a.candidate] ?? 0) - (side[b.candidate] ?? 0))
      .map(({ candidate, slots }): VendorQuota => ({ vendor: candidates[candidate]?.vendor ?? "", slots }));
    blocks[block.classIndex]?.push({ items, quotas, stranded: values[block.nowhere] ?? 0 });
  }
  const sum = (price: "lowMicros" | "highMicros"): number =>
    loads.reduce((all, { slots }, index) => all + slots * (candidates[index]?.[price] ?? 0), 0);
  const lowMicros = sum("lowMicros");
  return {
    blocks,
    nowhere: blocks.flat().reduce((all, { stranded }) => all + stranded, 0),
    loads: loads satisfies readonly CandidateLoad[],
    newItems,
    lowMicros,
    highMicros: sum("highMicros"),
    boundMicros: Math.min(boundMicros, lowMicros),
    blocking: nothingBlocks,
  };
};

/** A rank per candidate that keeps the vendors of one owner next to each other. */
const sideBySide = ({ candidates }: PlacementProblem): readonly number[] => {
  const first = new Map<OwnerId, number>();
  for (const [index, { owner }] of candidates.entries()) if (!first.has(owner)) first.set(owner, index);
  return candidates.map(({ owner }, index) => (first.get(owner) ?? 0) * candidates.length + index);
};

/** Which limits the fewest slots without a place lean on. */
export const blockingOf = (
  problem: PlacementProblem,
  model: PlacementModel,
  program: LinearProgram,
  fewest: Extract<LinearSolution, { status: "optimal" }>,
): Blocking => {
  const { rows, columns } = leanedOn(program, fewest.duals);
  const several = problem.classes.some(({ slotsEach }) => slotsEach > 1);
  return {
    owners: [...model.ownerRows].filter(([, row]) => rows[row]).map(([owner]) => owner),
    capacity: [...model.capacityRows].filter(([, row]) => rows[row]).map(([candidate]) => candidate),
    budget: model.budgetRow !== undefined && (rows[model.budgetRow] ?? false),
    independence:
      several &&
      (model.apartRows.some((row) => rows[row]) ||
        model.cells.some(
          ({ column }) => columns[column] && (fewest.values[column] ?? 0) > 0 && fewest.values[column] === program.columnUpper[column],
        )),
    shares: model.totalRows.flatMap((row, candidate) => (rows[row] ? [candidate] : [])),
  };
};
