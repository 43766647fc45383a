import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilson } from "../compare/wilson.ts";
import { isBelowFloor } from "./quality-test.ts";
import { silentAfter } from "./silence.ts";

const times = (count: number, ms: number): readonly number[] => Array.from({ length: count }, () => ms);

describe("how long a vendor may be silent", () => {
  it.each([
    { name: "nothing known of it: what was expected", ended: [], waiting: [], after: 3_000 },
    { name: "nineteen answers are too few", ended: times(19, 10), waiting: [], after: 3_000 },
    { name: "twenty quick ones: three times its own p90, but never less than lostAfter", ended: times(20, 10), waiting: [], after: 100 },
    { name: "twenty slow ones", ended: times(20, 5_000), waiting: [], after: 15_000 },
    {
      name: "what is open counts as slow, not as missing",
      ended: [...times(18, 10), ...times(2, 400)],
      waiting: times(3, 300),
      after: 1_200,
    },
    { name: "too much is open to tell: what was expected", ended: times(20, 10), waiting: times(80, 50), after: 3_000 },
    { name: "too much is open to tell, and it was slower once", ended: [...times(19, 10), 9_000], waiting: times(80, 50), after: 27_000 },
  ])("$name", ({ ended, waiting, after }) => {
    expect(silentAfter({ lostAfterMs: 100, expectedP90Ms: 1_000, past: { ended, waiting } })).toBe(after);
  });

  it("is never shorter than lostAfter, and never shortened by more open work", () => {
    const ms = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(fc.array(ms, { maxLength: 60 }), fc.array(ms, { maxLength: 60 }), ms, (ended, waiting, more) => {
        const question = { lostAfterMs: 100, expectedP90Ms: 1_000 };
        const before = silentAfter({ ...question, past: { ended, waiting } });
        expect(before).toBeGreaterThanOrEqual(100);
        // The curve of those that ended is pulled up by whatever is still open.
        const own = silentAfter({ ...question, expectedP90Ms: 0, past: { ended, waiting } });
        expect(silentAfter({ ...question, expectedP90Ms: 0, past: { ended, waiting: [...waiting, more] } })).toBeGreaterThanOrEqual(own);
      }),
    );
  });
});

describe("gold below the floor", () => {
  it.each([
    [{ right: 0, seen: 19 }, 800_000, false],
    [{ right: 0, seen: 20 }, 800_000, true],
    [{ right: 13, seen: 20 }, 800_000, false],
    [{ right: 11, seen: 20 }, 800_000, true],
    [{ right: 150, seen: 200 }, 800_000, false],
    [{ right: 148, seen: 200 }, 800_000, false],
    [{ right: 142, seen: 200 }, 800_000, true],
    [{ right: 19, seen: 20 }, 1_000_000, true],
    [{ right: 160, seen: 200 }, 800_000, false],
  ] as const)("%o at a floor of %i per million: %s", (count, floor, below) => {
    expect(isBelowFloor(count, floor)).toBe(below);
  });

  /** How often a vendor whose answers are right with the chance `rate` is ever held, asked after each of `answers`: walked through exactly. */
  const everHeld = (
    rate: number,
    isHeld: (count: { readonly right: number; readonly seen: number }) => boolean,
    answers = 2000,
  ): number => {
    let chances = new Float64Array(answers + 1);
    chances[0] = 1;
    let held = 0;
    // Counts up to this one are held, and it never goes down.
    let bar = -1;
    for (let seen = 1; seen <= answers; seen += 1) {
      const next = new Float64Array(answers + 1);
      for (let right = Math.max(0, bar); right < seen; right += 1) {
        next[right]! += chances[right]! * (1 - rate);
        next[right + 1]! += chances[right]! * rate;
      }
      chances = next;
      while (bar < seen && isHeld({ right: bar + 1, seen })) bar += 1;
      for (let right = 0; right <= bar; right += 1) {
        held += chances[right]!;
        chances[right] = 0;
      }
    }
    return held;
  };

  it.each([0.5, 0.6, 0.8, 0.9, 0.95, 0.98])(
    "holds at most 1 vendor in 20 that is right at a floor of %d, however often it is asked",
    (floor) => {
      const asked = (count: { readonly right: number; readonly seen: number }): boolean => isBelowFloor(count, floor * 1_000_000);
      const found = everHeld(floor, asked);
      expect(found).toBeLessThanOrEqual(0.051);
      expect(everHeld(Math.min(0.99, floor + 0.03), asked)).toBeLessThan(found);
      // And what is really below is found: ten points within 400 answers.
      expect(everHeld(floor - 0.1, asked, 400)).toBeGreaterThan(0.9);
    },
  );

  it("notices an interval that is looked at again and again", () => {
    const peeking = ({ right, seen }: { readonly right: number; readonly seen: number }): boolean =>
      seen >= 20 && (wilson(right, seen)?.high ?? 1) < 0.8;
    expect(everHeld(0.8, peeking)).toBeGreaterThan(0.15);
  });

  it("is never said of a vendor at or above the floor", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), fc.nat(1_000_000), (seen, drawn, floor) => {
        const right = drawn % (seen + 1);
        if (right / seen >= floor / 1_000_000) expect(isBelowFloor({ right, seen }, floor)).toBe(false);
      }),
    );
  });
});
