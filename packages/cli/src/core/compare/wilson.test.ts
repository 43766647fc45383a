import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilson } from "./wilson.ts";

describe("wilson", () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])("%i of %i: %f to %f, as published", (right, seen, low, high) => {
    const interval = wilson(right, seen);
    expect(interval?.rate).toBe(right / seen);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it("knows nothing of nothing", () => expect(wilson(0, 0)).toBeUndefined());

  it("keeps the rate inside its limits, and the limits between 0 and 1", () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true }), (more, share) => {
        const seen = more + 1;
        const interval = wilson(Math.min(seen, seen * share), seen);
        expect(interval).toBeDefined();
        const { rate, low, high } = interval ?? { rate: Number.NaN, low: Number.NaN, high: Number.NaN };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(rate + 1e-12);
        expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });
});
