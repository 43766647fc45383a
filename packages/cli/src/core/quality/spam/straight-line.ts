/** The longest run of one label in a worker's answers. */
export interface LongestRun {
  readonly label: number;
  readonly length: number;
  /** Upper bound on the chance that an average worker gives a run this long or longer on these very items. */
  readonly chance: number;
}

/**
 * Longest run of equal labels, and how likely it is by chance: the product over the run of an average worker's probability of that label on that item, times the
 * number of places where a run could have begun. A run on items that really are alike is no surprise.
 */
export const longestRun = (labels: ArrayLike<number>, probability: (index: number, label: number) => number): LongestRun => {
  let best: LongestRun = { label: -1, length: 0, chance: 1 };
  let from = 0;
  for (let at = 1; at <= labels.length; at += 1) {
    if (at < labels.length && labels[at] === labels[from]) continue;
    if (at - from > best.length) {
      let log = Math.log(labels.length - (at - from) + 1);
      for (let index = from; index < at; index += 1) log += Math.log(Math.max(1e-12, probability(index, labels[from]!)));
      best = { label: labels[from]!, length: at - from, chance: Math.min(1, Math.exp(log)) };
    }
    from = at;
  }
  return best;
};
