import { type Constraint, type Options, solve } from "yalps";
import type { LinearProgram, LinearSolution } from "../../route/linear-program.ts";

const options: Options = { precision: 1e-9, tolerance: 0, maxPivots: 100_000 };

/** An independent solver for the programs of the planner. */
export const solveWithYalps = (program: LinearProgram): LinearSolution => {
  const constraints = new Map<string, Constraint>();
  const bound = (name: string, lower: number, upper: number): void => {
    if (lower === upper) constraints.set(name, { equal: lower });
    else constraints.set(name, { ...(lower === -Infinity ? {} : { min: lower }), ...(upper === Infinity ? {} : { max: upper }) });
  };
  // It works without scaling: a row of micros beside rows of ones would be beyond its precision.
  const sizes = Array.from({ length: program.rows }, () => 0);
  for (const [entry, row] of program.indices.entries()) sizes[row] = Math.max(sizes[row] ?? 0, Math.abs(program.values[entry] ?? 0));
  const sizeOf = (row: number): number => sizes[row] || 1;
  for (let row = 0; row < program.rows; row += 1) bound(`r${row}`, (program.rowLower[row] ?? 0) / sizeOf(row), (program.rowUpper[row] ?? 0) / sizeOf(row));
  const variables = Array.from({ length: program.columns }, (_, column): readonly [string, Map<string, number>] => {
    const coefficients = new Map<string, number>([["cost", program.cost[column] ?? 0]]);
    for (let entry = program.starts[column] ?? 0; entry < (program.starts[column + 1] ?? 0); entry += 1) {
      const row = program.indices[entry] ?? 0;
      coefficients.set(`r${row}`, (coefficients.get(`r${row}`) ?? 0) + (program.values[entry] ?? 0) / sizeOf(row));
    }
    const [lower, upper] = [program.columnLower[column] ?? 0, program.columnUpper[column] ?? 0];
    if (lower > 0 || upper < Infinity) {
      bound(`c${column}`, lower, upper);
      coefficients.set(`c${column}`, 1);
    }
    return [`x${column}`, coefficients];
  });
  const integers = variables.flatMap(([name], column) => (program.integer?.[column] ? [name] : []));
  const solution = solve({ direction: "minimize", objective: "cost", constraints, variables, integers }, options);
  if (solution.status === "infeasible" || solution.status === "unbounded") return { status: solution.status };
  if (solution.status !== "optimal") return { status: "unsolved", why: solution.status };
  const values = Array.from({ length: program.columns }, () => 0);
  for (const [name, value] of solution.variables) values[Number(name.slice(1))] = value;
  return { status: "optimal", values, objective: values.reduce((sum, value, column) => sum + value * (program.cost[column] ?? 0), 0) };
};
