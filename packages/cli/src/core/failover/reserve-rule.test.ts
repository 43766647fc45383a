import { describe, expect, it } from "vitest";
import { groupAllows } from "./reserve-rule.ts";

describe("groupAllows", () => {
  it.each([
    [[], 1, true],
    [["a"], 1, true],
    [["b"], 1, false],
    [["b"], 2, true],
    [["a", "b"], 2, true],
    [["b", "c"], 2, false],
  ])("lets a have more of a group that is with %j, where %i may be at work: %s", (atWork, owners, allowed) => {
    expect(groupAllows("a", { keep: "together", owners, atWork: new Set(atWork) })).toBe(allowed);
  });

  it.each([
    [10, 500_000, 4, false, true],
    [10, 500_000, 5, false, false],
    [10, 500_000, 5, true, true],
    [3, 500_000, 0, false, true],
    [3, 500_000, 1, false, false],
    // Never less than one, or nobody could have any.
    [1, 100_000, 0, false, true],
    // Floating point would make 2 of this.
    [100, 29_000 * 10, 28, false, true],
    [100, 29_000 * 10, 29, false, false],
  ])("of %i items at most %i parts per million, %i held, known %s: %s", (items, atMostPerMillion, held, known, allowed) => {
    expect(groupAllows("a", { keep: "apart", items, atMostPerMillion, held, known })).toBe(allowed);
  });
});
