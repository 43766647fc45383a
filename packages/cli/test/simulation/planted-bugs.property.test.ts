import { describe, expect, it } from "vitest";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import { catchBug } from "./catch-bug.ts";
import { plantedBugs } from "./planted-bugs.ts";

const MOST_SEEDS = 5_000;
const solve = await loadHighs();

describe(`${plantedBugs.length} planted bugs`, () => {
  it("are two dozen and more, each another", () => {
    expect(new Set(plantedBugs.map(({ bug }) => bug)).size).toBe(plantedBugs.length);
    expect(plantedBugs.length).toBeGreaterThanOrEqual(24);
  });

  it.each(plantedBugs)("$bug: breaks $breaks, and is seen to", { timeout: 300_000 }, async (planted) => {
    const caught = await catchBug(planted, { solve, most: MOST_SEEDS });
    expect(caught, `not seen in ${MOST_SEEDS} seeds`).toBeDefined();
  });
});
