import type { AnswerTable } from "../answer-table.ts";
import { minimise, type Objective } from "../numeric/conjugate-gradient.ts";
import { softmaxAt } from "../numeric/softmax.ts";
import { type Inference, pinGold, sumAt } from "./posterior.ts";

export interface GladOptions {
  /** At most; default 100. */
  readonly rounds?: number;
  /** On the expected log-likelihood per answer and class; default 1e-5. */
  readonly tolerance?: number;
}

export interface GladInference extends Inference {
  /** Ability of each worker: 0 guesses, below 0 is wrong on purpose. */
  readonly skill: Float64Array;
  /** Logarithm of each item's ease: large is easy. */
  readonly ease: Float64Array;
}

/**
 * Abilities and difficulties: a worker is right with probability σ(α·exp(β)), β an item's ease; both have normal priors around 1. J. Whitehill, P. Ruvolo, T. Wu,
 * J. Bergsma, J. Movellan, "Whose vote should count more", NIPS 2009, for any number of classes; the maximisation by conjugate
 * gradients (at most 25 steps, gradient 1e-2), as crowd-kit does it.
 */
export const glad = (table: AnswerTable, { rounds = 100, tolerance = 1e-5 }: GladOptions = {}): GladInference => {
  const { items, workers, classes } = table;
  const posterior = new Float64Array(items * classes);
  let point: Float64Array = new Float64Array(workers + items).fill(1);
  let quality = -Infinity;
  let converged = false;
  let round = 0;
  while (round < rounds && !converged) {
    expect(table, point, posterior);
    const objective = expectedLoss(table, posterior);
    point = minimise(objective, point, { rounds: 25, gradientTolerance: 1e-2 });
    const now = -objective(point, new Float64Array(point.length)) / (table.label.length * classes);
    round += 1;
    converged = now - quality < tolerance;
    quality = now;
  }
  return { posterior, rounds: round, converged, skill: point.slice(0, workers), ease: point.slice(workers) };
};

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

const expect = (table: AnswerTable, point: Float64Array, posterior: Float64Array): void => {
  const { items, workers, classes, itemStart, worker, label } = table;
  const others = Math.log(Math.max(1, classes - 1));
  for (let item = 0; item < items; item += 1) {
    const to = item * classes;
    posterior.fill(0, to, to + classes);
    const ease = Math.exp(point[workers + item]!);
    for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) {
      // log σ(x) − log((1 − σ(x)) / (classes − 1)) is x + log(classes − 1).
      posterior[to + label[at]!]! += point[worker[at]!]! * ease + others;
    }
    softmaxAt(posterior, to, classes);
  }
  pinGold(table, posterior);
};

/** What the maximisation step makes small: the negative expected log-likelihood with the priors, and its gradient. */
const expectedLoss = (table: AnswerTable, posterior: Float64Array): Objective => {
  const { items, workers, classes, itemStart, worker, label } = table;
  const others = Math.log(Math.max(1, classes - 1));
  const normal = 0.5 * Math.log(2 * Math.PI);
  // By worker and label: a sum over items that no method can tell apart must not depend on their order.
  const byLabel = new Float64Array(workers * classes);
  return (point, gradient) => {
    byLabel.fill(0);
    let loss = (workers + items) * normal;
    for (let item = 0; item < items; item += 1) {
      const ease = Math.exp(point[workers + item]!);
      let slope = 0;
      for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) {
        const ability = point[worker[at]!]!;
        const x = ability * ease;
        const right = posterior[item * classes + label[at]!]!;
        loss += right * softplus(-x) + (1 - right) * (softplus(x) + others);
        const pull = right - logistic(x);
        byLabel[worker[at]! * classes + label[at]!]! += pull * ease;
        slope += pull * x;
      }
      const away = point[workers + item]! - 1;
      gradient[workers + item] = away - slope;
      loss += 0.5 * away * away;
    }
    for (let who = 0; who < workers; who += 1) {
      const away = point[who]! - 1;
      gradient[who] = away - sumAt(byLabel, who * classes, classes);
      loss += 0.5 * away * away;
    }
    return loss;
  };
};
