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

/** Many small tables instead of one: growing copies a small one, so old and new never lie in memory together. */
const tables = 64;
/** Words of a slot: three of the digest, and the value plus one; 0 marks a slot that is free. */
const slotWords = 4;

/** One open-addressing table with linear probing. */
interface Table {
  slots: Uint32Array;
  capacity: number;
  used: number;
}

/** Makes an empty set. It takes 16 bytes a slot, grows by half, and is between half and four fifths full: 20 to 30 bytes an entry. */
export const createCompactSet = (): CompactSet => {
  // Different sizes to begin with, so that they do not all grow at once.
  const all: readonly Table[] = Array.from({ length: tables }, (_, index) => emptyTable(64 + index));
  let size = 0;
  return {
    get size(): number {
      return size;
    },
    add: (words, at, value) => {
      const c = words[at + 2] ?? 0;
      const table = all[c % tables];
      if (table === undefined) return undefined;
      const a = words[at] ?? 0;
      const b = words[at + 1] ?? 0;
      const { slots } = table;
      let start = home(a, table.capacity);
      for (let held = slots[start + 3] ?? 0; held !== 0; held = slots[start + 3] ?? 0) {
        if (slots[start] === a && slots[start + 1] === b && slots[start + 2] === c) return held - 1;
        start += slotWords;
        if (start === slots.length) start = 0;
      }
      slots[start] = a;
      slots[start + 1] = b;
      slots[start + 2] = c;
      slots[start + 3] = value + 1;
      table.used += 1;
      size += 1;
      if (table.used * 5 > table.capacity * 4) grow(table);
      return undefined;
    },
  };
};

const emptyTable = (capacity: number): Table => ({ slots: new Uint32Array(capacity * slotWords), capacity, used: 0 });

/** Where a digest belongs if nothing is in its way: its first word scaled to the table, which need not be a power of two. */
const home = (a: number, capacity: number): number => Math.floor((a / 4_294_967_296) * capacity) * slotWords;

const grow = (table: Table): void => {
  const full = table.slots;
  table.capacity += Math.floor(table.capacity / 2);
  const slots = new Uint32Array(table.capacity * slotWords);
  for (let from = 0; from < full.length; from += slotWords) {
    if (full[from + 3] === 0) continue;
    let start = home(full[from] ?? 0, table.capacity);
    while (slots[start + 3] !== 0) {
      start += slotWords;
      if (start === slots.length) start = 0;
    }
    slots[start] = full[from] ?? 0;
    slots[start + 1] = full[from + 1] ?? 0;
    slots[start + 2] = full[from + 2] ?? 0;
    slots[start + 3] = full[from + 3] ?? 0;
  }
  table.slots = slots;
};
