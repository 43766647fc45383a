import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNameBook, type NamedPlace } from "./name-book.ts";

const nameOf = ({ seq, k }: NamedPlace, epoch: number): string => `${seq}/${k}/${epoch}`;
const places = (count: number, epochs: number): readonly NamedPlace[] =>
  Array.from({ length: count }, (_, seq) => ({ slot: seq + 1, added: "real", seq, k: 0, epochs }));

describe("names that this folder can have made", () => {
  it("are told from all others, with the attempt they are of, whether their places are kept or not", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 12 })), {
          selector: String,
        }),
        (count, epochs, asked) => {
          const names = asked.map((one) => one.join("/"));
          const ours = asked
            .filter(([seq, k, epoch]) => seq < count && k === 0 && epoch >= 1 && epoch <= epochs)
            .map(([seq, k, epoch]) => ({ slot: seq + 1, added: "real", seq, k, epoch, key: `${seq}/${k}/${epoch}` }));
          const bySeq = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);
          for (const kept of [0, 1_000_000])
            expect(createNameBook(places(count, epochs), nameOf, kept).find(names).toSorted(bySeq)).toEqual(ours.toSorted(bySeq));
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });

  it("are made once, however many pages a listing has", () => {
    let made = 0;
    const book = createNameBook(places(100, 10), (place, epoch) => {
      made += 1;
      return nameOf(place, epoch);
    });
    for (let page = 0; page < 500; page += 1) book.find([`stranger ${page}`]);
    expect(made).toBe(1_000);
    expect(book.find(["7/0/3"])).toMatchObject([{ seq: 7, epoch: 3 }]);
  });

  it("where they are too many to keep, are looked for as long as some are found, and not for ever among strangers", () => {
    let made = 0;
    const counting = (place: NamedPlace, epoch: number): string => {
      made += 1;
      return nameOf(place, epoch);
    };
    const book = createNameBook(places(100, 10), counting, 10);
    for (let page = 0; page < 100; page += 1) expect(book.find([`${page}/0/1`])).toHaveLength(1);
    made = 0;
    for (let page = 0; page < 500; page += 1) book.find(["stranger"]);
    expect(made).toBe(20_000);
  });
});
