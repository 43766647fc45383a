import type { OwnerId } from "../plan/plan-inputs.ts";
import type { PlanBlock, VendorQuota } from "../plan/plan.ts";
import type { LinearProgram, LinearSolution } from "./linear-program.ts";
import type { Blocking, CandidateLoad, Placement, PlacementProblem } from "./placement.ts";
import type { PlacementModel } from "./placement-model.ts";
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
  const loads = candidates.map(() => ({ slots: 0, items: 0, seenItems: 0 }));
  const newItems = new Map<OwnerId, number>();
  const given = model.blocks.map((): { readonly candidate: number; readonly units: number }[] => []);
  for (const cell of model.cells) {
    const units = values[cell.column] ?? 0;
    const block = model.blocks[cell.block];
    const load = loads[cell.candidate];
    const owner = candidates[cell.candidate]?.owner ?? "";
    if (units === 0 || block === undefined || load === undefined) continue;
    given[cell.block]?.push({ candidate: cell.candidate, units });
    load.slots += units * cell.weight;
    load.items += units;
    load.seenItems += cell.seen ? units : 0;
    if (!cell.seen && !block.stacking.has(owner)) newItems.set(owner, (newItems.get(owner) ?? 0) + units);
  }
  const side = sideBySide(problem);
  for (const [at, block] of model.blocks.entries()) {
    const items = "count" in block.items ? block.items.count : (values[block.items.column] ?? 0);
    if (items === 0) continue;
    for (const owner of block.stacking.keys()) newItems.set(owner, (newItems.get(owner) ?? 0) + items);
    const nowhere = values[block.nowhere] ?? 0;
    const quotas = (given[at] ?? []).toSorted((a, b) => (side[a.candidate] ?? 0) - (side[b.candidate] ?? 0));
    const named = (candidate: number, slots: number): VendorQuota => ({ vendor: candidates[candidate]?.vendor ?? "", slots });
    const into = blocks[block.classIndex];
    if (block.weight === 1) {
      into?.push({ items, quotas: quotas.map(({ candidate, units }) => named(candidate, units)), stranded: nowhere });
      continue;
    }
    // Whole items, each at one vendor: one block a vendor.
    for (const { candidate, units } of quotas) into?.push({ items: units, quotas: [named(candidate, units * block.weight)], stranded: 0 });
    if (nowhere > 0) into?.push({ items: nowhere, quotas: [], stranded: nowhere * block.weight });
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
