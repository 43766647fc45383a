import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyComparison, sampleComparison } from "./__fixtures__/sample-documents.ts";
import { compareVendors } from "../core/compare/index.ts";
import { compareText } from "./compare-text.ts";
import type { CompareDocument } from "./documents.ts";
import { pairSentence } from "./pair-sentence.ts";
import { textWidth } from "./text-width.ts";

const pair: CompareDocument["pairs"][number] = {
  a: "scale",
  b: "surge",
  matchedItems: 258,
  agreement: { rate: 0.84, low: 0.79, high: 0.88, kappa: null },
  turnaround: { ratio: 0.76, low: 0.7, high: 0.83, logRank: null },
  cost: { ratio: 0.8 },
  quality: {
    difference: -0.109,
    low: -0.161,
    high: -0.054,
    basis: "same items",
    items: 258,
    p: 0.0001,
    pAdjusted: 0.0002,
    effect: 1,
    support: null,
    bootstrap: null,
  },
  verdict: "b",
  decidedBy: "quality",
};

describe("pairSentence", () => {
  it("puts the better one first and turns every figure with it", () => {
    expect(pairSentence(pair)).toBe(
      "surge against scale: better by 10.9 points (5.4 to 16.1) at + 25 % a piece, but slower at p50. Enough data.",
    );
  });

  it("says when quality was seen on separate items, and leaves out what is not known", () => {
    const over = {
      turnaround: { ratio: null, low: null, high: null, logRank: null },
      cost: { ratio: null },
      quality: { ...pair.quality, basis: "separate items" as const },
    };
    expect(pairSentence({ ...pair, ...over })).toBe(
      "surge against scale: better by 10.9 points (5.4 to 16.1) on separate items. Enough data.",
    );
  });

  it("has words for a tie in quality that price or speed decides", () => {
    const even = { ...pair.quality, difference: 0.002, low: -0.009, high: 0.013 };
    expect(pairSentence({ ...pair, quality: even, verdict: "a", decidedBy: "cost" })).toBe(
      "scale against surge: the same quality within two points (−0.9 to 1.3), and cheaper, − 20 % a piece, and faster at p50. Enough data.",
    );
    expect(pairSentence({ ...pair, quality: even, cost: { ratio: 1 }, verdict: "a", decidedBy: "turnaround" })).toBe(
      "scale against surge: the same quality within two points (−0.9 to 1.3) at the same price, and faster at p50. Enough data.",
    );
  });

  it("says what it would take where it cannot tell", () => {
    const { decidedBy: _, ...rest } = pair;
    const unsure = { ...rest, verdict: "not enough data" as const };
    expect(pairSentence({ ...unsure, needs: { items: 243, cost: 341.2, currency: "USD", toTell: 0.02 } })).toBe(
      "scale against surge: not enough data; about 240 more shared items (about USD 340) would tell a difference of 2 points.",
    );
    expect(
      pairSentence({
        ...unsure,
        quality: { ...pair.quality, basis: "none" },
        needs: { items: 1, cost: null, currency: "USD", toTell: 0.01 },
      }),
    ).toBe("scale against surge: not enough data; about 1 more shared item with known answers would tell a difference of 1 point.");
    expect(pairSentence(unsure)).toBe(
      "scale against surge: the same quality within two points at the same price; turnaround tells no difference.",
    );
  });
});

const empty = emptyComparison("scale", "mercor");
const [emptyScale, emptyMercor] = empty.vendors;
if (emptyScale === undefined || emptyMercor === undefined) throw new Error("two vendors were asked for");

const small: CompareDocument = {
  ...empty,
  vendors: [
    {
      ...emptyScale,
      vendor: "scale",
      slots: 2064,
      answered: 1652,
      open: 412,
      withdrawn: 0,
      turnaroundHours: {
        p50: 6.8,
        low50: 6.5,
        high50: 7.1,
        p90: 25,
        low90: 23,
        high90: 28,
        p95: 30,
        low95: 27,
        high95: null,
        censored: 412,
        curve: [],
      },
      cost: {
        ...emptyScale.cost,
        total: 165.12,
        final: 165.12,
        overhead: 0,
        perAnswer: 0.08,
        perAccepted: 0.08,
        perRight: 0.094,
        currency: "USD",
      },
      quality: {
        ...emptyScale.quality,
        gold: { right: 182, seen: 214, rate: 182 / 214, low: 0.797, high: 0.893 },
        truth: { right: 0, seen: 0, rate: null, low: null, high: null },
        matched: { items: 258, agreement: 0.84, low: 0.79, high: 0.88 },
        estimatedAccuracy: null,
      },
      failures: 0,
      refusals: 0,
      rework: 0,
    },
    {
      ...emptyMercor,
      vendor: "mercor",
      slots: 3,
      answered: 0,
      open: 0,
      withdrawn: 0,
      turnaroundHours: {
        p50: null,
        low50: null,
        high50: null,
        p90: null,
        low90: null,
        high90: null,
        p95: null,
        low95: null,
        high95: null,
        censored: 3,
        curve: [],
      },
      cost: {
        ...emptyMercor.cost,
        total: 12.5,
        final: 0,
        overhead: 12.5,
        perAnswer: null,
        perAccepted: null,
        perRight: null,
        currency: "USD",
      },
      quality: {
        ...emptyMercor.quality,
        gold: { right: 0, seen: 0, rate: null, low: null, high: null },
        truth: { right: 0, seen: 0, rate: null, low: null, high: null },
        matched: { items: 0, agreement: null, low: null, high: null },
        estimatedAccuracy: null,
      },
      failures: 3,
      refusals: 0,
      rework: 0,
    },
  ],
  pairs: [{ ...pair, b: "mercor", verdict: "not enough data", needs: { items: 1200, cost: null, currency: "USD", toTell: 0.02 } }],
  frontier: ["scale", "mercor"],
};

describe("compareText", () => {
  it("puts vendors side by side, with intervals beside figures", () => {
    expect(compareText(small)).toBe(
      `${[
        "                     scale                 mercor",
        "turnaround p50       6.8 h   6.5–7.1       –",
        "           p90       25 h    23–28         –",
        "answered             1,652   of 2,064      0  of 3",
        "cost per answer      USD 0.080             –  not final",
        "     per right one   USD 0.094             –",
        "     total           USD 165.12            USD 12.50",
        "gold right           85.0 %  80–89 (214)   –",
        "agrees with others   84.0 %  79–88 (258)   –",
        "failed               –                     3",
        "",
        "agreement, same items: scale–mercor 84 % (258 items)",
        "412 still open, counted as open (scale 412)",
        "",
        "scale against mercor: not enough data; about 1,200 more shared items would tell a difference of 2 points.",
        "Not beaten on cost, time and quality together: scale, mercor.",
      ].join("\n")}\n`,
    );
  });

  it("has a word for nothing at all", () => {
    expect(compareText(emptyComparison())).toBe("There is nothing to compare yet: no vendor has been sent anything.\n");
  });

  it("puts vendors below each other where they do not fit, and stays inside the columns", () => {
    const document = sampleComparison();
    expect(compareText(document, { columns: 60 }).match(/^turnaround p50/gm)).toHaveLength(3);
    fc.assert(
      fc.property(fc.integer({ min: 48, max: 160 }), (columns) => {
        for (const line of compareText(document, { columns }).split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 40 },
    );
  });

  it("shows with bars where the money went and when answers come, and says what is owed", () => {
    const hour = 3_600_000;
    const answered = (vendor: string, at: number, costMicros: number) => ({
      attempt: {
        vendor,
        outcome: { ended: "answered", turnaroundMs: hour } as const,
        costMicros,
        costFinal: true,
        estimate: { lowMicros: costMicros, highMicros: costMicros * 1.25 },
      },
      judgment: { item: at, vendor, answer: "x", accepted: true, at: at * hour },
    });
    const facts = [
      answered("scale", 1, 80_000),
      answered("scale", 1, 80_000),
      answered("scale", 2, 80_000),
      answered("mercor", 5, 1_200_000),
      answered("mercor", 29, 1_200_000),
    ];
    const open = {
      vendor: "mercor",
      outcome: { ended: "open", openMs: hour } as const,
      costMicros: 1_200_000,
      costFinal: false,
      owed: { lowMicros: 0, highMicros: 1_200_000 },
    };
    const text = compareText(
      compareVendors({
        jobs: ["j"],
        currency: "USD",
        vendors: ["scale", "mercor"],
        attempts: [...facts.map(({ attempt }) => attempt), open],
        judgments: facts.map(({ judgment }) => judgment),
      }),
    );
    expect(text).toContain(
      [
        "answers by hour of the day, UTC, from midnight on",
        "  scale   ·█▅·····················  72 a day",
        "  mercor  ·····█··················  2.0 a day",
        "",
        "where the money went",
        "  scale   USD 0.240  █░░░░░░░░░░░  answers 0.240",
        "  mercor  USD 3.60   ████████████  answers 2.40, open 1.20",
        "If everything stops now, USD 2.64 to 3.84 is owed in all; what is paid for was expected to cost 2.64 to 3.30, and came to 2.64.",
      ].join("\n"),
    );
    expect(text).toContain("Turnaround is not shown to differ between these vendors (log-rank, p = ");
  });
});
