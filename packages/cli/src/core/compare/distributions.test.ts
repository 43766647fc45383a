import { describe, expect, it } from "vitest";
import { chiSquareTail } from "../quality/numeric/chi-square.ts";
import { betaBelow, betaQuantile, normalTail, studentQuantile, studentTail } from "./distributions.ts";

describe("the tails and quantiles of the tables", () => {
  // Abramowitz and Stegun (1964), tables 26.1, 26.8 and 26.10, and any statistics textbook.
  it.each([
    ["χ² 3.841459 on 1", chiSquareTail(3.841458820694124, 1), 0.05],
    ["χ² 16.79 on 1", chiSquareTail(16.79294, 1), 4.169e-5],
    ["χ² 9.487729 on 4", chiSquareTail(9.487729036781154, 4), 0.05],
    ["χ² 124.342 on 100", chiSquareTail(124.3421134, 100), 0.05],
    ["χ² 0.4549 on 1", chiSquareTail(0.4549364231195727, 1), 0.5],
    ["normal 1.96", normalTail(1.959963984540054), 0.025],
    ["normal -1", normalTail(-1), 0.8413447460685429],
    ["t 2.262157 on 9", studentTail(2.2621571627409915, 9), 0.025],
    ["t quantile 9", studentQuantile(0.975, 9), 2.2621571627409915],
    ["t quantile 1", studentQuantile(0.975, 1), 12.706204736432095],
    ["t quantile ∞", studentQuantile(0.975, Number.POSITIVE_INFINITY), 1.959963984540054],
    ["beta(2, 3) below 0.4", betaBelow(0.4, 2, 3), 0.5248],
    ["beta quantile", betaQuantile(0.025, 8.5, 2.5), 0.49722550343722105],
  ])("%s", (_, found, expected) => {
    expect(Math.abs(found - expected) / expected).toBeLessThan(2e-4);
  });

  it("a beta quantile lies where its share ends", () => {
    for (const p of [0.001, 0.025, 0.5, 0.975])
      for (const [a, b] of [
        [0.5, 20.5],
        [180.5, 3.5],
        [1, 1],
      ] as const)
        expect(betaBelow(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
  });
});
