import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

describe("durations", () => {
  it.each([
    ["45s", 45_000],
    ["30m", 1_800_000],
    ["6h", 21_600_000],
    ["2d", 172_800_000],
    ["1.5h", 5_400_000],
    ["0.25s", 250],
    [" 2 d ", 172_800_000],
  ])("%s is %d ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(["", "6", "6 hours", "6H", "-6h", "1.2345s", "0.0001s", "1e3s", "2w"])("%j is none", (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it("are written in the largest unit that stays exact", () => {
    expect([45_000, 90_000, 5_400_000, 172_800_000, 250, 0].map(formatDuration)).toEqual(["45s", "90s", "90m", "2d", "0.25s", "0s"]);
  });

  it("come back as they were written", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 86_400_000 * 400 }), (ms) => parseDuration(formatDuration(ms)) === ms));
  });
});
