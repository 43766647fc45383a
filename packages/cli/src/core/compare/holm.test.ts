import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holm } from "./holm.ts";

describe("holm", () => {
  it("is the usual example: 0.01, 0.04, 0.03, 0.005", () => {
    // As R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives it.
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(10)))).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it("leaves a single test alone, and nothing alone", () => {
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });

  it("never makes a test more certain, keeps their order, and does not care in which order they come", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (values) => {
        const found = holm(values);
        for (const [i, p] of values.entries()) {
          expect(found[i]).toBeGreaterThanOrEqual(p);
          expect(found[i]).toBeLessThanOrEqual(1);
          for (const [j, q] of values.entries()) if (p < q) expect(found[i]).toBeLessThanOrEqual(found[j] ?? 1);
        }
        expect(holm(values.toReversed())).toEqual(found.toReversed());
      }),
    );
  });
});
