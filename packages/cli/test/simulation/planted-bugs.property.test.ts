import { describe, expect, it } from "vitest";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import { catchBug } from "./catch-bug.ts";
import { plantedBugs } from "./planted-bugs.ts";
import { plantedLimits } from "./planted-limits.ts";

const MOST_SEEDS = 5_000;
const solve = await loadHighs();
const planted = [...plantedBugs, ...plantedLimits];

describe(`${planted.length} planted bugs`, () => {
  it("are two dozen and more, each another", () => {
    expect(new Set(planted.map(({ bug }) => bug)).size).toBe(planted.length);
    expect(planted.length).toBeGreaterThanOrEqual(24);
  });

  it.each(planted)("$bug: breaks $breaks, and is seen to", { timeout: 900_000 }, async (one) => {
    const caught = await catchBug(one, { solve, most: MOST_SEEDS });
    expect(caught, `not seen in ${MOST_SEEDS} seeds`).toBeDefined();
  });
});
