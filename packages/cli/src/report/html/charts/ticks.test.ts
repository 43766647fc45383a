import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hourTicks, hourWords, roundTicks, shareTicks, tickWords } from "./ticks.ts";

const words = (ticks: readonly number[], word: (value: number) => string): readonly string[] => ticks.map(word);

describe("ticks", () => {
  it.each([
    [1.37, ["0", "0.5", "1.0", "1.5"]],
    [0.094, ["0", "0.025", "0.050", "0.075", "0.100"]],
    [1234, ["0", "500", "1,000", "1,500"]],
    [0, ["0", "1"]],
  ])("are round up to %s", (max, expected) => expect(words(roundTicks(max), tickWords(roundTicks(max)))).toEqual(expected));

  it.each([
    [0.1, ["0", "5 min"]],
    [17, ["0", "4 h", "8 h", "12 h", "16 h"]],
    [88, ["0", "1 d", "2 d", "3 d"]],
    [2000, ["0", "30 d", "60 d"]],
  ])("are times a person counts in, up to %s hours", (until, expected) =>
    expect(words(hourTicks(until), hourWords(hourTicks(until)))).toEqual(expected),
  );

  it.each([
    [0.93, [0.9, 0.95, 1]],
    [0.775, [0.7, 0.8, 0.9, 1]],
    [0.3, [0.2, 0.4, 0.6, 0.8, 1]],
    [1, [0.95, 1]],
    [0, [0, 0.25, 0.5, 0.75, 1]],
  ])("are shares from below %s to one", (lowest, expected) => expect(shareTicks(lowest)).toEqual(expected));

  it("are few and rise, and reach what is to be drawn", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e7, noNaN: true }), (max) => {
        const ticks = roundTicks(max);
        expect(shareTicks(Math.min(1, max))[0]).toBeLessThanOrEqual(Math.min(1, max));
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * 0.999);
        for (const list of [ticks, hourTicks(max), shareTicks(Math.min(1, max))]) {
          expect(list.length).toBeGreaterThan(0);
          expect(list.length).toBeLessThanOrEqual(6);
          expect(list).toEqual([...new Set(list)].toSorted((a, b) => a - b));
        }
      }),
    );
  });
});
