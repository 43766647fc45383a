import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lackingGold, pickGold, toldTopUp } from "./top-up-gold.ts";

type Lacking = typeof lackingGold;

/** With what is lacking, gold is as near to its share of work and gold together as a whole number can be, and never less than there is. */
const isNearest = (lacking: Lacking): fc.IProperty<[number, number, number]> =>
  fc.property(fc.nat(5_000), fc.nat(800), fc.integer({ min: 1, max: 500_000 }), (work, gold, share) => {
    const more = lacking({ work, gold }, share);
    expect(more).toBeGreaterThanOrEqual(0);
    const off = (count: number): number => Math.abs(count - (work * share) / (1_000_000 - share));
    const best = gold + more;
    if (more > 0) expect(off(best)).toBeLessThanOrEqual(Math.min(off(best - 1), off(best + 1)) + 1e-9);
    else expect(gold).toBeGreaterThanOrEqual((work * share) / (1_000_000 - share) - 0.5 - 1e-9);
  });

describe("gold for work that was taken over", () => {
  it("is the share of both together, to the nearest judgment, less what came along", () => {
    fc.assert(isNearest(lackingGold));
    expect([0, 4, 5, 9, 95].map((work) => lackingGold({ work, gold: 0 }, 100_000))).toEqual([0, 0, 1, 1, 11]);
    expect(lackingGold({ work: 90, gold: 8 }, 100_000)).toBe(2);
    expect(lackingGold({ work: 90, gold: 30 }, 100_000)).toBe(0);
  });

  it("comes to as much in many small moves as in a large one", () => {
    let [work, gold] = [0, 0];
    for (let moved = 0; moved < 95; moved += 1) {
      work += 1;
      gold += lackingGold({ work, gold }, 100_000);
    }
    expect(gold).toBe(11);
  });

  it("would be noticed where it is rounded down, or counted of the work alone", () => {
    const down: Lacking = ({ work, gold }, share) => Math.max(0, Math.floor((work * share) / (1_000_000 - share)) - gold);
    const alone: Lacking = ({ work, gold }, share) => Math.max(0, Math.round((work * share) / 1_000_000) - gold);
    expect([down, alone].map((wrong) => fc.check(isNearest(wrong)).failed)).toEqual([true, true]);
  });

  it("is picked in an order of its own, each item once, the same again for the same key", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(80), fc.string(), (items, lacking, key) => {
        const fresh = Array.from({ length: items }, (_, index) => index);
        const picked = pickGold(fresh, lacking, key);
        expect(new Set(picked).size).toBe(Math.min(items, lacking));
        expect(pickGold(fresh, lacking, key)).toEqual(picked);
      }),
    );
    const early = pickGold(
      Array.from({ length: 400 }, (_, index) => index),
      200,
      "k",
    ).filter((index) => index < 200).length;
    expect(Math.abs(early - 100)).toBeLessThan(30);
  });

  it("is told with what refused it: limits before items that are not there", () => {
    expect(toldTopUp({ vendor: "a", lacking: 3, asked: 3, added: 3 })).toEqual({ vendor: "a", lacking: 3, added: 3 });
    expect(toldTopUp({ vendor: "a", lacking: 3, asked: 2, added: 1, refusal: "at its cap, 9 of 9" }).because).toBe("at its cap, 9 of 9");
    expect(toldTopUp({ vendor: "a", lacking: 3, asked: 2, added: 2 }).because).toBe("no other gold item is left for it");
    expect(toldTopUp({ vendor: "a", lacking: 3, asked: 0, added: 0 }).because).toBe("no gold item is left for it");
  });
});
