import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestRemainder } from "./largest-remainder.ts";

describe("largestRemainder", () => {
  it.each([
    [10, [1, 1, 1], [4, 3, 3]],
    [100, [300_000, 700_000], [30, 70]],
    [7, [5, 3, 1], [4, 2, 1]],
    [1, [1, 1], [1, 0]],
    [5, [0, 0], [0, 0]],
    [0, [3, 4], [0, 0]],
    [5160, [333_333, 333_333, 333_334], [1720, 1720, 1720]],
  ])("splits %i by %j into %j", (total, weights, parts) => {
    expect(largestRemainder(total, weights)).toEqual(parts);
  });

  it("adds up to the total, and every part is its exact share to less than one", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 }), (total, weights) => {
        const sum = weights.reduce((all, weight) => all + weight, 0);
        fc.pre(sum > 0);
        const parts = largestRemainder(total, weights);
        expect(parts.reduce((all, part) => all + part, 0)).toBe(total);
        for (const [part, count] of parts.entries()) {
          const distance = BigInt(count) * BigInt(sum) - BigInt(total) * BigInt(weights[part] ?? 0);
          expect(distance < BigInt(sum) && distance > -BigInt(sum)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
