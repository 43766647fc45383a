import type { OwnerId } from "../plan/plan-inputs.ts";
import type { PlanBlock, VendorQuota } from "../plan/plan.ts";
import type { LinearProgram, LinearSolution } from "./linear-program.ts";
import type { Blocking, CandidateLoad, Placement, PlacementProblem } from "./placement.ts";
import type { ModelBlock, PlacementModel } from "./placement-model.ts";
import { priceAt } from "./price-rows.ts";
import { leanedOn } from "./program-changes.ts";

const nothingBlocks: Blocking = {
  owners: [],
  pairs: [],
  measures: [],
  capacity: [],
  budget: false,
  independence: false,
  shares: [],
  groups: [],
};

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
  const added = new Map((problem.measures ?? []).map(({ measure }) => [measure, new Map<OwnerId, number>()]));
  const add = (classIndex: number, owner: OwnerId, units: number): void => {
    for (const [measure, own] of added) own.set(owner, (own.get(owner) ?? 0) + units * (classes[classIndex]?.adds?.(measure, owner) ?? 0));
  };
  const side = sideBySide(problem);
  const sizeOf = ({ units }: ModelBlock): number => ("count" in units ? units.count : (values[units.column] ?? 0));
  const given = model.blocks.map((): { readonly candidate: number; readonly slots: number }[] => []);
  for (const cell of model.cells) {
    const units = values[cell.column] ?? 0;
    const block = model.blocks[cell.block];
    const load = loads[cell.candidate];
    const owner = candidates[cell.candidate]?.owner ?? "";
    if (units === 0 || block === undefined || load === undefined) continue;
    const different = block.alone ? sizeOf(block) : units;
    given[cell.block]?.push({ candidate: cell.candidate, slots: units });
    load.slots += units * cell.weight;
    load.items += different * cell.weight;
    load.seenItems += different * (cell.weight - cell.fresh);
    if (block.exposed.has(owner)) continue;
    newItems.set(owner, (newItems.get(owner) ?? 0) + units * cell.fresh);
    add(block.classIndex, owner, units);
  }
  for (const [at, block] of model.blocks.entries()) {
    const items = sizeOf(block);
    if (items === 0) continue;
    for (const [owner, fresh] of block.exposed) {
      newItems.set(owner, (newItems.get(owner) ?? 0) + items * fresh);
      add(block.classIndex, owner, items);
    }
    const quotas = (given[at] ?? [])
      .toSorted((a, b) => (side[a.candidate] ?? 0) - (side[b.candidate] ?? 0))
      .map(({ candidate, slots }): VendorQuota => ({ vendor: candidates[candidate]?.vendor ?? "", slots }));
    blocks[block.classIndex]?.push({ items, quotas, stranded: values[block.nowhere] ?? 0 });
  }
  // Blocks of one vendor each: those of one owner side by side too, so that what it gets of a class is one run.
  const rank = new Map(candidates.map(({ vendor }, index) => [vendor, side[index] ?? 0]));
  for (const own of blocks)
    if (own.length > 1 && own.every(({ quotas }) => quotas.length <= 1))
      own.sort((a, b) => (rank.get(a.quotas[0]?.vendor ?? "") ?? Infinity) - (rank.get(b.quotas[0]?.vendor ?? "") ?? Infinity));
  const sum = (price: "lowMicros" | "highMicros"): number =>
    loads.reduce((all, { slots }, index) => {
      const candidate = candidates[index];
      return candidate === undefined ? all : all + priceAt(candidate, slots)[price];
    }, 0);
  const lowMicros = sum("lowMicros");
  const nowhere = model.blocks.reduce((all, block) => all + (values[block.nowhere] ?? 0) * block.weight, 0);
  return {
    blocks,
    nowhere,
    loads: loads satisfies readonly CandidateLoad[],
    newItems,
    added,
    lowMicros,
    highMicros: sum("highMicros"),
    boundMicros: Math.min(boundMicros, lowMicros),
    blocking: nothingBlocks,
  };
};

/** A rank per candidate that keeps the vendors of one owner next to each other. */
export const sideBySide = ({ candidates }: Pick<PlacementProblem, "candidates">): readonly number[] => {
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
    pairs: model.pairRows.flatMap((row, pair) => (rows[row] ? [pair] : [])),
    measures: model.measureRows.filter(({ row }) => rows[row]).map(({ measure, owner }) => ({ measure, owner })),
    capacity: [...model.capacityRows].filter(([, row]) => rows[row]).map(([candidate]) => candidate),
    budget: model.budgetRow !== undefined && (rows[model.budgetRow] ?? false),
    independence:
      several &&
      (model.apartRows.some((row) => rows[row]) ||
        model.cells.some(
          ({ column }) => columns[column] && (fewest.values[column] ?? 0) > 0 && fewest.values[column] === program.columnUpper[column],
        )),
    shares: model.totalRows.flatMap((row, candidate) => (rows[row] ? [candidate] : [])),
    groups: [...new Set([...model.groupRows].flatMap(([row, classIndex]) => (rows[row] ? [classIndex] : [])))],
  };
};
