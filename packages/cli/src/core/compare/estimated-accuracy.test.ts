import { describe, expect, it } from "vitest";
import { estimateAccuracy } from "./estimated-accuracy.ts";

const agreementOf = (p: number, q: number, classes: number): number => p * q + ((1 - p) * (1 - q)) / (classes - 1);

describe("estimateAccuracy", () => {
  it.each([2, 4])("finds the accuracies that made the agreement, %i classes", (classes) => {
    const truth = { a: 0.95, b: 0.8, c: 0.7, d: 0.9 };
    const names = Object.keys(truth) as (keyof typeof truth)[];
    const pairs = names.flatMap((a, index) =>
      names.slice(index + 1).map((b) => ({ a, b, items: 100, agreement: agreementOf(truth[a], truth[b], classes) })),
    );
    const found = estimateAccuracy(pairs, classes);
    for (const name of names) expect(found.get(name)).toBeCloseTo(truth[name], 10);
  });

  it("says nothing of two vendors, of pairs with few shared items, of pairs no better than chance, of one answer", () => {
    const pair = (a: string, b: string, items: number, agreement: number): { a: string; b: string; items: number; agreement: number } => ({
      a,
      b,
      items,
      agreement,
    });
    expect(estimateAccuracy([pair("a", "b", 100, 0.9)], 2).size).toBe(0);
    expect(estimateAccuracy([pair("a", "b", 100, 0.9), pair("a", "c", 100, 0.9), pair("b", "c", 19, 0.9)], 2).size).toBe(0);
    expect(estimateAccuracy([pair("a", "b", 100, 0.9), pair("a", "c", 100, 0.9), pair("b", "c", 100, 0.4)], 2).size).toBe(0);
    expect(estimateAccuracy([pair("a", "b", 100, 1), pair("a", "c", 100, 1), pair("b", "c", 100, 1)], 1).size).toBe(0);
  });
});
