import type { AdoptedUnit } from "../ports/store.ts";

/** A name for work at a vendor, and the attempt it would be the name of. */
export type NamedUnit = Omit<AdoptedUnit, "ref">;

/** One judgment that may have been sent; `epochs`: names from the first to this one are looked for. */
export interface NamedPlace extends Omit<NamedUnit, "epoch" | "key"> {
  readonly epochs: number;
}

/** Tells names that this folder can have made from all others. */
export interface NameBook {
  /** Those of the names that are ours, in no order. */
  readonly find: (names: readonly string[]) => readonly NamedUnit[];
}

/** Of so many names the place of each is kept, in eight bytes a name; beyond that every name is made again for each page. */
const NAMES_KEPT = 4_000_000;
/** Pages in a row on which nothing was ours, when every name is made again for each: what comes after is nobody's. */
const PAGES_IN_VAIN = 20;
/** So many places fit behind a hash without losing a digit. */
const MOST_PLACES = 2 ** 21;

/**
 * Makes each name once. A listing has as many pages as it likes: all of them are held against the same names, and a stranger's costs nothing.
 * `kept`: most names whose places are kept.
 */
export const createNameBook = (
  places: readonly NamedPlace[],
  nameOf: (place: NamedPlace, epoch: number) => string,
  kept: number = NAMES_KEPT,
): NameBook => {
  const names = places.reduce((sum, { epochs }) => sum + epochs, 0);
  return names > kept || places.length > MOST_PLACES ? remaking(places, nameOf) : indexed(places, { nameOf, names });
};

function* namesOf(place: NamedPlace, nameOf: (place: NamedPlace, epoch: number) => string): Generator<NamedUnit> {
  const { epochs, ...unit } = place;
  for (let epoch = 1; epoch <= epochs; epoch += 1) yield { ...unit, epoch, key: nameOf(place, epoch) };
}

const remaking = (places: readonly NamedPlace[], nameOf: (place: NamedPlace, epoch: number) => string): NameBook => {
  let inVain = 0;
  return {
    find: (names) => {
      if (inVain >= PAGES_IN_VAIN) return [];
      const wanted = new Set(names);
      const found: NamedUnit[] = [];
      for (const place of places) {
        for (const named of namesOf(place, nameOf)) if (wanted.has(named.key)) found.push(named);
        if (found.length === wanted.size) break;
      }
      // Only what was lost can be found, and only once: whoever lists it has no way to go on for ever.
      inVain = found.length === 0 ? inVain + 1 : 0;
      return found;
    },
  };
};

const indexed = (
  places: readonly NamedPlace[],
  { nameOf, names }: { readonly nameOf: (place: NamedPlace, epoch: number) => string; readonly names: number },
): NameBook => {
  const entries = new Float64Array(names);
  let at = 0;
  for (const [number, place] of places.entries())
    for (let epoch = 1; epoch <= place.epochs; epoch += 1) {
      entries[at] = hashOf(nameOf(place, epoch)) * MOST_PLACES + number;
      at += 1;
    }
  entries.sort();
  return {
    find: (wanted) =>
      wanted.flatMap((name) => {
        const from = hashOf(name) * MOST_PLACES;
        for (let entry = firstFrom(entries, from); (entries[entry] ?? Number.POSITIVE_INFINITY) < from + MOST_PLACES; entry += 1) {
          const place = places[(entries[entry] ?? 0) - from];
          if (place === undefined) continue;
          for (const named of namesOf(place, nameOf)) if (named.key === name) return [named];
        }
        return [];
      }),
  };
};

/** 32 bits of FNV-1a; two names with the same one cost a second look. */
const hashOf = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** Where the first entry is that is no smaller. */
const firstFrom = (entries: Float64Array, value: number): number => {
  let [from, until] = [0, entries.length];
  while (from < until) {
    const middle = (from + until) >>> 1;
    if ((entries[middle] ?? 0) < value) from = middle + 1;
    else until = middle;
  }
  return from;
};
