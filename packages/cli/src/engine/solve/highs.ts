import runtime, { type Highs, type VariableType } from "highs";
import type { LinearProgram, LinearSolution, SolveLinearProgram } from "../../core/route/linear-program.ts";

export interface HighsOptions {
  /** Real seconds one solve may take; default 60. A solve that needs longer ends as `unsolved`, never as a guess. */
  readonly timeLimitSeconds?: number;
}

/** The package's typings say CommonJS, where a default import is the whole module; what Node loads is the function itself. */
const loadRuntime = runtime as unknown as typeof runtime.default;

/** Vertex solutions, one thread (this build has no other), a fixed seed: the same program gives the same bytes. */
const settings = {
  output_flag: false,
  random_seed: 0,
  solver: "simplex",
  primal_feasibility_tolerance: 1e-9,
  dual_feasibility_tolerance: 1e-9,
} as const;

/** Whole programs need another solver (`simplex` drops integrality) and no gap: the optimum, not something near it. */
const wholeSettings = {
  ...settings,
  solver: "choose",
  mip_rel_gap: 0,
  mip_abs_gap: 1e-6,
  mip_feasibility_tolerance: 1e-9,
  // By count and not by the clock: a slower machine must not find another plan.
  mip_max_nodes: 20_000,
} as const;

/**
 * Loads HiGHS (WebAssembly, from the installed package, no network) and answers a solver for {@link planJob}. Loading takes about
 * 30 ms and happens once a call; solving blocks the thread. Library errors become `unsolved`.
 */
export const loadHighs = async ({ timeLimitSeconds = 60 }: HighsOptions = {}): Promise<SolveLinearProgram> => {
  const highs = await loadRuntime();
  return (program) => {
    try {
      return solveWith(highs, program, timeLimitSeconds);
    } catch (error) {
      return { status: "unsolved", why: error instanceof Error ? error.message : String(error) };
    }
  };
};

/** Up to here looking for what could be left out of a linear program takes longer than solving it. */
const smallColumns = 300;

/** A power of two, so that scaling by it changes no digit. */
const powerOfTwoNear = (size: number): number => (size > 0 && Number.isFinite(size) ? 2 ** Math.floor(Math.log2(size)) : 1);

const solveWith = (highs: Highs, program: LinearProgram, timeLimitSeconds: number): LinearSolution => {
  if (program.columns === 0) return withoutColumns(program);
  const { constants } = highs;
  // Amounts in micros beside counts of one: tolerances are absolute, so costs and rows are brought to the size of one first.
  const costScale = powerOfTwoNear(program.cost.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0));
  const rowScale = rowScales(program);
  const scaled = (bounds: readonly number[]): Float64Array => doubles(bounds.length, (row) => (bounds[row] ?? 0) / (rowScale[row] ?? 1));
  const whole = program.integer?.some(Boolean) ?? false;
  const types: VariableType[] | undefined = whole
    ? program.integer?.map((isWhole) => (isWhole ? constants.variableType.integer : constants.variableType.continuous))
    : undefined;
  // A model that is not disposed stays in WebAssembly memory for ever.
  return highs.withModel(
    {
      numCols: program.columns,
      numRows: program.rows,
      colCost: doubles(program.columns, (column) => (program.cost[column] ?? 0) / costScale),
      colLower: program.columnLower,
      colUpper: program.columnUpper,
      rowLower: scaled(program.rowLower),
      rowUpper: scaled(program.rowUpper),
      matrix: {
        format: "csc",
        numRows: program.rows,
        numCols: program.columns,
        starts: program.starts,
        indices: program.indices,
        values: doubles(program.values.length, (entry) => (program.values[entry] ?? 0) / (rowScale[program.indices[entry] ?? 0] ?? 1)),
      },
      ...(types === undefined ? {} : { integrality: types }),
    },
    (model): LinearSolution => {
      const presolve = program.columns <= smallColumns && !whole ? "off" : "choose";
      model.options.set({ ...(whole ? wholeSettings : settings), presolve, time_limit: timeLimitSeconds });
      model.run();
      const status = model.getModelStatus();
      switch (status) {
        case constants.modelStatus.optimal: {
          const { colValue, colDual, rowDual } = model.getSolution();
          const values = listed(colValue, (value) => value);
          const objective = values.reduce((sum, value, column) => sum + value * (program.cost[column] ?? 0), 0);
          if (whole) return { status: "optimal", values, objective };
          const columns = listed(colDual, (dual) => dual * costScale + 0);
          const rows = listed(rowDual, (dual, row) => (dual * costScale) / (rowScale[row] ?? 1) + 0);
          return { status: "optimal", values, objective, duals: { columns, rows } };
        }
        case constants.modelStatus.infeasible:
          return { status: "infeasible" };
        case constants.modelStatus.unbounded:
          return { status: "unbounded" };
        case constants.modelStatus.timeLimit:
          return { status: "unsolved", why: `no optimum within ${timeLimitSeconds} s` };
        default:
          return { status: "unsolved", why: `HiGHS ended with model status ${status}` };
      }
    },
  );
};

const rowScales = ({ rows, indices, values }: LinearProgram): Float64Array => {
  const largest = new Float64Array(rows);
  for (let entry = 0; entry < indices.length; entry += 1) {
    const row = indices[entry] ?? 0;
    largest[row] = Math.max(largest[row] ?? 0, Math.abs(values[entry] ?? 0));
  }
  return largest.map(powerOfTwoNear);
};

/** So many numbers. Built in, `from` makes an object for each of them on the way, and there are a hundred thousand to a program. */
const doubles = (length: number, valueAt: (at: number) => number): Float64Array => {
  const all = new Float64Array(length);
  for (let at = 0; at < length; at += 1) all[at] = valueAt(at);
  return all;
};

const listed = (values: Float64Array, valueOf: (value: number, at: number) => number): number[] => {
  const all: number[] = [];
  for (let at = 0; at < values.length; at += 1) all.push(valueOf(values[at] ?? 0, at));
  return all;
};

/** HiGHS calls a program without columns empty and looks no further. */
const withoutColumns = (program: LinearProgram): LinearSolution =>
  program.rowLower.every((lower, row) => lower <= 0 && (program.rowUpper[row] ?? 0) >= 0)
    ? { status: "optimal", values: [], objective: 0, duals: { columns: [], rows: Array.from({ length: program.rows }, () => 0) } }
    : { status: "infeasible" };
