import { createHash } from "node:crypto";

/** A text as 32 bits; stable over processes and versions. */
export const seedOf = (text: string): number => createHash("sha256").update(text).digest().readUInt32LE(0);

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The list in an order that follows from `random` (Fisher–Yates). */
export const shuffled = <Item>(list: readonly Item[], random: () => number): readonly Item[] => {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
};
