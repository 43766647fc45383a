import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandsFor, createNearItems } from "./near-items.ts";
import { jaccardPerMillion, shinglesOf } from "./shingles.ts";

const groupsOf = (texts: readonly string[], threshold = 800_000): readonly number[] => {
  const near = createNearItems(threshold);
  for (const text of texts) near.add(text);
  return texts.map((_, item) => near.firstOf(item));
};

describe("shinglesOf", () => {
  it("is the same whatever the case, the signs between the words and the encoding", () => {
    expect(shinglesOf("My invoice, of MARCH…")).toEqual(shinglesOf("my  invoice of march"));
    expect(shinglesOf("café au lait")).toEqual(shinglesOf("cafe\u0301 au lait"));
    expect(shinglesOf("my invoice of march")).not.toEqual(shinglesOf("of my march invoice"));
    expect([shinglesOf(""), shinglesOf("?!"), shinglesOf("hello")].map(({ length }) => length)).toEqual([0, 0, 1]);
    // Written without spaces: every sign is a word.
    expect(shinglesOf("今日は天気がいい").length).toBe(7);
  });
});

describe("jaccardPerMillion", () => {
  it("agrees with counting", () => {
    const sets = fc.uniqueArray(fc.nat(30), { maxLength: 20 });
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const common = a.filter((one) => b.includes(one)).length;
        const together = new Set([...a, ...b]).size;
        const sorted = (set: readonly number[]): Uint32Array => Uint32Array.from(set).sort();
        expect(jaccardPerMillion(sorted(a), sorted(b))).toBe(together === 0 ? 0 : Math.floor((common * 1_000_000) / together));
      }),
    );
  });
});

describe("createNearItems", () => {
  it("misses at most one in a thousand at the threshold, for any threshold a person would write", () => {
    expect(bandsFor(800_000)).toEqual({ bands: 25, rows: 5 });
    for (let threshold = 300_000; threshold < 1_000_000; threshold += 10_000) {
      const { bands, rows } = bandsFor(threshold);
      expect((1 - (threshold / 1_000_000) ** rows) ** bands).toBeLessThanOrEqual(0.001);
      expect(bands * rows).toBeLessThanOrEqual(128);
    }
  });

  it("joins what is almost the same and nothing else, and the first stands for all", () => {
    const long = "I was charged twice for the month of March and would like to have one of the two payments back please thank you";
    expect(
      groupsOf([
        "Please cancel my subscription at the end of this month.",
        long,
        "",
        long.replace("please", "pls"),
        "Please cancel my subscription at the end of this month!!",
        "",
        "Please cancel my order at the end of next week.",
        `${long} bye`,
      ]),
    ).toEqual([0, 1, 2, 1, 0, 5, 6, 1]);
  });

  /** Texts of random words, each followed by copies with a few words changed. */
  const planted = fc.record({
    bases: fc.array(fc.array(fc.nat(2_000), { minLength: 8, maxLength: 60 }), { minLength: 2, maxLength: 12 }),
    changes: fc.array(fc.record({ of: fc.nat(11), at: fc.array(fc.nat(59), { maxLength: 6 }), to: fc.nat(2_000) }), { maxLength: 30 }),
  });
  const textsOf = ({ bases, changes }: typeof planted extends fc.Arbitrary<infer T> ? T : never): readonly string[] => {
    const copies = changes.map(({ of, at, to }) => (bases[of % bases.length] ?? []).map((word, place) => (at.includes(place) ? to : word)));
    return [...bases, ...copies].map((words) => words.map((word) => `w${word}`).join(" "));
  };

  it("has no false pair that others do not lead to, and finds nearly all true ones", () => {
    let [pairs, found] = [0, 0];
    fc.assert(
      fc.property(planted, fc.constantFrom(500_000, 700_000, 800_000, 900_000), (drawn, threshold) => {
        const texts = textsOf(drawn);
        const shingles = texts.map(shinglesOf);
        const firsts = groupsOf(texts, threshold);
        // The clusters that exact comparison of every pair leads to.
        const exact = texts.map((_, item) => item);
        const rootOf = (item: number): number => (exact[item] === item ? item : rootOf(exact[item] ?? item));
        for (const [i, a] of shingles.entries())
          for (const [j, b] of shingles.entries())
            if (i < j && jaccardPerMillion(a, b) >= threshold) {
              const [one, other] = [rootOf(i), rootOf(j)];
              exact[Math.max(one, other)] = Math.min(one, other);
            }
        for (const [item, first] of firsts.entries()) {
          expect(rootOf(first)).toBe(rootOf(item));
          if (rootOf(item) === item) continue;
          pairs += 1;
          if (first !== item) found += 1;
        }
      }),
      { numRuns: 400, seed: 20_260_101 },
    );
    expect(pairs).toBeGreaterThan(400);
    expect(found / pairs).toBeGreaterThan(0.995);
  });

  it("would be caught if what meets in a band were taken for alike", () => {
    // One band of one hash: whoever shares a shingle meets.
    const careless = (texts: readonly string[]): readonly number[] => {
      const first = new Map<number, number>();
      return texts.map((text, item) => {
        const [least = -item] = shinglesOf(text);
        first.set(least, first.get(least) ?? item);
        return first.get(least) ?? item;
      });
    };
    const result = fc.check(
      fc.property(planted, (drawn) => {
        const texts = textsOf(drawn);
        const shingles = texts.map(shinglesOf);
        for (const [item, first] of careless(texts).entries())
          if (item !== first)
            expect(jaccardPerMillion(shingles[item] ?? new Uint32Array(), shingles[first] ?? new Uint32Array())).toBeGreaterThanOrEqual(
              800_000,
            );
      }),
      { numRuns: 200, seed: 20_260_101 },
    );
    expect(result.failed).toBe(true);
  });
});
