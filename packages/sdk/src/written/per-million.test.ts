import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePercent, perMillion, sharePerMillion } from "./per-million.ts";

describe("shares as parts per million", () => {
  it.each([
    [0.57, 570_000],
    [0.29, 290_000],
    [1, 1_000_000],
    [0.1 + 0.2, 300_000],
    [1 / 3, 333_333],
    [2 / 3, 666_666],
  ])("%d is %d", (share, parts) => expect(perMillion(share)).toBe(parts));

  it("are the same as a number and as a percentage", () => {
    expect([0.05, "5%", "5 %", "5.0%"].map(sharePerMillion)).toEqual([50_000, 50_000, 50_000, 50_000]);
  });

  it("are exact for every share of up to six places", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), (parts) => perMillion(Number(`${parts}e-6`)) === parts));
  });

  it("are never more than what was written", () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => perMillion(share) <= share * 1_000_000 + 1e-5));
  });
});

describe("percentages", () => {
  it.each([
    ["30%", 300_000],
    ["12.5 %", 125_000],
    ["0.0001%", 1],
    ["0%", 0],
  ])("%s is %d per million", (text, parts) => expect(parsePercent(text)).toBe(parts));

  it.each(["30", "-3%", "0.00001%", "%"])("%j is none", (text) => expect(parsePercent(text)).toBeUndefined());
});
