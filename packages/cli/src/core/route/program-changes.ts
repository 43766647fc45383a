import type { LinearProgram } from "./linear-program.ts";

/** The same program with a cost on some columns and none on the others. */
export const withCost = (program: LinearProgram, cost: Iterable<readonly [column: number, cost: number]>): LinearProgram => {
  const costs = program.cost.map(() => 0);
  for (const [column, amount] of cost) costs[column] = (costs[column] ?? 0) + amount;
  return { ...program, cost: costs };
};

/** The same program with other bounds on one row. */
export const withRow = (program: LinearProgram, row: number, lower: number, upper: number): LinearProgram => ({
  ...program,
  rowLower: program.rowLower.with(row, lower),
  rowUpper: program.rowUpper.with(row, upper),
});

/** The same program with another upper bound on some columns. */
export const withColumnUpper = (program: LinearProgram, columns: readonly number[], upper: number): LinearProgram => {
  const columnUpper = [...program.columnUpper];
  for (const column of columns) columnUpper[column] = upper;
  return { ...program, columnUpper };
};

/** A dual this small beside the largest cost is zero. */
const noDual = 5e-9;

/** Rows and columns whose bounds an optimum leans on, from its duals; none where the solver gave no duals. */
export const leanedOn = (
  program: LinearProgram,
  duals: { readonly columns: readonly number[]; readonly rows: readonly number[] } | undefined,
): { readonly columns: readonly boolean[]; readonly rows: readonly boolean[] } => {
  const largest = program.cost.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0);
  const counts = (dual: number): boolean => Math.abs(dual) > largest * noDual;
  return { columns: (duals?.columns ?? []).map(counts), rows: (duals?.rows ?? []).map(counts) };
};

/**
 * The optima of a program, as a program: what its optimum leans on is held where it is (complementary slackness), the rest
 * stays free. Another objective can then choose among equals without making any of them worse.
 */
export const optimaOf = (
  program: LinearProgram,
  values: readonly number[],
  duals: { readonly columns: readonly number[]; readonly rows: readonly number[] },
): LinearProgram => {
  const held = leanedOn(program, duals);
  const activity = rowActivity(program, values);
  return {
    ...program,
    columnLower: program.columnLower.map((lower, column) => (held.columns[column] ? (values[column] ?? lower) : lower)),
    columnUpper: program.columnUpper.map((upper, column) => (held.columns[column] ? (values[column] ?? upper) : upper)),
    rowLower: program.rowLower.map((lower, row) => (held.rows[row] ? (activity[row] ?? lower) : lower)),
    rowUpper: program.rowUpper.map((upper, row) => (held.rows[row] ? (activity[row] ?? upper) : upper)),
  };
};

/** The left-hand side of every row. */
export const rowActivity = (program: LinearProgram, values: readonly number[]): readonly number[] => {
  const activity = Array.from({ length: program.rows }, () => 0);
  for (let column = 0; column < program.columns; column += 1) {
    const value = values[column] ?? 0;
    if (value === 0) continue;
    for (let entry = program.starts[column] ?? 0; entry < (program.starts[column + 1] ?? 0); entry += 1) {
      const row = program.indices[entry] ?? 0;
      activity[row] = (activity[row] ?? 0) + (program.values[entry] ?? 0) * value;
    }
  }
  return activity;
};
