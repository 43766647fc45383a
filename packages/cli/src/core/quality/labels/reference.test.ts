import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { accuracyOn, haveTruthSets, truthSet } from "../__fixtures__/truth-sets.ts";
import { inferByData } from "./auto.ts";
import { dawidSkene } from "./dawid-skene.ts";
import { type LabelMethod, runMethod } from "./methods.ts";

/**
 * Accuracies of independent implementations (numpy, crowd-kit, the authors' own programs) on real sets: repeats dropped, ties sharing the credit. Columns: majority with
 * drawn ties, majority with the lowest label, Wawa, ZBS, Dawid-Skene after 100 rounds, Fast Dawid-Skene (mean of ten draws), one-coin with
 * estimated and with uniform prior, MACE, GLAD, IBCC.
 */
const figures: Readonly<Record<string, readonly number[]>> = {
  toy_adult: [0.8, 0.8, 0.8, 0.8, 1, 0.8, 1, 1, 1, 1, 1],
  rte: [0.8969, 0.9187, 0.9213, 0.9213, 0.9275, 0.924, 0.925, 0.925, 0.9263, 0.9263, 0.9275],
  dog: [0.8222, 0.8178, 0.829, 0.8302, 0.8426, 0.838, 0.8302, 0.8302, 0.8302, 0.834, 0.8389],
  sp: [0.8859, 0.8896, 0.895, 0.8946, 0.915, 0.9134, 0.9168, 0.9166, 0.9178, 0.9168, 0.915],
  ms: [0.7042, 0.71, 0.7986, 0.8, 0.7671, 0.7796, 0.7929, 0.7943, 0.8, 0.7886, 0.79],
  zencrowd_in: [0.7404, 0.7441, 0.7451, 0.7446, 0.7598, 0.7721, 0.7892, 0.773, 0.7167, 0.7525, 0.7696],
  zencrowd_us: [0.8615, 0.8686, 0.8657, 0.8623, 0.8211, 0.8345, 0.9015, 0.8578, 0.8049, 0.876, 0.827],
  vendors_zencrowd: [0.8314, 0.8368, 0.8377, 0.8373, 0.7902, 0.81, 0.8412, 0.8309, 0.7897, 0.8284, 0.7966],
  product: [0.8966, 0.8966, 0.8966, 0.8966, 0.9397, 0.9354, 0.9084, 0.928, 0.821, 0.9283, 0.9383],
};

/** How far each column may be off. Four digits are written down: half of the last one is what "exact" means. */
const exact = 0.00005001;
const columns: readonly (readonly [method: LabelMethod | "auto", column: number, within: number, ties: "shared" | "lowest"])[] = [
  ["majority", 0, exact, "shared"],
  ["majority", 1, exact, "lowest"],
  ["wawa", 2, exact, "shared"],
  ["zbs", 3, exact, "shared"],
  ["dawid-skene", 4, 0.001, "shared"],
  // Here tied classes share an item where the reference draws one of them, which is never worse than the mean of the draws.
  ["fast-dawid-skene", 5, 0.012, "shared"],
  ["one-coin-estimated", 6, 0.001, "shared"],
  ["one-coin", 7, 0.001, "shared"],
  ["mace", 8, 0.01, "shared"],
  ["glad", 9, 0.003, "shared"],
  ["ibcc", 10, 0.001, "shared"],
];

const bestFixedMean = Math.max(...columns.map(([, column]) => Object.values(figures).reduce((sum, row) => sum + row[column]!, 0) / 9));

/** The line of a set in docs/quality.md: what is measured here and, where the fourth digit differs, the reference behind it. */
const documentLine = (name: string, measured: readonly number[], auto: number): string => {
  const cells = columns.map(([, column], index) => {
    const [found, reference] = [measured[index]!.toFixed(4), figures[name]![column]!.toFixed(4)];
    return found === reference ? found : `${found} (${reference})`;
  });
  return `| ${[name, ...cells, auto.toFixed(4)].join(" | ")} |`;
};

const documented = readFileSync(new URL("../../../../../../docs/quality.md", import.meta.url), "utf8");

describe.skipIf(!haveTruthSets)("on the real sets in ../shared/data/truth", () => {
  const autos: number[] = [];

  it.each(Object.entries(figures))("%s: every method is where independent implementations are", (name, row) => {
    const set = truthSet(name);
    const runs = new Map<string, ReturnType<typeof accuracyOn>>();
    const measured: number[] = [];
    for (const [method, column, within, ties] of columns) {
      let run = runs.get(method);
      if (run === undefined) {
        const inference = method === "dawid-skene" ? dawidSkene(set.table, { tolerance: 0 }) : runMethod(method as LabelMethod, set.table);
        runs.set(method, (run = accuracyOn(set, inference.posterior)));
      }
      measured.push(run[ties]);
      expect.soft(Math.abs(run[ties] - row[column]!), `${name} ${method}: ${run[ties]} against ${row[column]}`).toBeLessThanOrEqual(within);
    }
    const auto = accuracyOn(set, inferByData(set.table).inference.posterior);
    autos.push(auto.shared);
    expect(documented).toContain(documentLine(name, measured, auto.shared));
    expect(auto.shared).toBeGreaterThanOrEqual(row[0]! - 0.01);
    expect(auto.lowest).toBeGreaterThanOrEqual(row[1]! - 0.01);
  });

  it("auto is at least as good in the mean as the best fixed method", () => {
    expect(autos).toHaveLength(9);
    expect(bestFixedMean).toBeCloseTo(0.8784, 3);
    expect(autos.reduce((sum, one) => sum + one, 0) / 9).toBeGreaterThanOrEqual(bestFixedMean);
  });

  it("knowing the vendors is at least as good as the better vendor alone, under the same method and under plain one-coin", () => {
    const both = truthSet("vendors_zencrowd");
    const alone = truthSet("vendors_zencrowd", "us");
    const pooled = accuracyOn(both, runMethod("vendor-coin", both.table).posterior).shared;
    for (const method of ["vendor-coin", "one-coin-estimated"] as const)
      expect(pooled).toBeGreaterThanOrEqual(accuracyOn(alone, runMethod(method, alone.table).posterior).shared);
  });
});
