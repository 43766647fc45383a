import { createDigestLog } from "./digest-log.ts";

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
  /** Gives up the memory and the file; nothing may be added any more. */
  readonly close: () => void;
}

export interface CompactSetOptions {
  /** From how many entries on their digests are in a file instead of in memory. Default 262,144. */
  readonly inMemory?: number;
}

/** Many small tables instead of one: growing copies a small one, so old and new never lie in memory together. */
const tables = 64;
/** Words of a slot: the first of the digest, and the number of the entry plus one; 0 marks a slot that is free. */
const slotWords = 2;
/** The fullest a table gets, and how much it grows then: it is between 0.83 and 0.92 full. */
const fullest = 0.92;
const growth = 1.11;

/** One open-addressing table. Its entries lie in the order of their first words, so that a search ends at the first larger one. */
interface Table {
  slots: Uint32Array;
  /** Slots that a digest may belong to; behind them lie the last ones that were pushed on. */
  capacity: number;
  used: number;
}

/**
 * Makes an empty set. It takes about 9 bytes an entry: a table has a third of each digest, and the rest is in a log that is a file from some
 * hundred thousand entries on, and is read only where that third is the same, mostly because the whole is.
 */
export const createCompactSet = ({ inMemory = 1 << 18 }: CompactSetOptions = {}): CompactSet => {
  // Different sizes to begin with, so that they do not all grow at once.
  const all: readonly Table[] = Array.from({ length: tables }, (_, index) => emptyTable(64 + index));
  const log = createDigestLog(inMemory);
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
      let place = home(a, table.capacity);
      const { slots } = table;
      while (slots[place + 1] !== 0 && (slots[place] ?? 0) < a) place += slotWords;
      for (; slots[place + 1] !== 0 && slots[place] === a; place += slotWords) {
        const known = log.find((slots[place + 1] ?? 0) - 1, b, c);
        if (known !== undefined) return known;
      }
      insert(table, { place, a, entry: log.push(b, c, value) + 1 });
      size += 1;
      return undefined;
    },
    close: () => {
      for (const table of all) Object.assign(table, emptyTable(0));
      log.close();
    },
  };
};

/** Room behind the last home, for what is pushed on. */
const overflow = (capacity: number): number => 64 + Math.floor(capacity / 256);

const emptyTable = (capacity: number): Table => ({
  slots: new Uint32Array((capacity + overflow(capacity)) * slotWords),
  capacity,
  used: 0,
});

/** Where a digest belongs if nothing is in its way: its first word scaled to the table, which need not be a power of two. */
const home = (a: number, capacity: number): number => Math.floor((a / 4_294_967_296) * capacity) * slotWords;

/** Pushes on what is larger by one slot, up to the next free one. */
const insert = (table: Table, { place, a, entry }: { readonly place: number; readonly a: number; readonly entry: number }): void => {
  const { slots } = table;
  let free = place;
  while (slots[free + 1] !== 0) free += slotWords;
  slots.copyWithin(place + slotWords, place, free);
  slots[place] = a;
  slots[place + 1] = entry;
  table.used += 1;
  // The last slot stays free: there every search ends.
  if (table.used > table.capacity * fullest || free + 2 * slotWords >= slots.length) grow(table);
};

/** Goes through the entries in their order and lays each where it belongs, or next to the one before; once more where that does not fit. */
const grow = (table: Table): void => {
  const full = table.slots;
  for (let capacity = Math.ceil(table.capacity * growth); ; capacity = Math.ceil(capacity * growth)) {
    const { slots } = emptyTable(capacity);
    let next = 0;
    for (let from = 0; from < full.length; from += slotWords) {
      if (full[from + 1] === 0) continue;
      const start = Math.max(next, home(full[from] ?? 0, capacity));
      next = start + slotWords;
      if (next >= slots.length) break;
      slots[start] = full[from] ?? 0;
      slots[start + 1] = full[from + 1] ?? 0;
    }
    if (next >= slots.length) continue;
    Object.assign(table, { slots, capacity });
    // Its memory goes back at once, not when the collector comes by.
    (full.buffer as ArrayBuffer).transfer(0);
    return;
  }
};
