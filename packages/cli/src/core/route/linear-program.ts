/**
 * A linear program to be minimised: `rowLower <= A x <= rowUpper`, `columnLower <= x <= columnUpper`.
 * The matrix is sparse and column-wise: entries of column `j` are at `starts[j] … starts[j + 1] - 1`.
 * Bounds may be `Infinity` and `-Infinity`.
 */
export interface LinearProgram {
  readonly columns: number;
  readonly rows: number;
  readonly cost: readonly number[];
  readonly columnLower: readonly number[];
  readonly columnUpper: readonly number[];
  readonly rowLower: readonly number[];
  readonly rowUpper: readonly number[];
  readonly starts: readonly number[];
  readonly indices: readonly number[];
  readonly values: readonly number[];
  /** True for columns that must be whole numbers; absent means none. */
  readonly integer?: readonly boolean[];
}

export type LinearSolution =
  | {
      readonly status: "optimal";
      readonly values: readonly number[];
      readonly objective: number;
      /** Reduced costs and row duals, any sign convention; absent for integer programs and solvers that have none. */
      readonly duals?: { readonly columns: readonly number[]; readonly rows: readonly number[] };
    }
  | { readonly status: "infeasible" }
  | { readonly status: "unbounded" }
  /** It gave up: a limit was reached or the numbers were beyond it. */
  | { readonly status: "unsolved"; readonly why: string };

/** Pure and deterministic. Corner (basic) solutions keep rounding rare; nothing else depends on them. */
export type SolveLinearProgram = (program: LinearProgram) => LinearSolution;
