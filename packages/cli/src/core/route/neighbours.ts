import type { LinearProgram } from "./linear-program.ts";

/** Enough to make up for what rounding a few columns of any size leaves over, and few enough to try. */
const looseColumns = 400;

/**
 * Columns that may move when a few fractional ones of a large program are rounded: those that share an equation with one of them, and those of the
 * equations with the smallest coefficients, since small units fill what large ones leave. True for each of them.
 */
export const neighboursOf = (program: LinearProgram, fractional: readonly boolean[]): readonly boolean[] => {
  const { rowLower, rowUpper, starts, indices, values } = program;
  const columnsOf = new Map<number, number[]>();
  const sizeOf = new Map<number, number>();
  const touched = new Set<number>();
  for (let column = 0; column < program.columns; column += 1) {
    const [from, to] = [starts[column] ?? 0, starts[column + 1] ?? 0];
    let size = 0;
    for (let entry = from; entry < to; entry += 1) size = Math.max(size, Math.abs(values[entry] ?? 0));
    for (let entry = from; entry < to; entry += 1) {
      const row = indices[entry] ?? 0;
      if (rowLower[row] !== rowUpper[row]) continue;
      const own = columnsOf.get(row);
      if (own === undefined) columnsOf.set(row, [column]);
      else own.push(column);
      sizeOf.set(row, Math.max(sizeOf.get(row) ?? 0, size));
      if (fractional[column]) touched.add(row);
    }
  }
  const loose = [...fractional];
  let left = looseColumns;
  const bySize = [...columnsOf.keys()].toSorted((a, b) => (sizeOf.get(a) ?? 0) - (sizeOf.get(b) ?? 0) || a - b);
  for (const row of [...touched, ...bySize]) {
    if (left <= 0) break;
    for (const column of columnsOf.get(row) ?? []) {
      if (!loose[column]) left -= 1;
      loose[column] = true;
    }
  }
  return loose;
};
