import type { LinearProgram, LinearSolution, SolveLinearProgram } from "./linear-program.ts";
import { neighboursOf } from "./neighbours.ts";
import { rowActivity } from "./program-changes.ts";

export type WholeSolution =
  | {
      readonly status: "optimal";
      /** Whole numbers that keep every bound exactly. */
      readonly values: readonly number[];
      /** Of `values`. */
      readonly objective: number;
      /** The program, with the columns that had to be whole from the start held where they are best. */
      readonly program: LinearProgram;
      /** What the linear program reached without having to be whole: nothing whole is below it. */
      readonly relaxed: Extract<LinearSolution, { status: "optimal" }>;
    }
  | { readonly status: "infeasible" }
  | { readonly status: "unsolved"; readonly why: string };

/** Turns what a solver answered into whole numbers; a part of planning that tests replace by a broken one. */
export type MakeWhole = (program: LinearProgram, solve: SolveLinearProgram, options?: WholeOptions) => WholeSolution;

export interface WholeOptions {
  /**
   * Goes on until no whole answer can be better, where costs are whole numbers; in a large program, until none can be better by the largest cost of a
   * column. Default false: the first one close to the optimum will do.
   */
  readonly best?: boolean;
}

/** How far from a whole number a solver's answer may be and still be meant to be it. */
const closeEnough = 1e-5;

/** The same for a yes or no that lets a million slots in: a millionth of it is a slot. */
const exact = 1e-9;

/** From so many columns on, every one of them at a time is too much to try first. */
const largeColumns = 2_000;

/** How far the columns around a fractional one may move in a large program. */
const looseSlack = 64;

/** The nearest whole number, never −0. */
const toWhole = (value: number): number => Math.round(value) + 0;

/**
 * Solves a program in whole numbers. Its rows are counts with integer coefficients, mostly two nested families, whose
 * corners are whole already; then this is the linear program and a check. Where a budget or items shared between vendors of
 * one owner cut across, the few columns that came out fractional are rounded together, each down or up by less than one, by
 * a small integer program with every limit in it; only where that has no answer, or not the best one, may the others move
 * too, in a large program first those around the fractional ones. Columns that must be whole from the start (whether a vendor is used at all, which tier its order is in) are decided first,
 * by branch and bound with the rest left free, and then held. What is returned was checked against every bound in integer arithmetic, whatever the solver says about tolerances.
 */
export const wholeSolution: MakeWhole = (asked, solve, { best = false } = {}) => {
  const decided = decide(asked, solve);
  if ("status" in decided) return decided;
  const { program } = decided;
  const relaxed = solve(program);
  if (relaxed.status === "infeasible") return relaxed;
  if (relaxed.status !== "optimal")
    return { status: "unsolved", why: relaxed.status === "unsolved" ? relaxed.why : "no bound on the objective" };
  const nearest = relaxed.values.map(toWhole);
  const fractional = relaxed.values.map((value, column) => Math.abs(value - (nearest[column] ?? 0)) > closeEnough);
  if (!fractional.includes(true) && keepsBounds(program, nearest))
    return { status: "optimal", values: nearest, objective: objectiveOf(program, nearest), program, relaxed };
  const large = program.columns > largeColumns;
  const everything = relaxed.values.map(() => true);
  const attempts: readonly LinearProgram[] = [
    boxed(program, { values: relaxed.values, integer: fractional, slack: 0 }),
    ...(large ? [boxed(program, { values: relaxed.values, integer: neighboursOf(program, fractional), slack: looseSlack })] : []),
    boxed(program, { values: relaxed.values, integer: everything, slack: 1 }),
    { ...asked, integer: everything },
  ];
  const bound =
    Math.ceil(relaxed.objective - closeEnough) + (large ? program.cost.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0) : 0);
  let found: Extract<WholeSolution, { status: "optimal" }> | undefined;
  let why = "no whole solution";
  for (const attempt of attempts) {
    const solution = solve(attempt);
    if (solution.status === "unsolved") why = solution.why;
    if (solution.status === "infeasible" && attempt === attempts.at(-1) && found === undefined) return solution;
    if (solution.status !== "optimal") continue;
    const values = solution.values.map(toWhole);
    const objective = objectiveOf(program, values);
    if (!keepsBounds(asked, values) || (found !== undefined && found.objective <= objective)) continue;
    found = { status: "optimal", values, objective, program, relaxed };
    if (!best || objective <= bound) break;
  }
  return found ?? { status: "unsolved", why };
};

/** The program with its yes-or-no columns held at their best; itself where it has none. */
const decide = (
  program: LinearProgram,
  solve: SolveLinearProgram,
): { readonly program: LinearProgram } | Exclude<WholeSolution, { readonly status: "optimal" }> => {
  const { integer, ...rest } = program;
  if (integer === undefined) return { program };
  // Mostly they come out whole by themselves.
  const relaxed = solve(rest);
  const whole =
    relaxed.status === "optimal" && relaxed.values.every((value, column) => !integer[column] || Math.abs(value - toWhole(value)) <= exact);
  const solution = whole ? relaxed : solve(program);
  if (solution.status === "infeasible") return solution;
  if (solution.status !== "optimal")
    return { status: "unsolved", why: solution.status === "unsolved" ? solution.why : "no bound on the objective" };
  const held = (bounds: readonly number[]): readonly number[] =>
    bounds.map((bound, column) => (integer[column] ? toWhole(solution.values[column] ?? 0) : bound));
  return { program: { ...rest, columnLower: held(rest.columnLower), columnUpper: held(rest.columnUpper) } };
};

/** The same program around an answer: columns that are not `integer` stay at their nearest whole number. */
const boxed = (
  program: LinearProgram,
  { values, integer, slack }: { readonly values: readonly number[]; readonly integer: readonly boolean[]; readonly slack: number },
): LinearProgram => ({
  ...program,
  integer,
  columnLower: values.map((value, column) =>
    integer[column] ? Math.max(program.columnLower[column] ?? 0, Math.floor(value + closeEnough) - slack) : toWhole(value),
  ),
  columnUpper: values.map((value, column) =>
    integer[column] ? Math.min(program.columnUpper[column] ?? 0, Math.ceil(value - closeEnough) + slack) : toWhole(value),
  ),
});

/** Whether whole values keep every bound exactly; sums stay below 2^53 for anything money can buy. */
export const keepsBounds = (program: LinearProgram, values: readonly number[]): boolean =>
  values.every((value, column) => value >= (program.columnLower[column] ?? 0) && value <= (program.columnUpper[column] ?? 0)) &&
  rowActivity(program, values).every((sum, row) => sum >= (program.rowLower[row] ?? 0) && sum <= (program.rowUpper[row] ?? 0));

const objectiveOf = (program: LinearProgram, values: readonly number[]): number =>
  values.reduce((sum, value, column) => sum + value * (program.cost[column] ?? 0), 0);
