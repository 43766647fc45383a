import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { permutationOf } from "./permutation.ts";

const placesOf = (size: number, key: string): readonly number[] => {
  const { placeOf } = permutationOf(size, key);
  return Array.from({ length: size }, (_, index) => placeOf(index));
};

describe("permutationOf", () => {
  it("gives every item a place of its own, and the way back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.string({ maxLength: 80 }), (size, key) => {
        const { indexAt } = permutationOf(size, key);
        const places = placesOf(size, key);
        expect(new Set(places).size).toBe(size);
        expect(places.every((place, index) => place >= 0 && place < size && indexAt(place) === index)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("is the same for the same key, for good: plans are read again years later", () => {
    expect(placesOf(10, "aa:bb/new")).toEqual(placesOf(10, "aa:bb/new"));
    expect(placesOf(10, "aa:bb/new")).toMatchInlineSnapshot(`
      [
        2,
        0,
        8,
        9,
        7,
        4,
        3,
        5,
        1,
        6,
      ]
    `);
    expect(placesOf(10, "aa:bb/old")).not.toEqual(placesOf(10, "aa:bb/new"));
  });

  it("holds for sizes around powers of two and for very large ones", () => {
    for (const size of [1, 2, 3, 4, 5, 255, 256, 257, 65_535, 65_536, 65_537]) expect(new Set(placesOf(size, "k")).size).toBe(size);
    const { placeOf, indexAt } = permutationOf(2 ** 32, "k");
    for (const index of [0, 1, 2 ** 31, 2 ** 32 - 1]) expect(indexAt(placeOf(index))).toBe(index);
  });

  it("refuses what it cannot order", () => {
    expect(() => permutationOf(2 ** 32 + 1, "k")).toThrow(RangeError);
    expect(() => permutationOf(3.5, "k")).toThrow(RangeError);
    expect(() => permutationOf(3, "k").placeOf(3)).toThrow("3 is outside 0 … 2");
  });

  it("mixes: the first tenth of the file is spread evenly over the places", () => {
    const size = 100_000;
    const { placeOf } = permutationOf(size, "mixing");
    const bins = Array.from({ length: 20 }, () => 0);
    for (let index = 0; index < size / 10; index += 1) {
      const bin = Math.floor((placeOf(index) * 20) / size);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    // χ² with 19 degrees of freedom is below 43.8 in 99.9 % of even spreads.
    const chiSquare = bins.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    expect(chiSquare).toBeLessThan(43.8);
  });

  it("mixes: neighbours in the file are not neighbours in the order", () => {
    const places = placesOf(10_000, "neighbours");
    const near = places.slice(1).filter((place, index) => Math.abs(place - (places[index] ?? 0)) <= 1).length;
    expect(near).toBeLessThan(15);
  });
});
