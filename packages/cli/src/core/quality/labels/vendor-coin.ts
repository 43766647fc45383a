import type { AnswerTable } from "../answer-table.ts";
import { softmaxAt } from "../numeric/softmax.ts";
import { vendorBalanced } from "./majority.ts";
import { type Inference, hasSettled, pinGold } from "./posterior.ts";
import { vendorTrust } from "./vendor-trust.ts";

export interface VendorCoinOptions {
  readonly prior?: "uniform" | "estimated";
  readonly rounds?: number;
  readonly tolerance?: number;
}

export interface VendorCoinInference extends Inference {
  readonly skill: Float64Array;
  /** Of each vendor: how much a worker's evidence counts, 1 for the most trusted vendor. */
  readonly trust: Float64Array;
  /** Of each vendor: the share of its answers the result agrees with. */
  readonly accuracy: Float64Array;
}

/** How many answers of the vendor's average a worker is taken to have given before their first. */
export const shrinkage = 10;
const floor = 1e-10;

/**
 * One-coin with effects of workers and vendors learnt together: each worker's accuracy is drawn towards that of the vendor's people (ten answers' worth), and the
 * evidence of a vendor's workers counts as far as `vendorTrust` lets it. It starts from one voice a vendor, so that the vendor with most votes
 * does not grade itself.
 */
export const vendorCoin = (
  table: AnswerTable,
  { prior = "estimated", rounds = 100, tolerance = 1e-4 }: VendorCoinOptions = {},
): VendorCoinInference => {
  const { items, workers, classes, itemStart, worker, label, vendorOf } = table;
  const posterior = vendorBalanced(table).posterior.slice();
  const before = new Float64Array(posterior.length);
  const skill = new Float64Array(workers);
  const trust = vendorTrust(table);
  let accuracy = learn(table, posterior, skill);
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
    accuracy = learn(table, posterior, skill);
  }
  return { posterior, rounds: round, converged, skill, trust, accuracy };
};

/** Accuracies of workers (into `skill`) and, answered, of vendors against the posterior. */
const learn = (table: AnswerTable, posterior: Float64Array, skill: Float64Array): Float64Array => {
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
  return accuracy;
};

const logShares = (posterior: Float64Array, { items, classes }: { readonly items: number; readonly classes: number }): Float64Array => {
  const shares = new Float64Array(classes);
  for (let at = 0; at < posterior.length; at += 1) shares[at % classes]! += posterior[at]!;
  return shares.map((sum) => Math.log(Math.max(sum / Math.max(1, items), floor)));
};
