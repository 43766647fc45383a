/** How often two vendors gave the same answer to the items both answered. */
export interface PairAgreement {
  readonly a: string;
  readonly b: string;
  readonly items: number;
  /** Between 0 and 1. */
  readonly agreement: number;
}

/** Fewer shared items than this say nothing about a pair. */
const fewestItems = 20;

/**
 * Accuracy of every vendor told from agreement alone: three vendors that err independently, and spread their errors evenly over
 * `classes` answers, agree in pairs exactly as often as their three accuracies say. With more than three vendors the
 * median over the triples is taken. A vendor in no usable triple is left out of the map. Common errors (the same
 * people working for two vendors, an ambiguous task) make every figure too high: gold goes before this wherever there is gold.
 *
 * M. Joglekar, H. Garcia-Molina, A. Parameswaran, "Evaluating the crowd with confidence", KDD 2013, §3.1, here for any number of classes.
 */
export const estimateAccuracy = (pairs: readonly PairAgreement[], classes: number): ReadonlyMap<string, number> => {
  const estimates = new Map<string, number>();
  if (classes < 2) return estimates;
  const beyondChance = new Map<string, Map<string, number>>();
  const note = (from: string, to: string, value: number): void => {
    const row = beyondChance.get(from) ?? new Map<string, number>();
    beyondChance.set(from, row.set(to, value));
  };
  for (const { a, b, items, agreement } of pairs) {
    const value = (classes * agreement - 1) / (classes - 1);
    if (items < fewestItems || value <= 0) continue;
    note(a, b, value);
    note(b, a, value);
  }
  for (const [vendor, row] of beyondChance) {
    const others = [...row];
    const roots = others.flatMap(([first, withFirst], index) =>
      others.slice(index + 1).flatMap(([second, withSecond]) => {
        const between = beyondChance.get(first)?.get(second);
        return between === undefined ? [] : [Math.min(1, Math.sqrt((withFirst * withSecond) / between))];
      }),
    );
    const middle = median(roots);
    if (middle !== undefined) estimates.set(vendor, (middle * (classes - 1) + 1) / classes);
  }
  return estimates;
};

const median = (values: readonly number[]): number | undefined => {
  const sorted = values.toSorted((x, y) => x - y);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
};
