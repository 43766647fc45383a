import type { AnswerTable } from "../answer-table.ts";
import { softmaxAt } from "../numeric/softmax.ts";
import { vendorBalanced } from "./majority.ts";
import { type Inference, hasSettled, pinGold } from "./posterior.ts";

export interface VendorCoinOptions {
  readonly prior?: "uniform" | "estimated";
  readonly rounds?: number;
  readonly tolerance?: number;
}

export interface VendorCoinInference extends Inference {
  readonly skill: Float64Array;
  /** Of each vendor: how much of a worker's evidence counts, 1 for the best vendor. */
  readonly trust: Float64Array;
  /** Of each vendor: the share of its answers the result agrees with. */
  readonly accuracy: Float64Array;
}

/** How many answers of the vendor's average a worker is taken to have given before their first. */
const shrinkage = 4;
const highestReliability = 0.99;
const floor = 1e-10;

/**
 * One-coin with effects of workers and vendors learnt together. Each worker's accuracy is drawn towards that of the vendor's people, and the evidence of a
 * vendor's workers counts as much as one of its answers informs, in parts of the best vendor's: with r = (K·accuracy − 1)/(K − 1), the
 * accuracy beyond chance, an answer informs by r²/(1 − r²) (the χ² divergence of the one-coin channel). People of one vendor share guidelines,
 * screens and mistakes, so that many of them are worth less than as many strangers, and the more so the less they know. It starts from one voice a
 * vendor, so that a vendor with most votes does not grade itself. With one vendor it is one-coin with that drawing-together.
 */
export const vendorCoin = (
  table: AnswerTable,
  { prior = "estimated", rounds = 100, tolerance = 1e-4 }: VendorCoinOptions = {},
): VendorCoinInference => {
  const { items, workers, classes, vendors, itemStart, worker, label, vendorOf } = table;
  const posterior = vendorBalanced(table).posterior.slice();
  const before = new Float64Array(posterior.length);
  const skill = new Float64Array(workers);
  let { accuracy, trust } = learn(table, posterior, skill);
  let converged = false;
  let round = 0;
  while (round < rounds && !converged) {
    before.set(posterior);
    const logPrior = prior === "uniform" ? new Float64Array(classes) : logShares(posterior, { items, classes });
    const gain = skill.map((share, who) => trust[vendorOf[who]!]! * (Math.log(share) - Math.log((1 - share) / Math.max(1, classes - 1))));
    for (let item = 0; item < items; item += 1) {
      const to = item * classes;
      for (let of = 0; of < classes; of += 1) posterior[to + of] = logPrior[of]!;
      for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) posterior[to + label[at]!]! += gain[worker[at]!]!;
      softmaxAt(posterior, to, classes);
    }
    pinGold(table, posterior);
    round += 1;
    converged = hasSettled(before, posterior, { items: table.items, tolerance });
    ({ accuracy, trust } = learn(table, posterior, skill));
  }
  if (vendors === 1) trust.fill(1);
  return { posterior, rounds: round, converged, skill, trust, accuracy };
};

/** Accuracies of workers (into `skill`) and vendors against the posterior, and what that makes of the vendors' trust. */
const learn = (
  table: AnswerTable,
  posterior: Float64Array,
  skill: Float64Array,
): { readonly accuracy: Float64Array; readonly trust: Float64Array } => {
  const { items, workers, classes, vendors, itemStart, worker, label, vendorOf } = table;
  const right = new Float64Array(workers * classes);
  const seen = new Float64Array(workers);
  for (let item = 0; item < items; item += 1)
    for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) {
      right[worker[at]! * classes + label[at]!]! += posterior[item * classes + label[at]!]!;
      seen[worker[at]!]! += 1;
    }
  const rightOf = seen.map((_, who) => {
    let sum = 0;
    for (let of = 0; of < classes; of += 1) sum += right[who * classes + of]!;
    return sum;
  });
  const accuracy = new Float64Array(vendors);
  const answers = new Float64Array(vendors);
  for (let who = 0; who < workers; who += 1) {
    accuracy[vendorOf[who]!]! += rightOf[who]!;
    answers[vendorOf[who]!]! += seen[who]!;
  }
  for (let vendor = 0; vendor < vendors; vendor += 1)
    accuracy[vendor] = answers[vendor] === 0 ? 1 / classes : accuracy[vendor]! / answers[vendor]!;
  for (let who = 0; who < workers; who += 1) {
    const own = (rightOf[who]! + shrinkage * accuracy[vendorOf[who]!]!) / (seen[who]! + shrinkage);
    skill[who] = Math.min(1 - floor, Math.max(floor, own));
  }
  return { accuracy, trust: trustOf(accuracy, classes) };
};

/** What an answer of each vendor informs, in parts of the most informing vendor's; 1 for all where nobody is better than chance. */
export const trustOf = (accuracy: Float64Array, classes: number): Float64Array => {
  const informs = accuracy.map((share) => {
    const reliability = Math.min(highestReliability, Math.max(0, (classes * share - 1) / Math.max(1, classes - 1)));
    return reliability ** 2 / (1 - reliability ** 2);
  });
  const most = informs.reduce((best, value) => Math.max(best, value), 0);
  return most === 0 ? informs.fill(1) : informs.map((value) => value / most);
};

const logShares = (posterior: Float64Array, { items, classes }: { readonly items: number; readonly classes: number }): Float64Array => {
  const shares = new Float64Array(classes);
  for (let at = 0; at < posterior.length; at += 1) shares[at % classes]! += posterior[at]!;
  return shares.map((sum) => Math.log(Math.max(sum / Math.max(1, items), floor)));
};
