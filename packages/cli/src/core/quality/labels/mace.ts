import type { AnswerTable } from "../answer-table.ts";
import { digamma } from "../numeric/gamma.ts";
import { drawOf } from "../numeric/seeded.ts";
import type { Inference } from "./posterior.ts";
import { pinGold } from "./posterior.ts";

export interface MaceOptions {
  /** Starts from other draws; the one with the best log marginal is kept. Default 10. */
  readonly restarts?: number;
  /** Rounds of each start; default 50. */
  readonly rounds?: number;
  /** Default 1. A worker's draws depend on it and on what the worker answered, never on names or order. */
  readonly seed?: number;
}

export interface MaceInference extends Inference {
  /** Each worker's chance of knowing the answer, between 0 and 1. */
  readonly skill: Float64Array;
  /** The same before it is made to add up with the chance of guessing, as the reference implementation prints it. */
  readonly knows: Float64Array;
  readonly logMarginal: number;
}

/** Prior counts: of guessing and knowing, and of each label of a guesser. */
const knowPrior = 0.5;
const guessPrior = 10;

/**
 * Multi-annotator competence estimation, variational: a worker knows the answer with a probability of their own, or else draws from a habit of their own. D. Hovy,
 * T. Berg-Kirkpatrick, A. Vaswani, E. Hovy, "Learning whom to trust with MACE", NAACL 2013, with the priors of the authors' program.
 */
export const mace = (table: AnswerTable, { restarts = 10, rounds = 50, seed = 1 }: MaceOptions = {}): MaceInference => {
  const { workers, classes } = table;
  let best: MaceInference | undefined;
  for (let restart = 0; restart < Math.max(1, restarts); restart += 1) {
    const model = startOf(table, seed, restart);
    const counts = { guess: new Float64Array(workers * classes), know: new Float64Array(workers * classes) };
    const posterior = new Float64Array(table.items * classes);
    let logMarginal = expect(table, model, { posterior, counts });
    for (let round = 0; round < rounds; round += 1) {
      learn(table, model, counts);
      logMarginal = expect(table, model, { posterior, counts });
    }
    if (best !== undefined && !(logMarginal > best.logMarginal + 1e-9)) continue;
    pinGold(table, posterior);
    const skill = model.know.map((know, who) => know / (know + model.spam[who]!));
    best = { posterior, rounds, converged: true, skill, knows: model.know, logMarginal };
  }
  return best!;
};

/** Per worker: the weight of guessing and of knowing, and the habit of labels when guessing. */
interface Habits {
  readonly spam: Float64Array;
  readonly know: Float64Array;
  readonly habit: Float64Array;
}

const startOf = ({ workers, classes, workerColour }: AnswerTable, seed: number, restart: number): Habits => {
  const noise = (who: number, of: number): number => 1 + 0.5 * drawOf(seed, restart, workerColour[who]!, of);
  const spam = new Float64Array(workers);
  const know = new Float64Array(workers);
  const habit = new Float64Array(workers * classes);
  for (let who = 0; who < workers; who += 1) {
    const [guesses, knows] = [noise(who, 0), noise(who, 1)];
    spam[who] = guesses / (guesses + knows);
    know[who] = knows / (guesses + knows);
    let sum = 0;
    for (let of = 0; of < classes; of += 1) sum += habit[who * classes + of] = noise(who, of + 2);
    for (let of = 0; of < classes; of += 1) habit[who * classes + of]! /= sum;
  }
  return { spam, know, habit };
};

interface Expected {
  readonly posterior: Float64Array;
  /** By worker and label given, so that sums do not depend on the order of items. */
  readonly counts: { readonly guess: Float64Array; readonly know: Float64Array };
}

const expect = (table: AnswerTable, { spam, know, habit }: Habits, { posterior, counts }: Expected): number => {
  const { items, classes, itemStart, worker, label, gold } = table;
  counts.guess.fill(0);
  counts.know.fill(0);
  let logMarginal = 0;
  for (let item = 0; item < items; item += 1) {
    const to = item * classes;
    const start = itemStart[item]!;
    const end = itemStart[item + 1]!;
    for (let of = 0; of < classes; of += 1) {
      let log = -Math.log(classes);
      if (gold[item]! >= 0 && gold[item] !== of) log = -Infinity;
      else
        for (let at = start; at < end; at += 1) {
          const who = worker[at]!;
          log += Math.log(spam[who]! * habit[who * classes + label[at]!]! + (label[at] === of ? know[who]! : 0));
        }
      posterior[to + of] = log;
    }
    let most = -Infinity;
    for (let of = 0; of < classes; of += 1) most = Math.max(most, posterior[to + of]!);
    let sum = 0;
    for (let of = 0; of < classes; of += 1) sum += posterior[to + of] = Math.exp(posterior[to + of]! - most);
    for (let of = 0; of < classes; of += 1) posterior[to + of]! /= sum;
    logMarginal += most + Math.log(sum);
    for (let at = start; at < end; at += 1) {
      const cell = worker[at]! * classes + label[at]!;
      const guessed = spam[worker[at]!]! * habit[cell]!;
      const knows = (posterior[to + label[at]!]! * know[worker[at]!]!) / (guessed + know[worker[at]!]!);
      counts.know[cell]! += knows;
      counts.guess[cell]! += 1 - knows;
    }
  }
  return logMarginal;
};

const learn = ({ workers, classes }: AnswerTable, { spam, know, habit }: Habits, counts: Expected["counts"]): void => {
  for (let who = 0; who < workers; who += 1) {
    let guesses = 0;
    let knows = 0;
    for (let of = 0; of < classes; of += 1) {
      guesses += counts.guess[who * classes + of]!;
      knows += counts.know[who * classes + of]!;
    }
    const both = digamma(guesses + knows + 2 * knowPrior);
    spam[who] = Math.exp(digamma(guesses + knowPrior) - both);
    know[who] = Math.exp(digamma(knows + knowPrior) - both);
    const total = digamma(guesses + classes * guessPrior);
    for (let of = 0; of < classes; of += 1)
      habit[who * classes + of] = Math.exp(digamma(counts.guess[who * classes + of]! + guessPrior) - total);
  }
};
