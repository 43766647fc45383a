/**
 * Remembers the first of each: millions of digests, each with a whole number, in flat memory and without an object for any.
 * 96 bits of a digest tell two apart: among ten million entries a false match has a chance of one in 10^15.
 */
export interface CompactSet {
  readonly size: number;
  /**
   * Adds the digest that starts at word `at` of `words` with `value` (0 to 4,294,967,294). Answers undefined where it is new,
   * else the value it was first added with, which stays.
   */
  readonly add: (words: Uint32Array, at: number, value: number) => number | undefined;
}

/** Words of a slot: three of the digest, and the value plus one; 0 marks a slot that is free. */
const slotWords = 4;

/** Makes an empty set. It takes 16 bytes a slot and is at most three quarters full; it doubles when it has to. */
export const createCompactSet = (): CompactSet => {
  let capacity = 1 << 12;
  let slots = new Uint32Array(capacity * slotWords);
  let size = 0;

  const grow = (): void => {
    const full = slots;
    capacity *= 2;
    slots = new Uint32Array(capacity * slotWords);
    for (let from = 0; from < full.length; from += slotWords) {
      if (full[from + 3] === 0) continue;
      let slot = (full[from] ?? 0) & (capacity - 1);
      while (slots[slot * slotWords + 3] !== 0) slot = (slot + 1) & (capacity - 1);
      slots.set(full.subarray(from, from + slotWords), slot * slotWords);
    }
  };

  return {
    get size(): number {
      return size;
    },
    add: (words, at, value) => {
      const a = words[at] ?? 0;
      const b = words[at + 1] ?? 0;
      const c = words[at + 2] ?? 0;
      let slot = a & (capacity - 1);
      for (;;) {
        const start = slot * slotWords;
        const held = slots[start + 3] ?? 0;
        if (held === 0) {
          slots[start] = a;
          slots[start + 1] = b;
          slots[start + 2] = c;
          slots[start + 3] = value + 1;
          size += 1;
          if (size * 4 > capacity * 3) grow();
          return undefined;
        }
        if (slots[start] === a && slots[start + 1] === b && slots[start + 2] === c) return held - 1;
        slot = (slot + 1) & (capacity - 1);
      }
    },
  };
};
