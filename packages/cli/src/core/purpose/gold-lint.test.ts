import { describe, expect, it } from "vitest";
import { createGoldLint, type LintedItem } from "./gold-lint.ts";

const items = (
  change: (item: LintedItem) => LintedItem = (item) => item,
  isGold = (seq: number): boolean => (seq * 37) % 20 === 3,
): readonly LintedItem[] =>
  Array.from({ length: 1_000 }, (_, seq) => change({ id: `m-${seq}`, isGold: isGold(seq), seq, length: 20 + ((seq * 7919) % 140) }));
const found = (seen: readonly LintedItem[]): readonly string[] => {
  const lint = createGoldLint();
  for (const item of seen) lint.see(item);
  return lint.found();
};

describe("what gives gold away", () => {
  it("nothing, where gold is drawn from the items", () => {
    expect(found(items())).toEqual([]);
    expect(found(items().map((item) => ({ ...item, isGold: false })))).toEqual([]);
  });

  it.each([
    [
      "its place",
      items(undefined, (seq) => seq < 50),
      "the gold items stand together, near the beginning of the file: mix them among the others",
    ],
    [
      "its place at the end",
      items(undefined, (seq) => seq >= 950),
      "the gold items stand together, near its end: mix them among the others",
    ],
    [
      "a block in the middle",
      items(undefined, (seq) => seq >= 500 && seq < 550),
      "the gold items stand together, between items 501 and 550: mix them among the others",
    ],
    [
      "its length",
      items((item) => (item.isGold ? { ...item, length: item.length + 90 } : item)),
      "the gold items are longer than the others: workers may learn to know them by it",
    ],
    [
      "its brevity",
      items((item) => (item.isGold ? { ...item, length: 12 } : item)),
      "the gold items are shorter than the others: workers may learn to know them by it",
    ],
    [
      "its ids",
      items((item) => (item.isGold ? { ...item, id: `gold-${item.seq}` } : item)),
      "the ids of the gold items are built differently from those of the others",
    ],
  ])("%s", (_, seen, said) => {
    expect(found(seen)).toEqual([said]);
  });
});
