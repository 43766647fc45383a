import type { Store } from "../../ports/store.ts";
import type { Database } from "./database.ts";

type Known = ReturnType<Store["lookUp"]>[number];

/** One query for so many: each alone would begin and end a transaction of its own. */
const AT_A_TIME = 250;

const ASKED = `WITH asked (number, fingerprint) AS (VALUES ${Array.from({ length: AT_A_TIME }, (_, number) => `(${number}, ?)`).join(", ")})`;
const SEEN = `${ASKED} SELECT asked.number, e.owner FROM asked CROSS JOIN exposure e ON e.dataset = ? AND e.fingerprint = asked.fingerprint`;
const KNOWN = `${ASKED} SELECT asked.number FROM asked CROSS JOIN dataset_items d ON d.dataset = ? AND d.fingerprint = asked.fingerprint`;

/** Owners in the order the store gives them; those that go on from there with one more, by its name. */
interface Owners {
  readonly known: Known;
  readonly and: Map<string, Owners>;
}

const ownersOf = (inDataset: boolean, seenBy: readonly string[]): Owners => ({
  known: { inDataset, seenBy: seenBy.toSorted() },
  and: new Map(),
});

const andOwner = ({ known, and }: Owners, owner: string): Owners => {
  const found = and.get(owner);
  if (found !== undefined) return found;
  const made = ownersOf(true, [...known.seenBy, owner]);
  and.set(owner, made);
  return made;
};

/** What the dataset knows of some items, in their order; items of which it knows the same share one answer. Owners alphabetically. */
export const lookUp = (db: Database, dataset: string, fingerprints: readonly Uint8Array[]): readonly Known[] => {
  const nobody = ownersOf(true, []);
  const unknown = ownersOf(false, []);
  const found = fingerprints.map(() => unknown);
  const ask = (sql: string, which: readonly number[], note: (item: number, owner: string) => void): void => {
    for (let from = 0; from < which.length; from += AT_A_TIME) {
      // One statement for every length: what is left of it asks for nothing.
      const asked = Array.from({ length: AT_A_TIME }, (_, number) => fingerprints[which[from + number] ?? -1] ?? null);
      for (const [number, owner] of db.allLists<readonly [number, string]>(sql, ...asked, dataset)) note(which[from + number] ?? -1, owner);
    }
  };
  const inOrder = orderOf(fingerprints);
  ask(SEEN, inOrder, (item, owner) => {
    const before = found[item];
    if (before !== undefined) found[item] = andOwner(before === unknown ? nobody : before, owner);
  });
  // Nobody was sent what the dataset does not have.
  const unseen = inOrder.filter((item) => found[item] === unknown);
  ask(KNOWN, unseen, (item) => {
    found[item] = nobody;
  });
  return found.map(({ known }) => known);
};

/** So many places fit behind the first four bytes of a fingerprint without losing a digit. */
const MOST_PLACES = 2 ** 21;

/** The items by the beginnings of their fingerprints, in which order the store has them: the next one asked for is then on the same page, or not far. */
const orderOf = (fingerprints: readonly Uint8Array[]): readonly number[] => {
  if (fingerprints.length > MOST_PLACES) return [...fingerprints.keys()];
  const keys = Float64Array.from(fingerprints, (print, item) => {
    let beginning = 0;
    for (let at = 0; at < 4; at += 1) beginning = beginning * 256 + (print[at] ?? 0);
    return beginning * MOST_PLACES + item;
  });
  return Array.from(keys.sort(), (key) => key % MOST_PLACES);
};
