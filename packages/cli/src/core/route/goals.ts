import type { LinearProgram } from "./linear-program.ts";
import type { PlacementProblem } from "./placement.ts";
import type { PlacementModel } from "./placement-model.ts";
import { withCost, withRow } from "./program-changes.ts";
import { readyMs, slotsWithin } from "./ready.ts";
import { scoresOf } from "./score.ts";
import type { WholeSolution } from "./whole-solution.ts";

type Whole = (program: LinearProgram) => WholeSolution;
type Failed = Exclude<WholeSolution, { readonly status: "optimal" }>;

/** Something to have as little of as can be: the program with what was reached held, or why nothing was. */
export type Goal = (program: LinearProgram, whole: Whole) => { readonly status: "reached"; readonly program: LinearProgram } | Failed;

/** What comes before the price, in order: fewest slots where they may be missed, then what the route asks for. */
export const goalsOf = (problem: PlacementProblem, model: PlacementModel): readonly Goal[] => [
  leastGoal(model),
  ...routeGoals(problem, model),
];

/** A goal that is one row of the program. */
const rowGoal =
  (cost: readonly (readonly [number, number])[], keep: (program: LinearProgram, reached: number) => LinearProgram): Goal =>
  (program, whole) => {
    const reached = whole(withCost(program, cost));
    return reached.status === "optimal" ? { status: "reached", program: keep(program, reached.objective) } : reached;
  };

/** Where less than the fewest slots of a vendor will do: as little less as can be. */
const leastGoal =
  (model: PlacementModel): Goal =>
  (program, whole) => {
    const open = [...model.shortColumns.values()].filter((column) => (program.columnUpper[column] ?? 0) > 0);
    if (open.length === 0) return { status: "reached", program };
    const goal = rowGoal(
      open.map((column) => [column, 1]),
      (before, short) => withRow(before, model.shortRow, 0, short),
    );
    return goal(program, whole);
  };

const routeGoals = (problem: PlacementProblem, model: PlacementModel): readonly Goal[] => {
  const { route } = problem;
  switch (route.by) {
    case "shares":
      return [
        rowGoal(
          model.overColumns.map((column) => [column, 1]),
          (before, over) => withRow(before, model.overRow, 0, over),
        ),
      ];
    case "order":
      return route.order
        .map((vendor) => problem.candidates.findIndex((candidate) => candidate.vendor === vendor))
        .filter((candidate) => candidate >= 0)
        .map((candidate) =>
          rowGoal(
            model.cells.filter((cell) => cell.candidate === candidate).map(({ column, weight }) => [column, -weight] as const),
            (before, reached) => withRow(before, model.totalRows[candidate] ?? 0, -reached, Infinity),
          ),
        );
    case "objective": {
      if (route.objective === "time") return [soonest(problem, model)];
      const scores = scoresOf(problem);
      const { scoreRow } = model;
      if (scores === undefined || scoreRow === undefined) return [];
      return [
        rowGoal(
          model.cells.map(({ column, candidate, weight }) => [column, weight * (scores[candidate] ?? 0)]),
          (before, reached) => withRow(before, scoreRow, -Infinity, reached),
        ),
      ];
    }
    default:
      return route satisfies never;
  }
};

/** How near the earliest time is looked for. */
const nearMs = 1000;

/**
 * The time at which the last vendor has nine tenths of its slots answered, as early as can be: for a given time each vendor takes so
 * many slots and no more, so the earliest time is found by halving, to the second.
 */
const soonest =
  ({ candidates }: PlacementProblem, model: PlacementModel): Goal =>
  (program, whole) => {
    const within = (ms: number): LinearProgram =>
      candidates.reduce((limited, candidate, index) => {
        const row = model.totalRows[index];
        return row === undefined ? limited : withRow(limited, row, -Infinity, slotsWithin(candidate, ms));
      }, program);
    /** When that answer would be ready; a moment more, so that floating point does not lose its last slot. */
    const readyOf = ({ values }: Extract<WholeSolution, { readonly status: "optimal" }>): number => {
      const slots = candidates.map(() => 0);
      for (const { column, candidate, weight } of model.cells) slots[candidate] = (slots[candidate] ?? 0) + weight * (values[column] ?? 0);
      return Math.max(0, ...candidates.map((candidate, index) => readyMs(candidate, slots[index] ?? 0))) + 1;
    };
    const nothing: readonly (readonly [number, number])[] = [];
    const any = whole(withCost(program, nothing));
    if (any.status !== "optimal") return any;
    let [below, above] = [0, readyOf(any)];
    while (above - below > nearMs) {
      const middle = (below + above) / 2;
      const tried = whole(withCost(within(middle), nothing));
      if (tried.status === "optimal") above = Math.min(middle, readyOf(tried));
      else below = middle;
    }
    return { status: "reached", program: within(above) };
  };
