import type { AnswerTable } from "../answer-table.ts";
import { eachAnswer } from "../labels/posterior.ts";

/**
 * How much a worker's answers depend on the item at all, from their confusion matrix (rows true classes, each adding up to 1): 0 for one who ignores it, 1 for one
 * who is always right or always wrong in the same way. V. C. Raykar, S. Yu, "Ranking annotators for crowdsourced labeling
 * tasks", NIPS 2011: the squared distances of rows over all pairs of classes, divided by K(K − 1).
 */
export const informationScore = (confusion: readonly (readonly number[])[]): number => {
  const classes = confusion.length;
  if (classes < 2) return 0;
  let sum = 0;
  for (let a = 0; a < classes; a += 1)
    for (let b = a + 1; b < classes; b += 1)
      confusion[a]!.forEach((share, label) => {
        sum += (share - confusion[b]![label]!) ** 2;
      });
  return sum / (classes * (classes - 1));
};

/** Confusion matrices of all workers from the posterior. A row without evidence takes the worker's overall label shares: it then tells nothing apart. */
export const confusionsOf = (table: AnswerTable, posterior: Float64Array): readonly (readonly (readonly number[])[])[] => {
  const { workers, classes } = table;
  const counts = new Float64Array(workers * classes * classes);
  eachAnswer(table, (item, who, given) => {
    for (let of = 0; of < classes; of += 1) counts[(who * classes + of) * classes + given]! += posterior[item * classes + of]!;
  });
  return Array.from({ length: workers }, (_, who) => {
    const overall = Array.from({ length: classes }, (__, given) => {
      let sum = 0;
      for (let of = 0; of < classes; of += 1) sum += counts[(who * classes + of) * classes + given]!;
      return sum;
    });
    const answers = overall.reduce((sum, count) => sum + count, 0);
    return Array.from({ length: classes }, (__, of) => {
      const row = counts.slice((who * classes + of) * classes, (who * classes + of + 1) * classes);
      const seen = row.reduce((sum, count) => sum + count, 0);
      // One answer's worth of "no difference between classes", so that a class seen once does not look like knowledge.
      return overall.map((count, given) => (row[given]! + (answers === 0 ? 1 / classes : count / answers)) / (seen + 1));
    });
  });
};
