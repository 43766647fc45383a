import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

/** The disk below a store in memory: it holds what was waited for, and after a power cut nothing else is there. */
export interface Disk {
  readonly powerCut: () => void;
}

/** A copy of a store, beside it. */
export interface StoreCopy {
  /** The copy becomes what the store is now. */
  readonly take: () => void;
  /** The store becomes what the copy is. */
  readonly putBack: () => void;
}

/** A copy by that name; it is taken at once. */
export const copyOf = ({ database: db }: SqliteStore, name: string): StoreCopy => {
  const tables = db
    .all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map((row) => row["name"] as string);
  const triggers = db.all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").map((row) => row as { name: string; sql: string });
  db.run(`ATTACH ':memory:' AS ${name}`);
  for (const table of tables) db.run(`CREATE TABLE ${name}.${table} AS SELECT * FROM main.${table}`);
  const copy = (from: string, to: string): void => {
    for (const table of tables) {
      db.run(`DELETE FROM ${to}.${table}`);
      db.run(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
    }
  };
  return {
    take: () => copy("main", name),
    putBack: () => {
      // Rows are put back, not made: nothing follows from them.
      for (const trigger of triggers) db.run(`DROP TRIGGER main.${trigger.name}`);
      copy(name, "main");
      for (const trigger of triggers) db.run(trigger.sql);
    },
  };
};

/**
 * Keeps a copy of the store as of its last durable transaction. A power cut takes everything since: the worst that the order of writes allows.
 * `without`: work that is not to be taken for a change of the record, as the checks on it see one. `forgetful`: it
 * says that it wrote, and did not.
 */
export const putOnDisk = (store: SqliteStore, without: (work: () => void) => void, forgetful = false): Disk => {
  const db = store.database;
  const disk = copyOf(store, "disk");
  const transaction = db.transaction.bind(db);
  db.transaction = (work, kind) => {
    const result = transaction(work, kind);
    if (kind === "durable" && !forgetful) transaction(disk.take);
    return result;
  };
  return { powerCut: () => without(() => transaction(disk.putBack)) };
};
