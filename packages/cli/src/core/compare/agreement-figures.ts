import { bootstrapInterval, resamplesFor } from "../quality/agreement/bootstrap.ts";
import { cohenKappa } from "../quality/agreement/kappa.ts";
import { krippendorffAlpha } from "../quality/agreement/krippendorff.ts";
import type { Units } from "../quality/agreement/units.ts";
import type { AnswerTable } from "./answer-table.ts";
import type { AlphaFigures } from "./comparison.ts";

/** Answers that are one of this many at most are told apart; freer ones are hardly ever the same, and agreement says nothing of them. */
const mostAnswers = 200;
/** Items that are read for an interval: they lie by their number, which has no meaning. */
const mostItems = 50_000;

export interface AgreementOptions {
  /** Whether answers are numbers on a scale (ratings) or names. */
  readonly scale: "names" | "numbers";
  readonly seed: number;
}

/** Agreement beyond chance: between vendors, between the workers of each, and for each pair. */
export interface AgreementFigures {
  readonly across: AlphaFigures | null;
  readonly within: (vendor: number) => AlphaFigures | null;
  readonly kappa: (a: number, b: number) => number | null;
}

/**
 * Krippendorff's alpha over usable answers. Between vendors each has one voice an item, the answer most of its workers gave, or none where they are even; within a vendor
 * every worker has one. Intervals by resampled items.
 */
export const agreementFigures = (table: AnswerTable, answers: readonly string[], { scale, seed }: AgreementOptions): AgreementFigures => {
  const none = { across: null, within: () => null, kappa: () => null };
  if (answers.length > mostAnswers || answers.length < 2) return none;
  const numbers = answers.map(Number);
  const measured = scale === "numbers" && numbers.every(Number.isFinite);
  // Levels rise with what they stand for.
  const order = measured
    ? numbers.map((_, index) => index).toSorted((x, y) => (numbers[x] ?? 0) - (numbers[y] ?? 0))
    : answers.map((_, index) => index);
  const levelOf = new Map(order.map((answer, level) => [answer, level]));
  const value = Float64Array.from(order, (answer, level) => (measured ? (numbers[answer] ?? 0) : level));
  const metric = measured ? "interval" : "nominal";
  const voices = table.vendors.map(() => new Map<number, number>());
  const within = table.vendors.map((): number[][] => []);
  const across: number[][] = [];
  for (let item = 0; item < table.items; item += 1) {
    const byVendor = levelsOf(table, item, levelOf);
    if (byVendor.length === 0) continue;
    const shared: number[] = [];
    for (const { vendor, levels } of byVendor) {
      if (levels.length > 1) within[vendor]?.push([...levels]);
      const voice = mostGiven(levels);
      if (voice === undefined) continue;
      shared.push(voice);
      if (byVendor.length > 1) voices[vendor]?.set(item, voice);
    }
    if (shared.length > 1) across.push(shared);
  }
  const alpha = (rows: readonly (readonly number[])[]): AlphaFigures | null => {
    if (rows.length === 0) return null;
    const units = unitsFrom(rows.slice(0, mostItems), value);
    const found = bootstrapInterval((times) => krippendorffAlpha(units, metric, times), {
      count: units.count,
      resamples: resamplesFor(units.level.length),
      seed,
    });
    if (found === undefined) return null;
    const all = rows.length <= mostItems ? found.value : (krippendorffAlpha(unitsFrom(rows, value), metric) ?? found.value);
    return { alpha: all, low: found.low, high: found.high, items: rows.length };
  };
  return {
    across: alpha(across),
    within: (vendor) => alpha(within[vendor] ?? []),
    kappa: (a, b) => {
      const [first, second] = [voices[a], voices[b]];
      if (first === undefined || second === undefined) return null;
      const counts = Array.from(value, () => Array.from(value, () => 0));
      for (const [item, level] of first) {
        const other = second.get(item);
        const row = counts[level];
        if (other !== undefined && row !== undefined) row[other] = (row[other] ?? 0) + 1;
      }
      return cohenKappa(counts, measured ? "quadratic" : "none") ?? null;
    },
  };
};

const levelsOf = (
  { start, vendor, answer, accepted }: AnswerTable,
  item: number,
  levelOf: ReadonlyMap<number, number>,
): readonly { readonly vendor: number; readonly levels: readonly number[] }[] => {
  const [from = 0, to = 0] = [start[item], start[item + 1]];
  // Alone, an answer agrees with nobody.
  if (to - from < 2) return [];
  const byVendor: { readonly vendor: number; readonly levels: number[] }[] = [];
  for (let row = from; row < to; row += 1) {
    if (accepted[row] !== 1) continue;
    const level = levelOf.get(answer[row] ?? -1) ?? 0;
    const last = byVendor.at(-1);
    if (last?.vendor === vendor[row]) last?.levels.push(level);
    else byVendor.push({ vendor: vendor[row] ?? 0, levels: [level] });
  }
  return byVendor;
};

const mostGiven = (levels: readonly number[]): number | undefined => {
  if (levels.length === 1) return levels[0];
  const counts = new Map<number, number>();
  for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const winners = [...counts].filter(([, count]) => count === most);
  return winners.length === 1 ? winners[0]?.[0] : undefined;
};

const unitsFrom = (rows: readonly (readonly number[])[], value: Float64Array): Units => {
  const start = new Int32Array(rows.length + 1);
  for (const [unit, row] of rows.entries()) start[unit + 1] = (start[unit] ?? 0) + row.length;
  return { count: rows.length, start, level: Int32Array.from(rows.flat()), value };
};
