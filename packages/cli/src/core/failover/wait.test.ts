import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_WAIT_MS, retriesLeft, waitAfter, waitLeft } from "./wait.ts";

const question = { failures: 0, firstMs: 1_000, longestMs: 60_000, drawn: 0.5 };

describe("how long a vendor is left alone", () => {
  it.each([
    ["what it asks for", { ...question, retryAfterMs: 5_000 }, { ms: 5_000, scheduled: false }],
    ["ten minutes pass without a word", { ...question, retryAfterMs: 600_000 }, { ms: 600_000, scheduled: false }],
    ["an hour is a scheduled wait", { ...question, retryAfterMs: 3_600_000 }, { ms: 3_600_000, scheduled: true }],
    ["a year is a day", { ...question, retryAfterMs: 31_536_000_000 }, { ms: LONGEST_WAIT_MS, scheduled: true }],
    ["at once is a moment", { ...question, retryAfterMs: 0 }, { ms: 1, scheduled: false }],
    ["the past is no time", { ...question, retryAfterMs: -5 }, { ms: 500, scheduled: false }],
    ["nonsense is no time", { ...question, retryAfterMs: Number.NaN }, { ms: 500, scheduled: false }],
    ["nor is for ever", { ...question, retryAfterMs: Number.POSITIVE_INFINITY }, { ms: 500, scheduled: false }],
    ["twice as long after each failure", { ...question, failures: 3 }, { ms: 4_000, scheduled: false }],
    ["up to a limit", { ...question, failures: 300 }, { ms: 30_000, scheduled: false }],
  ] as const)("%s", (_, asked, wait) => {
    expect(waitAfter(asked)).toEqual(wait);
  });

  it("is never for ever and never nothing, whatever a vendor says", () => {
    fc.assert(
      fc.property(fc.double(), fc.nat(1_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (retryAfterMs, failures, drawn) => {
        const { ms } = waitAfter({ ...question, retryAfterMs, failures, drawn });
        expect(ms).toBeGreaterThanOrEqual(1);
        expect(ms).toBeLessThanOrEqual(LONGEST_WAIT_MS);
      }),
    );
  });

  it("is spread over the whole of it: from nothing to the limit", () => {
    const drawn = (at: number): number => waitAfter({ ...question, failures: 2, drawn: at }).ms;
    expect([drawn(0), drawn(0.25), drawn(0.999_999)]).toEqual([1, 1_000, 4_000]);
  });
});

describe("the retry budget", () => {
  it.each([
    [{ requests: 0, retries: 0 }, 3],
    [{ requests: 3, retries: 3 }, 0],
    [{ requests: 15, retries: 3 }, 0],
    [{ requests: 20, retries: 3 }, 1],
    [{ requests: 100, retries: 0 }, 20],
    [{ requests: 10, retries: 9 }, 0],
  ])("%o: %i more", (under, left) => {
    expect(retriesLeft(under)).toBe(left);
  });
});

describe("a wait another process was told of", () => {
  it("goes on where it was, and never grows", () => {
    expect(waitLeft({ since: 100, until: 200, now: 150 })).toBe(50);
    expect(waitLeft({ since: 100, until: 200, now: 500 })).toBe(0);
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(100_000), (since, ms, now) => {
        expect(waitLeft({ since, until: since + ms, now })).toBeLessThanOrEqual(ms);
      }),
    );
  });
});
