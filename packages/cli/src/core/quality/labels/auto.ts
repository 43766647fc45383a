import type { AnswerTable } from "../answer-table.ts";
import { type LabelMethod, runMethod, tooLarge } from "./methods.ts";
import type { Inference } from "./posterior.ts";

/** Which method was run, and why that one, in a sentence for people. */
export interface ChosenInference {
  readonly method: LabelMethod;
  readonly why: string;
  readonly inference: Inference;
}

/** Below this many answers a worker, what is learnt about a single worker is mostly noise. */
export const fewAnswersEach = 30;
/** Below this many answers to an item (of those that have several) a consensus is too weak to learn confusions from. */
const fewAnswersToItem = 4;
/** Fewer items with several answers than this, and votes are all there is. */
const fewestSeveral = 5;
/** Two vendors are compared where they share at least this many items. */
const fewestShared = 30;
/** Class shares that move further than this (total variation) when they are estimated have run away from the answers. */
export const runaway = 0.2;

/**
 * Picks a method by what the answers can bear: plain votes where there is nothing to learn from, priors that hold where workers gave few answers each,
 * vendor effects where vendors answered the same items, and otherwise one accuracy a worker. Estimated class shares are taken only
 * as long as they stay near those of even class priors.
 */
export const inferByData = (table: AnswerTable, seed: number = 1): ChosenInference => {
  const facts = tableFacts(table);
  const run = (method: LabelMethod, why: string): ChosenInference => ({ method, why, inference: runMethod(method, table, seed) });
  if (table.classes < 2) return run("majority", "there is only one label");
  if (facts.most < 2) return run("majority", "no item has two answers: nothing shows who is right");
  if (facts.several < fewestSeveral)
    return run(
      "majority",
      `only ${facts.several === 1 ? "one item has" : `${facts.several} items have`} several answers: too few to learn who errs`,
    );
  if (facts.voters < 3) return run("majority", "two voices cannot tell which of them is right");
  if (facts.each < fewAnswersEach) {
    const few = `workers gave ${facts.each.toFixed(1)} answers on average, too few to learn each one's accuracy alone`;
    if (tooLarge("ibcc", table) !== undefined) return run("wawa", `${few}, and there are too many labels for confusion tables`);
    return facts.redundancy < fewAnswersToItem
      ? run("wawa", `${few}, and tasks have ${facts.redundancy.toFixed(1)}: votes are weighed by agreement and nothing more`)
      : run("ibcc", `${few}: priors hold them together`);
  }
  if (facts.shared >= fewestShared && facts.voters > table.vendors)
    return settled(
      run("vendor-coin-uniform", ""),
      run("vendor-coin", `vendors share ${facts.shared} items: accuracies of workers and vendors are learnt together`),
      table,
    );
  return settled(
    run("one-coin-shrunk-uniform", ""),
    run("one-coin-shrunk", `workers gave ${facts.each.toFixed(0)} answers each on average: one accuracy a worker can be learnt`),
    table,
  );
};

/** Estimated class shares, unless they moved far from those of even priors. */
const settled = (even: ChosenInference, estimated: ChosenInference, table: AnswerTable): ChosenInference => {
  const moved = shareDistance(even.inference.posterior, estimated.inference.posterior, table.classes);
  return moved > runaway
    ? { ...even, why: `${estimated.why}; class shares that are estimated run away here, so all classes count as equally likely` }
    : estimated;
};

const shareDistance = (a: Float64Array, b: Float64Array, classes: number): number => {
  const difference = new Float64Array(classes);
  for (let at = 0; at < a.length; at += 1) difference[at % classes]! += a[at]! - b[at]!;
  return difference.reduce((sum, value) => sum + Math.abs(value), 0) / 2 / Math.max(1, a.length / classes);
};

interface TableFacts {
  /** Answers of the item that has most. */
  readonly most: number;
  /** Answers to an item, on average over those that have several. */
  readonly redundancy: number;
  /** Items with two answers or more. */
  readonly several: number;
  /** Workers with an answer to an item that others answered too. */
  readonly voters: number;
  /** Answers a worker, on average. */
  readonly each: number;
  /** Items with answers of two vendors or more. */
  readonly shared: number;
}

const tableFacts = ({ items, workers, itemStart, worker, vendorOf }: AnswerTable): TableFacts => {
  const heard = new Uint8Array(workers);
  let most = 0;
  let shared = 0;
  let several = 0;
  let repeated = 0;
  for (let item = 0; item < items; item += 1) {
    const start = itemStart[item]!;
    const end = itemStart[item + 1]!;
    most = Math.max(most, end - start);
    let vendorsMeet = false;
    for (let at = start; at < end; at += 1) {
      if (end - start > 1) heard[worker[at]!] = 1;
      if (vendorOf[worker[at]!] !== vendorOf[worker[start]!]) vendorsMeet = true;
    }
    if (vendorsMeet) shared += 1;
    if (end - start > 1) {
      several += 1;
      repeated += end - start;
    }
  }
  return {
    most,
    several,
    redundancy: repeated / Math.max(1, several),
    shared,
    voters: heard.reduce((sum, one) => sum + one, 0),
    each: worker.length / Math.max(1, workers),
  };
};
