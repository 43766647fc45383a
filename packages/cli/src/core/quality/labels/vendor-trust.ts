import type { AnswerTable } from "../answer-table.ts";

/** One-sided 95 %: only what is surely a difference is acted on. */
const sure = 1.645;
const fewestItems = 20;
const [lowestReliability, highestReliability] = [0.01, 0.99];

/** How far answers of two vendors (or two workers of one) agree beyond chance, with its standard error over items; undefined below 20 items. */
interface Agreement {
  readonly beyond: number;
  readonly error: number;
  readonly items: number;
}

/**
 * How much a worker's evidence counts, by vendor, in parts of the most trusted vendor's. Agreement alone decides it, before anything is learnt, so that no vendor can
 * vote itself up. With r a vendor's reliability beyond chance, answers of independent people agree beyond chance by r² within a vendor and by the
 * product of both r between vendors.
 *
 * Three vendors or more: r comes from agreement between vendors; what its own people agree beyond r² is shared mistakes (guidelines, screens, copying), of correlation
 * ρ, and m answers to an item are worth 1/(1 + (m − 1)ρ) each (the design effect of L. Kish, "Survey sampling", 1965).
 *
 * Two vendors: who shares mistakes cannot be told. A hedge: the squared ratio of what an answer informs, r²/(1 − r²) (the χ² divergence of the
 * one-coin channel), as far as it is surely below 1, and no more voice for a vendor that has more answers to an item.
 */
export const vendorTrust = (table: AnswerTable): Float64Array => {
  const { vendors, classes } = table;
  if (vendors < 2 || classes < 2) return new Float64Array(vendors).fill(1);
  const { between, answersPerItem } = agreements(table);
  const raw = vendors === 2 ? hedged(between, answersPerItem) : discounted(between, answersPerItem);
  const most = raw.reduce((best, one) => Math.max(best, one), 0);
  return raw.map((one) => one / most);
};

type Between = (a: number, b: number) => Agreement | undefined;

const hedged = (between: Between, answersPerItem: Float64Array): Float64Array => {
  const trust = new Float64Array(2).fill(1);
  const [first, second] = [between(0, 0), between(1, 1)];
  if (first === undefined || second === undefined) return trust;
  const lesser = first.beyond < second.beyond ? 0 : 1;
  const [low, high] = lesser === 0 ? [first, second] : [second, first];
  const [atMost, atLeast] = [informs(low.beyond + sure * low.error), informs(high.beyond - sure * high.error)];
  if (atLeast > 0) trust[lesser] = Math.min(1, atMost / atLeast) ** 2;
  const fewest = Math.min(answersPerItem[0]!, answersPerItem[1]!);
  return trust.map((one, vendor) => one * (fewest / answersPerItem[vendor]!));
};

const informs = (squared: number): number => {
  const held = Math.min(highestReliability ** 2, Math.max(0, squared));
  return held / (1 - held);
};

const discounted = (between: Between, answersPerItem: Float64Array): Float64Array => {
  const vendors = answersPerItem.length;
  const reliability = new Float64Array(vendors).fill(0.6);
  for (let round = 0; round < 100; round += 1)
    for (let vendor = 0; vendor < vendors; vendor += 1) {
      let [agreed, weight] = [0, 0];
      for (let other = 0; other < vendors; other += 1) {
        const seen = other === vendor ? undefined : between(vendor, other);
        if (seen === undefined) continue;
        agreed += seen.items * reliability[other]! * seen.beyond;
        weight += seen.items * reliability[other]! ** 2;
      }
      if (weight > 0) reliability[vendor] = Math.min(highestReliability, Math.max(lowestReliability, agreed / weight));
    }
  return reliability.map((own, vendor) => {
    const within = between(vendor, vendor);
    if (within === undefined) return 1;
    const excess = Math.max(0, within.beyond - sure * within.error - own * own);
    const correlation = Math.min(1, excess / (1 - own * own));
    return 1 / (1 + Math.max(0, answersPerItem[vendor]! - 1) * correlation);
  });
};

/** Mean share of equal answers over items, for every pair of vendors and within each, beyond chance. */
const agreements = (table: AnswerTable): { readonly between: Between; readonly answersPerItem: Float64Array } => {
  const { items, classes, vendors, vendorOf, itemStart, worker, label } = table;
  const cells = vendors * vendors;
  const [sum, squares, seen] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
  const [equal, pairs] = [new Float64Array(cells), new Float64Array(cells)];
  const [answers, answered, here] = [new Float64Array(vendors), new Float64Array(vendors), new Float64Array(vendors)];
  const cellOf = (a: number, b: number): number => Math.min(a, b) * vendors + Math.max(a, b);
  for (let item = 0; item < items; item += 1) {
    equal.fill(0);
    pairs.fill(0);
    here.fill(0);
    const end = itemStart[item + 1]!;
    for (let a = itemStart[item]!; a < end; a += 1) {
      here[vendorOf[worker[a]!]!]! += 1;
      for (let b = a + 1; b < end; b += 1) {
        if (worker[a] === worker[b]) continue;
        const cell = cellOf(vendorOf[worker[a]!]!, vendorOf[worker[b]!]!);
        pairs[cell]! += 1;
        if (label[a] === label[b]) equal[cell]! += 1;
      }
    }
    for (let cell = 0; cell < cells; cell += 1) {
      if (pairs[cell] === 0) continue;
      const share = equal[cell]! / pairs[cell]!;
      sum[cell]! += share;
      squares[cell]! += share * share;
      seen[cell]! += 1;
    }
    for (let vendor = 0; vendor < vendors; vendor += 1) {
      answers[vendor]! += here[vendor]!;
      if (here[vendor]! > 0) answered[vendor]! += 1;
    }
  }
  const between: Between = (a, b) => {
    const cell = cellOf(a, b);
    const count = seen[cell]!;
    if (count < fewestItems) return undefined;
    const mean = sum[cell]! / count;
    const scale = classes / (classes - 1);
    return {
      beyond: Math.max(0, 1 - scale * (1 - mean)),
      error: scale * Math.sqrt(Math.max(0, squares[cell]! / count - mean * mean) / count),
      items: count,
    };
  };
  return { between, answersPerItem: answers.map((count, vendor) => count / Math.max(1, answered[vendor]!)) };
};
