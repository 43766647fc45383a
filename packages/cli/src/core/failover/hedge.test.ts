import { describe, expect, it } from "vitest";
import { hedgesAtMost, stragglerAfter } from "./hedge.ts";

const p95 = { afterPerMillion: 950_000 };
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("what is a straggler", () => {
  it.each([
    ["nineteen answers do not tell", { ended: upTo(19), waiting: [] }, undefined],
    ["the slowest twentieth of a hundred", { ended: upTo(100), waiting: [] }, 95.5],
    ["what is open counts as slow", { ended: upTo(96), waiting: [200, 200, 200, 200] }, 95.5],
    ["too much is open to tell", { ended: upTo(90), waiting: upTo(10).map(() => 200) }, undefined],
  ] as const)("%s", (_, past, after) => {
    expect(stragglerAfter(p95, past)).toBe(after);
  });

  it("is at most so many, rounded down", () => {
    expect([0, 33, 34, 1_000].map((slots) => hedgesAtMost({ atMostPerMillion: 30_000 }, slots))).toEqual([0, 0, 1, 30]);
  });
});
