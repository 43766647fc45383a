import type { AnswerTable } from "../answer-table.ts";
import { softmaxAt } from "../numeric/softmax.ts";
import { highestAt, type Inference, hasSettled, pinGold, tieWidth, voteShares } from "./posterior.ts";

export interface DawidSkeneOptions {
  /** At most; default 100. */
  readonly rounds?: number;
  /** Stops when no probability moves further than this; default 1e-4. 0 runs all rounds. */
  readonly tolerance?: number;
  /** Added to every count of a confusion matrix; default 0. */
  readonly smoothing?: number;
}

/** Probabilities below this are lifted to it before their logarithm is taken. */
const floor = 1e-10;

/**
 * Each worker has a confusion matrix; expectation maximisation from the vote shares. A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer
 * error-rates using the EM algorithm", Applied Statistics 28 (1979) 20–28. The log-likelihood never falls.
 */
export const dawidSkene = (table: AnswerTable, { rounds = 100, tolerance = 1e-4, smoothing = 0 }: DawidSkeneOptions = {}): Inference => {
  const posterior = voteShares(table);
  const model = confusions(table);
  const logLikelihood: number[] = [];
  const before = new Float64Array(posterior.length);
  let converged = false;
  let round = 0;
  while (round < rounds && !converged) {
    before.set(posterior);
    learn(table, posterior, model, smoothing);
    logLikelihood.push(expect(table, posterior, model));
    round += 1;
    converged = hasSettled(before, posterior, { items: table.items, tolerance });
  }
  return { posterior, rounds: round, converged, logLikelihood };
};

export interface FastDawidSkeneOptions {
  readonly rounds?: number;
  readonly tolerance?: number;
}

/**
 * Fast Dawid-Skene: after each round the best class of an item takes all. V. B. Sinha, S. Rao, V. N. Balasubramanian, "Fast Dawid-Skene: a fast vote
 * aggregation scheme for sentiment classification", WISDOM 2018. Where the paper draws among tied classes, these share: what many draws come to,
 * without a seed. Stops when the class shares move by less than the tolerance (1e-4) in sum. It answers the posterior of the last round before the best class took all.
 */
export const fastDawidSkene = (table: AnswerTable, { rounds = 100, tolerance = 1e-4 }: FastDawidSkeneOptions = {}): Inference => {
  const soft = voteShares(table);
  const hard = new Float64Array(soft.length);
  harden(table, soft, hard);
  const model = confusions(table);
  let prior = new Float64Array(table.classes);
  let converged = false;
  let round = 0;
  while (round < rounds && !converged) {
    learn(table, hard, model, 0);
    round += 1;
    expect(table, soft, model);
    harden(table, soft, hard);
    const now = model.prior.slice();
    converged = round > 1 && now.reduce((sum, share, of) => sum + Math.abs(share - prior[of]!), 0) <= tolerance;
    prior = now;
  }
  return { posterior: soft, rounds: round, converged };
};

const harden = ({ items, classes }: AnswerTable, soft: Float64Array, hard: Float64Array): void => {
  for (let item = 0; item < items; item += 1) {
    const start = item * classes;
    const { most, tied } = highestAt(soft, start, classes);
    for (let of = 0; of < classes; of += 1) hard[start + of] = soft[start + of]! >= most - tieWidth ? 1 / tied : 0;
  }
};

/** Learnt figures: class shares, and per worker and label given the logarithm of its probability under each true class. */
interface Confusions {
  readonly prior: Float64Array;
  /** `[worker][label][true class]`: the expectation step reads one run of memory per answer. */
  readonly table: Float64Array;
}

const confusions = ({ workers, classes }: AnswerTable): Confusions => ({
  prior: new Float64Array(classes),
  table: new Float64Array(workers * classes * classes),
});

/** The maximisation step: class shares and confusion matrices from the posterior; leaves logarithms of the latter. */
const learn = (answers: AnswerTable, posterior: Float64Array, model: Confusions, smoothing: number): void => {
  const { items, workers, classes, itemStart, worker, label } = answers;
  const { prior, table } = model;
  prior.fill(0);
  table.fill(smoothing);
  for (let item = 0; item < items; item += 1) {
    const from = item * classes;
    for (let of = 0; of < classes; of += 1) prior[of]! += posterior[from + of]!;
    const end = itemStart[item + 1]!;
    for (let at = itemStart[item]!; at < end; at += 1) {
      const to = (worker[at]! * classes + label[at]!) * classes;
      for (let of = 0; of < classes; of += 1) table[to + of]! += posterior[from + of]!;
    }
  }
  for (let of = 0; of < classes; of += 1) prior[of]! /= Math.max(1, items);
  for (let who = 0; who < workers; who += 1) {
    for (let of = 0; of < classes; of += 1) {
      let sum = 0;
      for (let given = 0; given < classes; given += 1) {
        const at = (who * classes + given) * classes + of;
        if (table[at]! < floor) table[at] = floor;
        sum += table[at]!;
      }
      const log = Math.log(sum);
      for (let given = 0; given < classes; given += 1) {
        const at = (who * classes + given) * classes + of;
        table[at] = Math.log(table[at]!) - log;
      }
    }
  }
};

/** The expectation step, in place; answers the log-likelihood of the answers (and of the known classes) under the model. */
const expect = (answers: AnswerTable, posterior: Float64Array, { prior, table }: Confusions): number => {
  const { items, classes, itemStart, worker, label, gold } = answers;
  const logPrior = prior.map((share) => Math.log(Math.max(share, floor)));
  let likelihood = 0;
  for (let item = 0; item < items; item += 1) {
    const to = item * classes;
    for (let of = 0; of < classes; of += 1) posterior[to + of] = logPrior[of]!;
    const end = itemStart[item + 1]!;
    for (let at = itemStart[item]!; at < end; at += 1) {
      const from = (worker[at]! * classes + label[at]!) * classes;
      for (let of = 0; of < classes; of += 1) posterior[to + of]! += table[from + of]!;
    }
    const known = gold[item]!;
    const joint = known >= 0 ? posterior[to + known]! : 0;
    const sum = softmaxAt(posterior, to, classes);
    likelihood += known >= 0 ? joint : sum;
  }
  pinGold(answers, posterior);
  return likelihood;
};
