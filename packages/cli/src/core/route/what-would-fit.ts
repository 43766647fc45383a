import type { Measure } from "../exposure/measure-caps.ts";
import type { LinearProgram } from "./linear-program.ts";
import { type Solver, withRouteLimits } from "./place.ts";
import type { PlacementProblem } from "./placement.ts";
import { placementModel, type PlacementModel } from "./placement-model.ts";
import { priceCosts } from "./price-rows.ts";
import { withColumnUpper, withCost, withRow } from "./program-changes.ts";
import { wholeSolution } from "./whole-solution.ts";

const enough = 1e-6;

/**
 * Items on top of every owner's cap with which every slot would have a place, as the linear program sees it: never too many,
 * and too few only where an owner is over the cap already. Undefined where no cap helps.
 */
export const extraCapNeeded = (problem: PlacementProblem, { solve }: Solver): number | undefined => {
  const model = placementModel(problem, { anyCap: true });
  const program = withColumnUpper(everythingPlaced(problem, model), [model.extraCapColumn], Infinity);
  const solution = solve(withCost(program, [[model.extraCapColumn, 1]]));
  return solution.status === "optimal" ? Math.ceil(solution.objective - enough) : undefined;
};

/** The same for what any two owners may see together. */
export const extraPairNeeded = (problem: PlacementProblem, { solve }: Solver): number | undefined => {
  const model = placementModel(problem, { anyCap: true });
  const program = withColumnUpper(everythingPlaced(problem, model), [model.extraPairColumn], Infinity);
  const solution = solve(withCost(program, [[model.extraPairColumn, 1]]));
  return solution.status === "optimal" ? Math.ceil(solution.objective - enough) : undefined;
};

/** The same for what every owner may see in another measure, in that measure. */
export const extraMeasureNeeded = (problem: PlacementProblem, measure: Measure, { solve }: Solver): number | undefined => {
  const model = placementModel(problem, { anyCap: true });
  const column = model.extraMeasureColumns.get(measure);
  const unit = problem.measures?.find((one) => one.measure === measure)?.unit;
  if (column === undefined || unit === undefined) return undefined;
  const solution = solve(withCost(withColumnUpper(everythingPlaced(problem, model), [column], Infinity), [[column, 1]]));
  return solution.status === "optimal" ? Math.ceil(solution.objective - enough) * unit : undefined;
};

/** The fewest slots one candidate must take for every slot to have a place; undefined where no number is enough. */
export const leastFor = (problem: PlacementProblem, candidate: number, solver: Solver): number | undefined => {
  const model = placementModel(problem);
  const cost = model.cells.filter((cell) => cell.candidate === candidate).map(({ column, weight }) => [column, weight] as const);
  const solution = wholeOf(solver, withCost(everythingPlaced(problem, model), cost));
  return solution.status === "optimal" ? solution.objective : undefined;
};

/** The most of the fewest slots one candidate is to get that leave a place for every slot; undefined where it is not what is in the way. */
export const mostFor = (problem: PlacementProblem, candidate: number, solver: Solver): number | undefined => {
  const model = placementModel(problem);
  const column = model.shortColumns.get(candidate);
  const least = problem.candidates[candidate]?.least;
  if (column === undefined || least === undefined) return undefined;
  const program = withColumnUpper(everythingPlaced(problem, model), [column], least);
  const solution = wholeOf(solver, withCost(program, [[column, 1]]));
  return solution.status === "optimal" ? least - solution.objective : undefined;
};

/** What must be committed, on the high prices, for every slot to have a place; undefined where money is not what is missing. */
export const leastBudget = (problem: PlacementProblem, solver: Solver): number | undefined => {
  const { budgetMicros: _, ...unlimited } = problem;
  const model = placementModel(unlimited);
  const cost = priceCosts(problem, model, "high");
  const solution = wholeOf(solver, withCost(everythingPlaced(unlimited, model), cost));
  return solution.status === "optimal" ? solution.objective : undefined;
};

/**
 * The most units, per class, that have a place for all of their slots; undefined where the solver gave up, or where groups are
 * kept apart: fewer items would be other groups.
 */
export const mostUnits = (problem: PlacementProblem, solver: Solver): readonly number[] | undefined => {
  if (problem.classes.some(({ bound }) => bound !== undefined)) return undefined;
  // Fixed shares are of the slots there are; with fewer items they would be other numbers.
  const free: PlacementProblem = { ...problem, route: { by: "objective", objective: "cost" } };
  const model = placementModel(free, { fewerItems: true });
  const sizes = model.blocks.flatMap(({ units, weight }) => ("column" in units ? [[units.column, -weight] as const] : []));
  const solution = wholeOf(solver, withCost(model.program, sizes));
  if (solution.status !== "optimal") return undefined;
  const most = problem.classes.map(() => 0);
  for (const { classIndex, units } of model.blocks)
    if ("column" in units) most[classIndex] = (most[classIndex] ?? 0) + (solution.values[units.column] ?? 0);
  return most;
};

const wholeOf = ({ solve, makeWhole = wholeSolution }: Solver, program: LinearProgram): ReturnType<typeof wholeSolution> =>
  makeWhole(program, solve, { best: true });

const everythingPlaced = (problem: PlacementProblem, model: PlacementModel): LinearProgram =>
  withRow(withRouteLimits(problem, model), model.nowhereRow, 0, 0);
