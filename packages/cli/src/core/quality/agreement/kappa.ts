/** Weight of a disagreement in Cohen's kappa: all alike, by the steps between the ratings, or by their square. */
export type KappaWeights = "none" | "linear" | "quadratic";

/**
 * Cohen's κ of two raters from the table of their ratings (rows the first, columns the second). Undefined where chance alone would agree fully. J. Cohen, 1960
 * and, weighted, 1968.
 */
export const cohenKappa = (table: readonly (readonly number[])[], weights: KappaWeights = "none"): number | undefined => {
  const levels = table.length;
  const total = table.flat().reduce((sum, count) => sum + count, 0);
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = table.map((_, column) => table.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const cost = (a: number, b: number): number => (weights === "none" ? Number(a !== b) : Math.abs(a - b) ** (weights === "linear" ? 1 : 2));
  let observed = 0;
  let expected = 0;
  for (let a = 0; a < levels; a += 1)
    for (let b = 0; b < levels; b += 1) {
      observed += cost(a, b) * (table[a]?.[b] ?? 0) * total;
      expected += cost(a, b) * (rows[a] ?? 0) * (columns[b] ?? 0);
    }
  return expected === 0 ? undefined : 1 - observed / expected;
};

/**
 * Fleiss' κ from counts (rows units, columns how many raters gave that rating); units with fewer than two ratings do not count, and units may differ in how many
 * they have. Undefined where all ratings are alike. J. L. Fleiss, "Measuring nominal scale agreement among many raters", 1971.
 */
export const fleissKappa = (counts: readonly (readonly number[])[]): number | undefined => {
  const rated = counts.map((row) => ({ row, raters: row.reduce((sum, count) => sum + count, 0) })).filter(({ raters }) => raters > 1);
  const total = rated.reduce((sum, { raters }) => sum + raters, 0);
  const agreed =
    rated.reduce(
      (sum, { row, raters }) => sum + row.reduce((pairs, count) => pairs + count * (count - 1), 0) / (raters * (raters - 1)),
      0,
    ) / rated.length;
  const columns = rated[0]?.row.length ?? 0;
  let chance = 0;
  for (let column = 0; column < columns; column += 1) chance += (rated.reduce((sum, { row }) => sum + (row[column] ?? 0), 0) / total) ** 2;
  return rated.length === 0 || chance >= 1 ? undefined : (agreed - chance) / (1 - chance);
};
