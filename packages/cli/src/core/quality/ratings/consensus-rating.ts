/** Ratings of items by workers, as columns. */
export interface RatingTable {
  readonly items: number;
  readonly workers: number;
  readonly item: ArrayLike<number>;
  readonly worker: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

export const ratingMethods = ["mean", "median", "robust-mean", "interval"] as const;

/**
 * `mean`; `median` (the lower of two middle values, so that it is one somebody gave); `robust-mean`: Huber's M-estimate, in which single far-off ratings lose their
 * pull (P. J. Huber, 1964; k = 1.345, scale from the median deviation); `interval`: the value nearest to the judgments in Krippendorff's interval metric,
 * judges weighed by how near they are to the others throughout.
 */
export type RatingMethod = (typeof ratingMethods)[number];

export interface RatingScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export interface ConsensusRatings {
  /** Of each item; NaN without a rating. On the scale's steps where there is a scale. */
  readonly value: Float64Array;
  /** Share of an item's ratings within one step (without a scale: one standard deviation of all ratings around their items) of the value; NaN with fewer than two. */
  readonly support: Float64Array;
  /** Weight of each worker, their mean 1; all 1 but for `interval`. */
  readonly weight: Float64Array;
}

/** One rating an item. */
export const consensusRatings = (table: RatingTable, method: RatingMethod, scale?: RatingScale): ConsensusRatings => {
  const rows = rowsByItem(table);
  const weight = method === "interval" ? judgeWeights(table, rows) : new Float64Array(table.workers).fill(1);
  const raw = Float64Array.from(rows, (row) => {
    const values = row.map((at) => table.value[at]!).toSorted((a, b) => a - b);
    switch (method) {
      case "mean":
        return mean(values);
      case "median":
        return lowerMedian(values);
      case "robust-mean":
        return huberMean(values);
      case "interval":
        return weightedMean(row, table, weight);
      default:
        return method satisfies never;
    }
  });
  const value = scale === undefined ? raw : raw.map((one) => onScale(one, scale));
  const near = scale?.step ?? Math.sqrt(mean(rows.flatMap((row, item) => row.map((at) => (table.value[at]! - raw[item]!) ** 2))));
  const support = Float64Array.from(rows, (row, item) =>
    row.length < 2 ? Number.NaN : row.filter((at) => Math.abs(table.value[at]! - value[item]!) <= near + 1e-9).length / row.length,
  );
  return { value, support, weight };
};

const rowsByItem = ({ items, item }: RatingTable): readonly (readonly number[])[] => {
  const rows = Array.from({ length: items }, (): number[] => []);
  for (let at = 0; at < item.length; at += 1) rows[item[at]!]!.push(at);
  return rows;
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const lowerMedian = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN;

const huberMean = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  let centre = (lowerMedian(sorted) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2;
  const scale = 1.4826 * lowerMedian(sorted.map((value) => Math.abs(value - centre)));
  if (!(scale > 0)) return centre;
  for (let round = 0; round < 100; round += 1) {
    const weights = sorted.map((value) => Math.min(1, (1.345 * scale) / Math.max(Math.abs(value - centre), 1e-12)));
    const next = sorted.reduce((sum, value, index) => sum + value * weights[index]!, 0) / weights.reduce((sum, one) => sum + one, 0);
    const settled = Math.abs(next - centre) <= 1e-10 * scale;
    centre = next;
    if (settled) break;
  }
  return centre;
};

const weightedMean = (row: readonly number[], table: RatingTable, weight: Float64Array): number => {
  let sum = 0;
  let total = 0;
  for (const at of row) {
    sum += weight[table.worker[at]!]! * table.value[at]!;
    total += weight[table.worker[at]!]!;
  }
  return sum / total;
};

/** How many ratings of average spread a judge is taken to have given before their first. */
const shrinkage = 4;

/** Weights inverse to each judge's mean squared distance from the other judges of the same items, drawn towards everybody's; ten rounds. */
const judgeWeights = (table: RatingTable, rows: readonly (readonly number[])[]): Float64Array => {
  let weight: Float64Array = new Float64Array(table.workers).fill(1);
  for (let round = 0; round < 10; round += 1) {
    const distance = new Float64Array(table.workers);
    const seen = new Float64Array(table.workers);
    for (const row of rows) {
      if (row.length < 2) continue;
      for (const at of row) {
        const others = weightedMean(
          row.filter((other) => other !== at),
          table,
          weight,
        );
        distance[table.worker[at]!]! += (table.value[at]! - others) ** 2;
        seen[table.worker[at]!]! += 1;
      }
    }
    const all =
      distance.reduce((sum, one) => sum + one, 0) /
      Math.max(
        1,
        seen.reduce((sum, one) => sum + one, 0),
      );
    if (!(all > 0)) return weight;
    const raw = distance.map((sum, who) => (seen[who]! + shrinkage) / (sum + shrinkage * all));
    const average = raw.reduce((sum, one) => sum + one, 0) / raw.length;
    weight = raw.map((one) => one / average);
  }
  return weight;
};

/** The nearest step of the scale; of two as near the lower one. */
const onScale = (value: number, { min, max, step }: RatingScale): number => {
  if (Number.isNaN(value)) return value;
  const steps = Math.ceil((value - min) / step - 0.5 - 1e-9);
  return Math.min(max, Math.max(min, Number((min + steps * step).toFixed(9))));
};
