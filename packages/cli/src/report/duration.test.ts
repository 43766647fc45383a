import { describe, expect, it } from "vitest";
import { formatClock } from "./clock.ts";
import { formatElapsed, formatHours, formatHoursRange, formatRemaining } from "./duration.ts";

describe("durations", () => {
  it.each([
    [formatHours(0.005), "18 s"],
    [formatHours(0.2), "12 min"],
    [formatHours(6.8), "6.8 h"],
    [formatHours(7), "7 h"],
    [formatHours(25.2), "25 h"],
    [formatHours(45.6), "1.9 d"],
    [formatHours(48), "2 d"],
    [formatHours(336), "14 d"],
    [formatHours(null), "–"],
    [formatHoursRange({ at: 6.8, low: 6.5, high: 7.1 }), "6.5–7.1"],
    [formatHoursRange({ at: 25, low: 23.4, high: 48 }), "23–48"],
    [formatHoursRange({ at: 6.8, low: 6.5, high: null }), "6.5–…"],
    [formatHoursRange({ at: 6.8, low: null, high: null }), ""],
    [formatHoursRange({ at: null, low: 3, high: null }), ""],
    [formatElapsed(41_000), "00:41"],
    [formatElapsed(3_723_000), "1:02:03"],
    [formatElapsed(183_840_000), "2 d 03:04"],
    [formatElapsed(-5), "00:00"],
    [formatRemaining(31 * 60_000), "about 31 min"],
  ])("%s", (got, expected) => expect(got).toBe(expected));
});

describe("formatClock", () => {
  const now = Date.parse("2026-11-03T15:00:00Z");

  it("says today where it is", () => {
    expect(formatClock("2026-11-03T14:02:59.000Z", { now })).toBe("today 14:02");
    expect(formatClock("2026-11-02T14:02:59.000Z", { now })).toBe("2026-11-02 14:02");
    expect(formatClock("2026-11-03T14:02:59.000Z")).toBe("2026-11-03 14:02");
  });

  it("goes by the time zone it is given", () => {
    expect(formatClock("2026-11-02T23:30:00.000Z", { now, timeZone: "Europe/Berlin" })).toBe("today 00:30");
  });

  it("knows no time from nothing", () => {
    expect(formatClock(null)).toBe("–");
    expect(formatClock("soon")).toBe("–");
  });
});
