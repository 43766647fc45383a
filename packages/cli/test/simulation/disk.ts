import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

/** The disk below a store in memory: it holds what was waited for, and after a power cut nothing else is there. */
export interface Disk {
  readonly powerCut: () => void;
}

/**
 * Keeps a copy of the store as of its last durable transaction. A power cut takes everything since: the worst that the order of writes allows.
 * `without`: work that is not to be taken for a change of the record, as the checks on it see one. `forgetful`: it
 * says that it wrote, and did not.
 */
export const putOnDisk = (store: SqliteStore, without: (work: () => void) => void, forgetful = false): Disk => {
  const db = store.database;
  const tables = db
    .all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map((row) => row["name"] as string);
  db.run("ATTACH ':memory:' AS disk");
  for (const table of tables) db.run(`CREATE TABLE disk.${table} AS SELECT * FROM main.${table}`);
  const copy = (from: "main" | "disk", to: "main" | "disk"): void => {
    for (const table of tables) {
      db.run(`DELETE FROM ${to}.${table}`);
      db.run(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
    }
  };
  const transaction = db.transaction.bind(db);
  db.transaction = (work, kind) => {
    const result = transaction(work, kind);
    if (kind === "durable" && !forgetful) transaction(() => copy("main", "disk"));
    return result;
  };
  return { powerCut: () => without(() => transaction(() => copy("disk", "main"))) };
};
