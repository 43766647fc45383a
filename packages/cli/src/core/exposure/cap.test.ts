import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capOf, roomUnderCap, shareToHold } from "./cap.ts";

describe("capOf", () => {
  it.each([
    [5160, 400_000, 2064],
    [5160, 500_000, 2580],
    [5160, 300_000, 1548],
    [100, 290_000, 29],
    [3, 333_333, 0],
    [3, 333_334, 1],
    [10, 1_000_000, 10],
    [0, 400_000, 0],
    [7, undefined, 7],
  ])("of %i items at %s per million is %i", (items, share, cap) => {
    expect(capOf(items, share)).toBe(cap);
  });

  it("is never more than the share, and one more would be", () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.integer({ min: 1, max: 999_999 }), (items, share) => {
        const cap = BigInt(capOf(items, share));
        expect(cap * 1_000_000n <= BigInt(items) * BigInt(share)).toBe(true);
        expect((cap + 1n) * 1_000_000n > BigInt(items) * BigInt(share)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("shareToHold", () => {
  it("is the smallest thousandth that holds the items", () => {
    expect(shareToHold(5160, 1720)).toBe(334_000);
    expect(shareToHold(5160, 2064)).toBe(400_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.nat(), (items, some) => {
        const held = some % (items + 1);
        const share = shareToHold(items, held);
        expect(share % 1000).toBe(0);
        expect(capOf(items, share)).toBeGreaterThanOrEqual(held);
        if (share > 0) expect(capOf(items, share - 1000)).toBeLessThan(held);
      }),
      { numRuns: 1000 },
    );
  });
});

it("leaves no room over the cap", () => {
  expect(roomUnderCap(10, 4)).toBe(6);
  expect(roomUnderCap(10, 12)).toBe(0);
});
