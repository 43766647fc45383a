import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairedDifference, separateDifference } from "./difference.ts";

describe("separateDifference", () => {
  // Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 10, 0.6075, 1],
  ])("%i/%i - %i/%i: %f to %f, as published", (right, seen, otherRight, otherSeen, low, high) => {
    const found = separateDifference({ right, seen }, { right: otherRight, seen: otherSeen });
    expect(found?.difference).toBeCloseTo(right / seen - otherRight / otherSeen, 12);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  it("needs something of both", () => expect(separateDifference({ right: 1, seen: 1 }, { right: 0, seen: 0 })).toBeUndefined());
});

describe("pairedDifference", () => {
  it("gives the interval of the worked example: 0.122, 0.011 to 0.226", () => {
    // Altman et al., Statistics with Confidence (2000), table 6.2.
    const found = pairedDifference({ bothRight: 14, onlyA: 5, onlyB: 0, neither: 22 });
    expect(found?.difference).toBeCloseTo(0.122, 3);
    expect(found?.low).toBeCloseTo(0.011, 3);
    expect(found?.high).toBeCloseTo(0.226, 3);
  });

  it("is nothing without items", () => expect(pairedDifference({ bothRight: 0, onlyA: 0, onlyB: 0, neither: 0 })).toBeUndefined());

  it("turns its sign when the vendors are swapped, and holds the difference", () => {
    const cell = fc.nat(400);
    fc.assert(
      fc.property(cell, cell, cell, cell, (bothRight, onlyA, onlyB, neither) => {
        fc.pre(bothRight + onlyA + onlyB + neither > 0);
        const found = pairedDifference({ bothRight, onlyA, onlyB, neither });
        const swapped = pairedDifference({ bothRight, onlyA: onlyB, onlyB: onlyA, neither });
        if (!found || !swapped) throw new Error("both have items");
        expect(found.low).toBeCloseTo(-swapped.high, 10);
        expect(found.low).toBeLessThanOrEqual(found.difference + 1e-12);
        expect(found.high).toBeGreaterThanOrEqual(found.difference - 1e-12);
      }),
    );
  });

  it("gets narrower with more of the same", () => {
    const width = (times: number): number => {
      const found = pairedDifference({ bothRight: 80 * times, onlyA: 8 * times, onlyB: 4 * times, neither: 8 * times });
      return (found?.high ?? Number.NaN) - (found?.low ?? Number.NaN);
    };
    expect(width(4)).toBeLessThan(width(1));
    expect(width(100)).toBeLessThan(width(4) / 4);
  });
});
