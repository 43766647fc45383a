import { chiSquareTail } from "../quality/numeric/chi-square.ts";
import type { Durations } from "./survival.ts";

/** Chi-square of the test, its degrees of freedom, and the chance of one at least as large without any difference. */
export interface LogRank {
  readonly statistic: number;
  readonly degrees: number;
  readonly p: number;
  /** What ended in each group, and what would have if all took equally long. */
  readonly observed: readonly number[];
  readonly expected: readonly number[];
}

/**
 * Whether several groups take equally long, with open work counted as open; undefined where fewer than two groups have
 * anything in them, or nothing has ended.
 *
 * N. Mantel, "Evaluation of survival data and two new rank order statistics arising in its consideration", Cancer Chemotherapy Reports 50 (1966)
 * 163-170, with the hypergeometric variance at tied times; groups never at risk are left out of the degrees of freedom.
 */
export const logRankTest = (groups: readonly Durations[]): LogRank | undefined => {
  const sorted = groups.map(({ ended, waiting }) => ({
    ended: new Float64Array(ended).sort(),
    waiting: new Float64Array(waiting).sort(),
    next: 0,
    gone: 0,
  }));
  const size = groups.length;
  const observed = Array.from({ length: size }, () => 0);
  const expected = Array.from({ length: size }, () => 0);
  const variance = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  const atRisk = new Float64Array(size);
  const here = new Float64Array(size);
  for (;;) {
    let at = Number.POSITIVE_INFINITY;
    for (const { ended, next } of sorted) if (next < ended.length && (ended[next] ?? at) < at) at = ended[next] ?? at;
    if (at === Number.POSITIVE_INFINITY) break;
    let n = 0;
    let d = 0;
    let index = -1;
    for (const group of sorted) {
      index += 1;
      while (group.gone < group.waiting.length && (group.waiting[group.gone] ?? 0) < at) group.gone += 1;
      const left = group.ended.length - group.next + group.waiting.length - group.gone;
      const before = group.next;
      while (group.next < group.ended.length && group.ended[group.next] === at) group.next += 1;
      atRisk[index] = left;
      here[index] = group.next - before;
      n += left;
      d += group.next - before;
    }
    const spread = n < 2 ? 0 : (d * (n - d)) / (n - 1);
    for (let i = 0; i < size; i += 1) {
      const share = (atRisk[i] ?? 0) / n;
      observed[i] = (observed[i] ?? 0) + (here[i] ?? 0);
      expected[i] = (expected[i] ?? 0) + d * share;
      const row = variance[i];
      if (row === undefined) continue;
      for (let j = 0; j < size; j += 1) row[j] = (row[j] ?? 0) + spread * share * ((i === j ? 1 : 0) - (atRisk[j] ?? 0) / n);
    }
  }
  const used = expected.flatMap((value, index) => (value > 0 ? [index] : []));
  if (used.length < 2) return undefined;
  // The differences add up to zero, so one group follows from the others.
  const free = used.slice(0, -1);
  const difference = free.map((i) => (observed[i] ?? 0) - (expected[i] ?? 0));
  const solved = solve(
    free.map((i) => free.map((j) => variance[i]?.[j] ?? 0)),
    difference,
  );
  if (solved === undefined) return undefined;
  const statistic = difference.reduce((sum, value, index) => sum + value * (solved[index] ?? 0), 0);
  return { statistic, degrees: free.length, p: chiSquareTail(statistic, free.length), observed, expected };
};

/** Gaussian elimination with the largest pivot; undefined where the matrix has no inverse. */
const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] | undefined => {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let best = column;
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = row;
    const pivot = rows[best] ?? [];
    const lead = pivot[column] ?? 0;
    if (Math.abs(lead) < 1e-12) return undefined;
    [rows[column], rows[best]] = [pivot, rows[column] ?? []];
    for (let row = 0; row < size; row += 1) {
      const target = rows[row];
      if (row === column || target === undefined) continue;
      const factor = (target[column] ?? 0) / lead;
      for (let k = column; k <= size; k += 1) target[k] = (target[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
};
