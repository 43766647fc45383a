import type { LinearProgram } from "./linear-program.ts";

/** One entry of a column: the row, and the coefficient. */
export type Entry = readonly [row: number, value: number];

export interface Column {
  readonly lower: number;
  readonly upper: number;
  /** Besides those that were noted one by one. */
  readonly entries?: readonly Entry[];
  /** Whether it must be a whole number even where the rest may be rounded afterwards. Default false. */
  readonly integer?: boolean;
}

/** Collects rows and columns of a linear program; costs come later, since one program is solved for several objectives. */
export interface ProgramBuilder {
  readonly row: (lower: number, upper: number) => number;
  /** Notes an entry of the column that is made next: for those of which there are too many for a list each. */
  readonly entry: (row: number, value: number) => void;
  readonly column: (column: Column) => number;
  readonly build: () => LinearProgram;
}

/** An empty program. Rows have to exist before the columns that use them. */
export const programBuilder = (): ProgramBuilder => {
  const rowLower: number[] = [];
  const rowUpper: number[] = [];
  const columnLower: number[] = [];
  const columnUpper: number[] = [];
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const integer: boolean[] = [];
  return {
    row: (lower, upper) => rowLower.push(lower) && rowUpper.push(upper) - 1,
    entry: (row, value) => {
      indices.push(row);
      values.push(value);
    },
    column: ({ lower, upper, entries = [], integer: whole = false }) => {
      for (const [row, value] of entries) {
        indices.push(row);
        values.push(value);
      }
      starts.push(indices.length);
      integer.push(whole);
      columnLower.push(lower);
      return columnUpper.push(upper) - 1;
    },
    build: () => ({
      columns: columnLower.length,
      rows: rowLower.length,
      cost: columnLower.map(() => 0),
      columnLower,
      columnUpper,
      rowLower,
      rowUpper,
      starts,
      indices,
      values,
      ...(integer.includes(true) ? { integer } : {}),
    }),
  };
};
