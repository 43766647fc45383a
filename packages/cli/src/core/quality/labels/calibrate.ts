import type { AnswerTable } from "../answer-table.ts";
import { softmaxAt } from "../numeric/softmax.ts";

/** How far the confidences can be taken as probabilities. */
export type Calibration =
  | { readonly state: "uncalibrated"; readonly why: string }
  | {
      readonly state: "calibrated";
      /** Logarithms of probabilities were divided by this: above 1 the method was too sure of itself. */
      readonly temperature: number;
      readonly goldItems: number;
      /** Mean −log of the probability of the right class on gold items that were held out, before and after. */
      readonly logLoss: { readonly before: number; readonly after: number };
    };

export interface Calibrated {
  readonly posterior: Float64Array;
  readonly calibration: Calibration;
}

export const fewestGold = 20;
const folds = 5;

/**
 * Makes confidences honest where there is gold: each fifth of the gold items is held out in turn, the method run on the rest, and one
 * temperature fitted on what it says about those held out (C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", ICML
 * 2017). Labels never change by it. With fewer than 20 gold items that were answered the posterior is left as it is and called uncalibrated.
 */
export const calibrate = (table: AnswerTable, posterior: Float64Array, infer: (table: AnswerTable) => Float64Array): Calibrated => {
  const { items, classes, gold, itemStart } = table;
  const known = Array.from({ length: items }, (_, item) => item).filter(
    (item) => gold[item]! >= 0 && itemStart[item + 1]! > itemStart[item]!,
  );
  if (known.length < fewestGold)
    return {
      posterior,
      calibration: { state: "uncalibrated", why: `it takes ${fewestGold} answered gold items, there are ${known.length}` },
    };
  const logs: Float64Array[] = [];
  const right: number[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const held = known.filter((_, index) => index % folds === fold);
    const masked = gold.slice();
    for (const item of held) masked[item] = -1;
    const said = infer({ ...table, gold: masked });
    for (const item of held) {
      logs.push(said.slice(item * classes, (item + 1) * classes).map((share) => Math.log(Math.max(share, 1e-300))));
      right.push(gold[item]!);
    }
  }
  const loss = (temperature: number): number => {
    let sum = 0;
    logs.forEach((row, index) => {
      const scaled = row.map((log) => log / temperature);
      sum += softmaxAt(scaled.slice(), 0, classes) - scaled[right[index]!]!;
    });
    return sum / logs.length;
  };
  const temperature = Math.exp(goldenSection((log) => loss(Math.exp(log)), Math.log(0.05), Math.log(500)));
  const tempered = posterior.map((share) => Math.log(Math.max(share, 1e-300)) / temperature);
  for (let item = 0; item < items; item += 1) {
    if (gold[item]! >= 0) for (let at = item * classes; at < (item + 1) * classes; at += 1) tempered[at] = posterior[at]!;
    else softmaxAt(tempered, item * classes, classes);
  }
  return {
    posterior: tempered,
    calibration: { state: "calibrated", temperature, goldItems: known.length, logLoss: { before: loss(1), after: loss(temperature) } },
  };
};

/** Minimum of a function with a single valley. */
const goldenSection = (value: (x: number) => number, from: number, to: number): number => {
  const part = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - part * (high - low), low + part * (high - low)];
  let [atA, atB] = [value(a), value(b)];
  while (high - low > 1e-4) {
    if (atA <= atB) {
      high = b;
      [b, atB] = [a, atA];
      a = high - part * (high - low);
      atA = value(a);
    } else {
      low = a;
      [a, atA] = [b, atB];
      b = low + part * (high - low);
      atB = value(b);
    }
  }
  return (low + high) / 2;
};
