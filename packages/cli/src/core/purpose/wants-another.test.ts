import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JudgedSoFar, wantsAnother } from "./wants-another.ts";

const rules = { untilPerMillion: 900_000, atMost: 4 };
const split: JudgedSoFar = { confidence: 0.5, slots: 2, unfinished: false, isGold: false };

describe("one more owner", () => {
  it.each([
    ["two that differ", split, true],
    ["two that agree", { ...split, confidence: 0.95 }, false],
    ["exactly as sure as was asked for", { ...split, confidence: 0.9 }, false],
    ["one alone, which is no consensus", { ...split, confidence: undefined, slots: 1 }, true],
    ["four, still unsure", { ...split, slots: 4 }, false],
    ["one on its way", { ...split, unfinished: true }, false],
    ["a known answer", { ...split, isGold: true }, false],
  ])("%s: %j", (_, item, wants) => expect(wantsAnother(item, rules)).toBe(wants));

  it("never passes the most, however unsure", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 9 }),
        (confidence, slots, atMost) => {
          const wants = wantsAnother({ confidence, slots, unfinished: false, isGold: false }, { untilPerMillion: 1_000_000, atMost });
          if (wants) expect(slots).toBeLessThan(atMost);
        },
      ),
    );
  });
});
