import { describe, expect, it } from "vitest";
import { quantileRatio } from "./ratio.ts";

describe("quantileRatio", () => {
  it("recovers limits from limits, on the logarithm", () => {
    // By hand: ln 2 -+ hypot(ln 1.25, ln 1.2) and hypot(ln 1.25, ln 1.25).
    const found = quantileRatio({ at: 10, low: 8, high: 12.5 }, { at: 5, low: 4, high: 6 });
    expect(found?.ratio).toBe(2);
    expect(found?.low).toBeCloseTo(Math.exp(Math.log(2) - Math.hypot(Math.log(1.25), Math.log(1.2))), 12);
    expect(found?.high).toBeCloseTo(Math.exp(Math.log(2) + Math.hypot(Math.log(1.25), Math.log(1.25))), 12);
  });

  it("turns over when the two are swapped", () => {
    const [a, b] = [
      { at: 10, low: 8, high: 13 },
      { at: 5, low: 4, high: 6 },
    ];
    expect(quantileRatio(b, a)?.low).toBeCloseTo(1 / (quantileRatio(a, b)?.high ?? Number.NaN), 12);
  });

  it("leaves a side open where a limit is open", () => {
    expect(quantileRatio({ at: 10, low: 8, high: undefined }, { at: 5, low: 4, high: 6 })).toMatchObject({ ratio: 2, high: undefined });
    expect(quantileRatio({ at: 10, low: 8, high: undefined }, { at: 5, low: 4, high: 6 })?.low).toBeGreaterThan(1);
  });

  it("knows nothing before both medians are there", () => {
    expect(quantileRatio({ at: undefined, low: 3, high: undefined }, { at: 5, low: 4, high: 6 })).toBeUndefined();
  });
});
