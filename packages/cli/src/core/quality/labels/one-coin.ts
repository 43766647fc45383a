import type { AnswerTable } from "../answer-table.ts";
import { softmaxAt } from "../numeric/softmax.ts";
import { agreementWith, type Inference, hasSettled, pinGold, voteShares } from "./posterior.ts";

export interface OneCoinOptions {
  /** How often each class is true: `uniform` (default) or `estimated` from the answers. An estimated one can run away on sparse data. */
  readonly prior?: "uniform" | "estimated";
  /** How many answers of everybody's average accuracy a worker is taken to have given before their first; default 0. */
  readonly shrinkage?: number;
  /** At most; default 100. */
  readonly rounds?: number;
  /** Default 1e-4. */
  readonly tolerance?: number;
}

const floor = 1e-10;

/**
 * One accuracy a worker, errors spread evenly over the other classes; expectation maximisation from the vote shares. The one-coin model of Dawid and Skene,
 * also known as ZenCrowd (G. Demartini, D. E. Difallah, P. Cudré-Mauroux, WWW 2012).
 */
export const oneCoin = (
  table: AnswerTable,
  { prior = "uniform", shrinkage = 0, rounds = 100, tolerance = 1e-4 }: OneCoinOptions = {},
): Inference => {
  const { items, classes, itemStart, worker, label } = table;
  const posterior = voteShares(table);
  const before = new Float64Array(posterior.length);
  const logLikelihood: number[] = [];
  const answers = new Float64Array(table.workers);
  for (const who of worker) answers[who]! += 1;
  let skill: Float64Array = new Float64Array(table.workers);
  let converged = false;
  let round = 0;
  while (round < rounds && !converged) {
    before.set(posterior);
    skill = drawnTogether(agreementWith(table, posterior), answers, shrinkage);
    const gain = skill.map((share) => Math.log(Math.max(share, floor)) - Math.log(Math.max(1 - share, floor) / Math.max(1, classes - 1)));
    const miss = skill.map((share) => Math.log(Math.max(1 - share, floor) / Math.max(1, classes - 1)));
    const logPrior = prior === "uniform" ? new Float64Array(classes).fill(-Math.log(classes)) : logSharesOf(table, posterior);
    let likelihood = 0;
    for (let item = 0; item < items; item += 1) {
      const to = item * classes;
      let base = 0;
      for (let of = 0; of < classes; of += 1) posterior[to + of] = logPrior[of]!;
      for (let at = itemStart[item]!; at < itemStart[item + 1]!; at += 1) {
        posterior[to + label[at]!]! += gain[worker[at]!]!;
        base += miss[worker[at]!]!;
      }
      const known = table.gold[item]!;
      const joint = known >= 0 ? posterior[to + known]! : 0;
      const sum = softmaxAt(posterior, to, classes);
      likelihood += base + (known >= 0 ? joint : sum);
    }
    pinGold(table, posterior);
    logLikelihood.push(likelihood);
    round += 1;
    converged = hasSettled(before, posterior, { items: table.items, tolerance });
  }
  return { posterior, rounds: round, converged, logLikelihood, skill };
};

/** Accuracies as if each worker had given that many average answers first. */
const drawnTogether = (skill: Float64Array, answers: Float64Array, shrinkage: number): Float64Array => {
  if (shrinkage === 0) return skill;
  const total = answers.reduce((sum, count) => sum + count, 0);
  const mean = skill.reduce((sum, share, who) => sum + share * answers[who]!, 0) / Math.max(1, total);
  return skill.map((share, who) => (share * answers[who]! + shrinkage * mean) / (answers[who]! + shrinkage));
};

const logSharesOf = ({ items, classes }: AnswerTable, posterior: Float64Array): Float64Array => {
  const shares = new Float64Array(classes);
  for (let at = 0; at < posterior.length; at += 1) shares[at % classes]! += posterior[at]!;
  return shares.map((sum) => Math.log(Math.max(sum / items, floor)));
};
