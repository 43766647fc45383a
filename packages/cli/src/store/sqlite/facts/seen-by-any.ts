import type { Database } from "../database.ts";

/** How many distinct items of a dataset at least one of these owners has, or may have, seen. */
export const seenByAny = (db: Database, dataset: string, owners: readonly string[]): number =>
  db.get(
    "SELECT count(DISTINCT fingerprint) AS n FROM exposure WHERE dataset = ? AND owner IN (SELECT value FROM json_each(?))",
    dataset,
    JSON.stringify(owners),
  )?.["n"] as number;

/** Every owner that has, or may have, seen something of any dataset, in alphabetical order. */
export const ownersWhoSaw = (db: Database): readonly string[] =>
  db.all("SELECT DISTINCT owner FROM exposure_counts WHERE items > 0 ORDER BY owner").map((row) => row["owner"] as string);
