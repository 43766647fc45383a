import type { AnswerTable } from "../answer-table.ts";
import { agreementWith, decideAt, type Inference, pinGold, voteShares } from "./posterior.ts";

/** Majority vote: shares of the votes, each worker's votes weighted where weights are given. */
export const majority = (table: AnswerTable, weight?: Float64Array): Inference => ({
  posterior: voteShares(table, weight),
  rounds: 1,
  converged: true,
});

/**
 * Wawa, "worker agreement with aggregate": a majority vote, each worker's share of agreement with it, and one vote weighted by that. Has no
 * parameters. An item whose voters never agree with the majority anywhere keeps its plain vote.
 */
export const wawa = (table: AnswerTable): Inference => {
  const skill = agreementWithDecision(table, voteShares(table));
  return { posterior: voteShares(table, skill), rounds: 2, converged: true, skill };
};

const rounds = 100;

/**
 * Zero-based skill: skills start alike, and each round moves them towards the agreement with the vote they weigh; the step halves every 20 rounds. As in
 * crowd-kit's ZeroBasedSkill (100 rounds, step 1, start at 1/classes + 1e-5).
 */
export const zeroBasedSkill = (table: AnswerTable): Inference => {
  const skill = new Float64Array(table.workers).fill(1 / table.classes + 1e-5);
  let step = 1;
  for (let round = 1; round <= rounds; round += 1) {
    if (round % 20 === 0) step *= 0.5;
    const agreed = agreementWithDecision(table, voteShares(table, skill));
    for (let who = 0; who < skill.length; who += 1) skill[who]! += step * (agreed[who]! - skill[who]!);
  }
  return { posterior: voteShares(table, skill), rounds, converged: true, skill };
};

/** Share of each worker's answers that are the decided label. */
const agreementWithDecision = (table: AnswerTable, posterior: Float64Array): Float64Array => {
  const { items, classes } = table;
  const decided = new Float64Array(posterior.length);
  for (let item = 0; item < items; item += 1) decided[item * classes + decideAt(posterior, item * classes, classes).label] = 1;
  return agreementWith(table, decided);
};

/** Votes of each vendor on each item share one voice: a vendor with ten workers speaks as loud as one with two. */
export const vendorBalanced = (table: AnswerTable): Inference => {
  const { items, classes, vendors, vendorOf } = table;
  const posterior = new Float64Array(items * classes);
  const voices = new Float64Array(vendors * classes);
  for (let item = 0; item < items; item += 1) {
    voices.fill(0);
    for (let at = table.itemStart[item]!; at < table.itemStart[item + 1]!; at += 1)
      voices[vendorOf[table.worker[at]!]! * classes + table.label[at]!]! += 1;
    let speaking = 0;
    for (let vendor = 0; vendor < vendors; vendor += 1) {
      let total = 0;
      for (let of = 0; of < classes; of += 1) total += voices[vendor * classes + of]!;
      if (total === 0) continue;
      speaking += 1;
      for (let of = 0; of < classes; of += 1) posterior[item * classes + of]! += voices[vendor * classes + of]! / total;
    }
    for (let of = 0; of < classes; of += 1)
      posterior[item * classes + of] = speaking === 0 ? 1 / classes : posterior[item * classes + of]! / speaking;
  }
  pinGold(table, posterior);
  return { posterior, rounds: 1, converged: true };
};
