import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { haveTruthSets, truthFolder } from "../__fixtures__/truth-sets.ts";
import { bootstrapInterval, resamplesFor } from "./bootstrap.ts";
import { cohenKappa, fleissKappa } from "./kappa.ts";
import { krippendorffAlpha, type Metric } from "./krippendorff.ts";
import { unitsOf } from "./units.ts";

/** Coders as strings of digits and letters, `.` for a missing value; units are the columns. */
const coded = (...coders: readonly string[]): ReturnType<typeof unitsOf> =>
  unitsOf(
    Array.from({ length: coders[0]!.length }, (_, unit) =>
      coders.map((coder) => {
        const value = coder[unit]!;
        return value === "." ? undefined : /\d/.test(value) ? Number(value) : value.charCodeAt(0);
      }),
    ),
  );

const k2011 = coded("123321412...", "123322412 5.3".replace(" ", ""), ".33323422 51.".replace(" ", ""), "123324412 51.".replace(" ", ""));
const wikipedia = coded(".....3412113 3.3".replace(" ", ""), "1.213343.......", "..21344.211 33.4".replace(" ", ""));

describe("Krippendorff's alpha", () => {
  it.each<[string, ReturnType<typeof unitsOf>, Metric, number, number]>([
    ["2011 A", coded("0100000010", "1110010000"), "nominal", 0.095238, 6],
    ["2011 B", coded("aabbdcccedda", "babbbccceddd"), "nominal", 0.691964, 6],
    ["2011 C", k2011, "nominal", 0.743421052632, 11],
    ["2011 D", k2011, "ordinal", 0.815, 3],
    ["2011 D", k2011, "interval", 0.849, 3],
    ["2011 D", k2011, "ratio", 0.797, 3],
    ["Wikipedia", wikipedia, "nominal", 0.691358, 6],
    ["Wikipedia", wikipedia, "interval", 0.810845, 6],
    ["nltk's dresses", unitsOf([[1, 0, 0], [1, 0], [0]]), "nominal", -0.333333, 6],
    [
      "crowd-kit's docstring",
      unitsOf([
        [1, 1],
        [0, 0],
        [1, 0],
      ]),
      "nominal",
      0.444444,
      6,
    ],
  ])("%s, %#", (_, units, metric, alpha, digits) => {
    expect(krippendorffAlpha(units, metric)).toBeCloseTo(alpha, digits);
  });

  it("has no value where nothing can disagree", () => {
    expect(krippendorffAlpha(unitsOf([[1, 1], [1, 1, 1], [2]]))).toBeUndefined();
    expect(krippendorffAlpha(unitsOf([[1], [2]]))).toBeUndefined();
    expect(krippendorffAlpha(unitsOf([]))).toBeUndefined();
  });

  it("does not care who gave a value, nor about units with one value, and weights are repeats", () => {
    const rows = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(rows, fc.constantFrom<Metric>("nominal", "ordinal", "interval", "ratio"), (given, metric) => {
        const alpha = krippendorffAlpha(unitsOf(given), metric);
        const close = (other: number | undefined): void =>
          alpha === undefined ? expect(other).toBeUndefined() : expect(other).toBeCloseTo(alpha, 9);
        close(krippendorffAlpha(unitsOf(given.map((row) => row.toReversed()).toReversed()), metric));
        close(krippendorffAlpha(unitsOf([...given, [3], [1]]), metric));
        const doubled = krippendorffAlpha(unitsOf([...given, ...given]), metric);
        const weighted = krippendorffAlpha(
          unitsOf(given),
          metric,
          given.map(() => 2),
        );
        if (doubled === undefined) expect(weighted).toBeUndefined();
        else expect(weighted).toBeCloseTo(doubled, 9);
      }),
    );
  });
});

describe("kappas", () => {
  it.each([
    [
      [
        [20, 5],
        [10, 15],
      ],
      "none",
      0.4,
    ],
    [
      [
        [45, 15],
        [25, 15],
      ],
      "none",
      0.1304,
    ],
    [
      [
        [25, 35],
        [5, 35],
      ],
      "none",
      0.2593,
    ],
    [
      [
        [0, 4, 1],
        [0, 8, 0],
        [0, 1, 5],
      ],
      "none",
      0.4842,
    ],
    [
      [
        [0, 4, 1],
        [0, 8, 0],
        [0, 1, 5],
      ],
      "linear",
      0.4701,
    ],
  ] as const)("Cohen's of %j, weights %s", (table, weights, kappa) => {
    expect(cohenKappa(table, weights)).toBeCloseTo(kappa, 4);
  });

  it.each([
    ["0,0,0,0,14|0,2,6,4,2|0,0,3,5,6|0,3,9,2,0|2,2,8,1,1|7,7,0,0,0|3,2,6,3,0|2,5,3,2,2|6,5,2,1,0|0,2,2,3,7", 0.20993070442195522],
    ["7,1|3,5", 0.161905],
    ["6,1,0|0,7,0", 0.708333],
  ])("Fleiss' of %s", (text, kappa) => {
    expect(fleissKappa(text.split("|").map((row) => row.split(",").map(Number)))).toBeCloseTo(kappa, 6);
  });

  it("have no value where everything is alike", () => {
    expect(
      cohenKappa([
        [5, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
    expect(
      fleissKappa([
        [3, 0],
        [2, 0],
      ]),
    ).toBeUndefined();
    expect(fleissKappa([])).toBeUndefined();
  });
});

describe.skipIf(!haveTruthSets)("every example of ../shared/data/truth/vectors.json", () => {
  it("is met", () => {
    const vectors = JSON.parse(readFileSync(join(truthFolder, "vectors.json"), "utf8")) as {
      readonly krippendorff: readonly {
        readonly coders: readonly (readonly (number | string | null)[])[];
        readonly metric: Metric;
        readonly alpha: number;
      }[];
      readonly cohen: readonly Record<string, unknown>[];
      readonly fleiss: readonly { readonly counts: readonly (readonly number[])[]; readonly kappa: number }[];
    };
    for (const { coders, metric, alpha } of vectors.krippendorff) {
      const names = [...new Set(coders.flat())];
      const numberOf = (value: number | string | null): number | undefined =>
        value === null ? undefined : typeof value === "number" ? value : names.indexOf(value);
      const rows = coders[0]!.map((_, unit) => coders.map((coder) => numberOf(coder[unit]!)));
      expect(krippendorffAlpha(unitsOf(rows), metric)).toBeCloseTo(alpha, 9);
    }
    for (const { counts, kappa } of vectors.fleiss) expect(fleissKappa(counts)).toBeCloseTo(kappa, 9);
    for (const one of vectors.cohen)
      expect(cohenKappa(one["table_rater1_rows_rater2_cols"] as readonly (readonly number[])[])).toBeCloseTo(one["kappa"] as number, 9);
  });
});

describe("bootstrap intervals", () => {
  it("of a rate hold it about 95 times in 100, and are the same for the same seed", () => {
    let held = 0;
    const worlds = 200;
    for (let world = 0; world < worlds; world += 1) {
      let state = world + 1;
      const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
      for (let skip = 0; skip < 10; skip += 1) next();
      const seen = Array.from({ length: 150 }, (): number => (next() < 0.7 ? 1 : 0));
      const rate = (times: Int32Array | undefined): number =>
        seen.reduce((sum, one, at) => sum + one * (times?.[at] ?? 1), 0) / seen.length;
      const interval = bootstrapInterval(rate, { count: seen.length, resamples: 200, seed: world })!;
      expect(bootstrapInterval(rate, { count: seen.length, resamples: 200, seed: world })).toEqual(interval);
      if (interval.low <= 0.7 && 0.7 <= interval.high) held += 1;
    }
    expect(held / worlds).toBeGreaterThan(0.9);
    expect(held / worlds).toBeLessThanOrEqual(0.98);
  });

  it("take fewer resamples of large data", () => {
    expect([resamplesFor(1), resamplesFor(100_000), resamplesFor(1e9)]).toEqual([1000, 200, 50]);
  });
});
