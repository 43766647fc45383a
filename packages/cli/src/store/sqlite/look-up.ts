import type { Store } from "../../ports/store.ts";
import type { Database } from "./database.ts";

/** One query for so many: each alone would begin and end a transaction of its own. */
const AT_A_TIME = 250;

const ASKED = `WITH asked (number, fingerprint) AS (VALUES ${Array.from({ length: AT_A_TIME }, (_, number) => `(${number}, ?)`).join(", ")})`;
const SEEN = `${ASKED} SELECT asked.number, e.owner FROM asked CROSS JOIN exposure e ON e.dataset = ? AND e.fingerprint = asked.fingerprint`;
const KNOWN = `${ASKED} SELECT asked.number FROM asked CROSS JOIN dataset_items d ON d.dataset = ? AND d.fingerprint = asked.fingerprint`;

/** What the dataset knows of some items, in their order. Owners alphabetically. */
export const lookUp = (db: Database, dataset: string, fingerprints: readonly Uint8Array[]): ReturnType<Store["lookUp"]> => {
  const found = fingerprints.map((): { inDataset: boolean; readonly seenBy: string[] } => ({ inDataset: false, seenBy: [] }));
  const ask = (sql: string, which: readonly number[], note: (item: (typeof found)[number], owner: string) => void): void => {
    for (let from = 0; from < which.length; from += AT_A_TIME) {
      const some = which.slice(from, from + AT_A_TIME);
      // One statement for every length: what is left of it asks for nothing.
      const asked = Array.from({ length: AT_A_TIME }, (_, number) => fingerprints[some[number] ?? -1] ?? null);
      for (const { number, owner } of db.all(sql, ...asked, dataset)) {
        const item = found[some[number as number] ?? -1];
        if (item !== undefined) note(item, owner as string);
      }
    }
  };
  ask(SEEN, [...fingerprints.keys()], (item, owner) => {
    item.inDataset = true;
    item.seenBy.push(owner);
  });
  // Nobody was sent what the dataset does not have.
  const unseen = [...found.keys()].filter((at) => found[at]?.inDataset === false);
  ask(KNOWN, unseen, (item) => {
    item.inDataset = true;
  });
  for (const { seenBy } of found) if (seenBy.length > 1) seenBy.sort();
  return found;
};
