import { jaccardPerMillion, shinglesOf } from "./shingles.ts";

/** Items that are almost the same, found as they come. */
export interface NearItems {
  /** The next item, numbered from 0 in the order of calling; a text without words is like no other. */
  readonly add: (text: string) => void;
  /** The first item of those that an item is like, directly or through others; itself where it is like none. */
  readonly firstOf: (item: number) => number;
}

/** Hash functions of a signature at most. */
const mostHashes = 128;

/** Of two items exactly at the threshold no more than this part may be missed. */
const missedAtMost = 0.001;

/** How many items of a bucket one is held against: enough, since others are met in other buckets. */
const heldAgainst = 8;

/**
 * Bands of a signature and hashes in each, for a threshold: two items whose shingles agree to s meet in some band with probability 1 − (1 − s^r)^b
 * (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", §3.4). As many hashes a band as leave at most {@link missedAtMost} unmet, for the
 * fewest that meet in vain. 0.8 gives 25 bands of 5.
 */
export const bandsFor = (thresholdPerMillion: number): { readonly bands: number; readonly rows: number } => {
  const threshold = thresholdPerMillion / 1_000_000;
  let rows = 1;
  for (let more = 2; more <= 8; more += 1) if ((1 - threshold ** more) ** Math.floor(mostHashes / more) <= missedAtMost) rows = more;
  return { bands: Math.floor(mostHashes / rows), rows };
};

/**
 * Finds near-duplicates by MinHash over word shingles, banded; whoever meets in a band is held against each other exactly, so no two are joined whose
 * similarity is below the threshold, but through others that are above it. Deterministic, and independent of everything but the texts and their
 * order. Memory: about 4 bytes a shingle and 13 to 20 a band for each item; a million short texts take some 500 MB.
 */
export const createNearItems = (thresholdPerMillion: number): NearItems => {
  const { bands, rows } = bandsFor(thresholdPerMillion);
  const factors = Array.from({ length: bands * rows }, (_, index) => mix(Math.imul(index + 1, 0x9e3779b9)) | 1);
  const offsets = Array.from({ length: bands * rows }, (_, index) => mix(Math.imul(index + 1, 0x85ebca6b)));
  const buckets = Array.from({ length: bands }, createBuckets);
  const shingles: Uint32Array[] = [];
  const parents: number[] = [];
  const firstOf = (item: number): number => {
    let first = item;
    for (let parent = parents[first] ?? first; parent !== first; parent = parents[first] ?? first) first = parent;
    // What was walked once is not walked again.
    for (let at = item; at !== first;) {
      const next = parents[at] ?? first;
      parents[at] = first;
      at = next;
    }
    return first;
  };
  return {
    firstOf,
    add: (text) => {
      const item = shingles.length;
      const own = shinglesOf(text);
      shingles.push(own);
      parents.push(item);
      if (own.length === 0) return;
      const met = new Map<number, boolean>();
      for (let band = 0; band < bands; band += 1) {
        let key = band;
        for (let row = band * rows; row < (band + 1) * rows; row += 1) {
          const [factor = 1, offset = 0] = [factors[row], offsets[row]];
          let least = 0xffffffff;
          for (const shingle of own) {
            const hash = mix(Math.imul(shingle, factor) + offset);
            if (hash < least) least = hash;
          }
          key = mix(Math.imul(key, 0x01000193) ^ least);
        }
        const like = buckets[band]?.meet(key, item, (other) => {
          const known = met.get(other) ?? jaccardPerMillion(own, shingles[other] ?? own) >= thresholdPerMillion;
          met.set(other, known);
          return known;
        });
        if (like === undefined) continue;
        const [a, b] = [firstOf(item), firstOf(like)];
        parents[Math.max(a, b)] = Math.min(a, b);
      }
    },
  };
};

interface Buckets {
  /** The first item of the bucket that is like the new one; where there is none, the new one is kept in the bucket. */
  readonly meet: (key: number, item: number, isLike: (other: number) => boolean) => number | undefined;
}

/** One band: an open-addressing table of key and item with linear probing, where a key may stand more than once. */
const createBuckets = (): Buckets => {
  let capacity = 64;
  let slots = new Uint32Array(capacity * 2);
  let used = 0;
  const put = (into: Uint32Array, size: number, key: number, held: number): void => {
    let at = key % size;
    while (into[at * 2 + 1] !== 0) at = (at + 1) % size;
    into[at * 2] = key;
    into[at * 2 + 1] = held;
  };
  return {
    meet: (key, item, isLike) => {
      let tried = 0;
      let at = key % capacity;
      for (let held = slots[at * 2 + 1] ?? 0; held !== 0 && tried < heldAgainst; held = slots[at * 2 + 1] ?? 0) {
        if (slots[at * 2] === key) {
          if (isLike(held - 1)) return held - 1;
          tried += 1;
        }
        at = (at + 1) % capacity;
      }
      put(slots, capacity, key, item + 1);
      used += 1;
      if (used * 5 > capacity * 4) {
        const full = slots;
        capacity = Math.floor(capacity * 1.5);
        slots = new Uint32Array(capacity * 2);
        for (let from = 0; from < full.length; from += 2)
          if (full[from + 1] !== 0) put(slots, capacity, full[from] ?? 0, full[from + 1] ?? 0);
      }
      return undefined;
    },
  };
};

/** MurmurHash3's 32-bit finaliser. */
const mix = (value: number): number => {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
