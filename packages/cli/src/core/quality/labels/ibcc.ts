import type { AnswerTable } from "../answer-table.ts";
import { digamma } from "../numeric/gamma.ts";
import { softmaxAt } from "../numeric/softmax.ts";
import { type Inference, hasSettled, pinGold, voteShares } from "./posterior.ts";

export interface IbccOptions {
  /** Prior count of a right answer of each worker and class; default 4. */
  readonly diagonal?: number;
  /** Prior count of each wrong answer; default 1. */
  readonly other?: number;
  /** Prior count of each class; default 1. */
  readonly classPrior?: number;
  /** At most; default 500. */
  readonly rounds?: number;
  /** Default 1e-3. */
  readonly tolerance?: number;
}

/**
 * Independent Bayesian classifier combination, variational: confusion matrices with Dirichlet priors that expect people to be mostly right, so that a worker with
 * few answers stays near the prior. E. Simpson, S. Roberts, I. Psorakis, A. Smith, "Dynamic Bayesian combination of multiple imperfect
 * classifiers", 2013. Has no chance in it.
 */
export const ibcc = (
  table: AnswerTable,
  { diagonal = 4, other = 1, classPrior = 1, rounds = 500, tolerance = 1e-3 }: IbccOptions = {},
): Inference => {
  const { workers, classes } = table;
  const posterior = voteShares(table);
  const before = new Float64Array(posterior.length);
  const expected = new Float64Array(workers * classes * classes);
  const shares = new Float64Array(classes);
  let converged = false;
  let round = 0;
  while (round < rounds && !converged) {
    before.set(posterior);
    countConfusions(table, posterior, { into: expected, shares });
    for (let who = 0; who < workers; who += 1) {
      for (let of = 0; of < classes; of += 1) {
        let sum = 0;
        for (let given = 0; given < classes; given += 1) {
          const at = (who * classes + given) * classes + of;
          expected[at]! += given === of ? diagonal : other;
          sum += expected[at]!;
        }
        const total = digamma(sum);
        for (let given = 0; given < classes; given += 1) {
          const at = (who * classes + given) * classes + of;
          expected[at] = digamma(expected[at]!) - total;
        }
      }
    }
    expectClasses(table, posterior, { confusion: expected, logPrior: expectedLogShares(shares, classPrior) });
    round += 1;
    converged = hasSettled(before, posterior, { items: table.items, tolerance });
  }
  return { posterior, rounds: round, converged };
};

/** Expected counts `[worker][label given][true class]`, and how much of each class there is. */
export const countConfusions = (
  { items, classes, itemStart, worker, label }: AnswerTable,
  posterior: Float64Array,
  { into, shares }: { readonly into: Float64Array; readonly shares: Float64Array },
): void => {
  into.fill(0);
  shares.fill(0);
  for (let item = 0; item < items; item += 1) {
    const from = item * classes;
    for (let of = 0; of < classes; of += 1) shares[of]! += posterior[from + of]!;
    for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) {
      const to = (worker[at]! * classes + label[at]!) * classes;
      for (let of = 0; of < classes; of += 1) into[to + of]! += posterior[from + of]!;
    }
  }
};

/** Expectation of the logarithm of class shares under a Dirichlet with these counts on top of `prior` each. */
export const expectedLogShares = (counts: Float64Array, prior: number): Float64Array => {
  const total = digamma(counts.reduce((sum, count) => sum + count + prior, 0));
  return counts.map((count) => digamma(count + prior) - total);
};

/** Classes of the items from logarithms of confusions `[worker][label given][true class]`, in place. */
export const expectClasses = (
  table: AnswerTable,
  posterior: Float64Array,
  { confusion, logPrior }: { readonly confusion: Float64Array; readonly logPrior: Float64Array },
): void => {
  const { items, classes, itemStart, worker, label } = table;
  for (let item = 0; item < items; item += 1) {
    const to = item * classes;
    for (let of = 0; of < classes; of += 1) posterior[to + of] = logPrior[of]!;
    for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) {
      const from = (worker[at]! * classes + label[at]!) * classes;
      for (let of = 0; of < classes; of += 1) posterior[to + of]! += confusion[from + of]!;
    }
    softmaxAt(posterior, to, classes);
  }
  pinGold(table, posterior);
};
