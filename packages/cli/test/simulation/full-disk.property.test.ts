import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import type { Store } from "../../src/ports/store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { plannedReplan } from "./planned-replan.ts";
import { capHolds, ledgerFirst, neverTwoPayees, nothingLost } from "./promises.ts";
import { runWorld } from "./run-world.ts";
import { worlds } from "./worlds.ts";

const solve = await loadHighs();

describe("a disk that is full", () => {
  it("ends the run at whichever write it is, and the next run goes on as if it had been a crash", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds(), fc.integer({ min: 1, max: 40 }), async (world, last) => {
        let writes = 0;
        const write =
          <Args extends unknown[], T>(real: (...args: Args) => Promise<T>) =>
          async (...args: Args): Promise<T> => {
            writes += 1;
            if (writes > last) throw new StoreError("full", "the disk is full");
            return real(...args);
          };
        const full = (real: Store): Store => ({
          ...real,
          reserve: write(real.reserve),
          apply: write(real.apply),
          place: write(real.place),
          saveCursor: write(real.saveCursor),
          saveEngagement: write(real.saveEngagement),
          recordFailover: write(real.recordFailover),
        });
        const rest = await runWorld(world, plannedReplan(solve), { store: full });
        expect([capHolds, ledgerFirst, neverTwoPayees, nothingLost].flatMap((check) => check(rest))).toEqual([]);
        await rest.store.close();
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
