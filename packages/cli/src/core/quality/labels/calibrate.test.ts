import { describe, expect, it } from "vitest";
import { vendorWorld } from "../__fixtures__/crowd.ts";
import { tableOfRows, type TruthSet } from "../__fixtures__/truth-sets.ts";
import { aggregateLabels } from "./aggregate-labels.ts";
import { runMethod } from "./methods.ts";

/** A crowd whose people share mistakes, which makes every method that takes them for strangers too sure of itself. */
const world = { classes: 3, items: 600, vendors: [{ people: 12, accuracy: 0.75, shared: 0.15, each: 5 }] };

const goldOf = (truth: ReadonlyMap<string, string>, share: number): ReadonlyMap<string, string> =>
  new Map([...truth].filter((_, index) => index < truth.size * share));

/** Mean −log of the probability given to the right class, over items that are not gold; a wrong label shares out what its confidence leaves. */
const lossOf = ({ table, truth }: TruthSet, said: (item: number) => { readonly label: number; readonly confidence: number }): number => {
  let sum = 0;
  let seen = 0;
  for (let item = 0; item < table.items; item += 1) {
    if (table.gold[item]! >= 0) continue;
    const { label, confidence } = said(item);
    const chance = label === truth[item] ? confidence : (1 - confidence) / (table.classes - 1);
    sum -= Math.log(Math.max(chance, 1e-6));
    seen += 1;
  }
  return sum / seen;
};

describe("confidence", () => {
  it("is calibrated by gold: nearer the truth on items that are none, and no label moves by it", () => {
    for (const seed of [3, 4, 5]) {
      const { rows, truth } = vendorWorld(world, seed);
      const set = tableOfRows(rows, { truth, gold: goldOf(truth, 0.2) });
      const result = aggregateLabels(set.table, { method: "dawid-skene", seed: 1 });
      expect(result.calibration).toMatchObject({ state: "calibrated", goldItems: 120 });
      if (result.calibration.state !== "calibrated") return;
      expect(result.calibration.temperature).toBeGreaterThan(1.5);
      const raw = runMethod("dawid-skene", set.table).posterior;
      const classes = set.table.classes;
      const before = lossOf(set, (item) => {
        const label = result.label[item]!;
        return { label, confidence: raw[item * classes + label]! };
      });
      const after = lossOf(set, (item) => ({ label: result.label[item]!, confidence: result.confidence[item]! }));
      expect(after).toBeLessThan(before * 0.8);
      // On average a confidence is as good as its word, to a few points.
      let [promised, kept, seen] = [0, 0, 0];
      for (let item = 0; item < set.table.items; item += 1) {
        if (set.table.gold[item]! >= 0) continue;
        promised += result.confidence[item]!;
        kept += Number(result.label[item] === set.truth[item]);
        seen += 1;
      }
      expect(Math.abs(promised - kept) / seen).toBeLessThan(0.06);
    }
  });

  it("says that it is not calibrated where gold is too little", () => {
    const { rows, truth } = vendorWorld(world, 3);
    const { table } = tableOfRows(rows, { truth, gold: goldOf(truth, 0.03) });
    expect(aggregateLabels(table, { method: "wawa", seed: 1 }).calibration).toEqual({
      state: "uncalibrated",
      why: "it takes 20 answered gold items, there are 18",
    });
  });
});
