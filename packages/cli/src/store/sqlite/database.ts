import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { migrations } from "../schema.ts";
import { StoreError } from "../store-error.ts";

export type Row = Record<string, unknown>;

/** A thin handle: cached statements, one transaction helper, errors of one kind. */
export interface Database {
  run(sql: string, ...values: readonly SQLInputValue[]): { readonly changes: number; readonly lastInsertRowid: number };
  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[];
  /** The same with each row as the list of its columns. */
  allLists<T extends readonly unknown[]>(sql: string, ...values: readonly SQLInputValue[]): readonly T[];
  iterate(sql: string, ...values: readonly SQLInputValue[]): IterableIterator<Row>;
  /** The same with each row as the list of its columns: half the work where there are a million of them. */
  iterateLists<T extends readonly unknown[]>(sql: string, ...values: readonly SQLInputValue[]): IterableIterator<T>;
  /**
   * One immediate transaction; anything thrown rolls it back whole. Later transactions never survive a power cut that an earlier
   * one did not. `durable`: it, and everything before it, is on the disk when this returns; without it, a power cut may
   * take the last moments, which is as if they had not come yet.
   */
  transaction<T>(work: () => T, kind?: "durable"): T;
  /** Hands the log over to the main file, so that it does not grow without end. */
  checkpoint(): void;
  close(): void;
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Turns a driver's error into ours; StoreErrors pass. */
export const storeError = (error: unknown, path: string): Error => {
  if (StoreError.is(error)) return error;
  const message = text(error);
  const code = (error as { errcode?: number }).errcode ?? 0;
  switch (code & 0xff) {
    case 13:
      return new StoreError(
        "full",
        `the disk is full: ${path} could not be written. Nothing was sent without being recorded. Free some space and run the same command again`,
        error,
      );
    case 5:
    case 6:
      return new StoreError("busy", `${path} is held by another process for too long. Run the same command again`, error);
    case 8:
    case 10:
    case 14:
      return new StoreError(
        "unusable",
        `${path} cannot be read or written (${message}). Check that the folder exists, is writable and has space`,
        error,
      );
    case 11:
    case 26:
      return new StoreError(
        "unusable",
        `${path} is not a tranche store, or is damaged (${message}). Restore it from a backup; never start afresh while vendors hold work`,
        error,
      );
    default:
      return error instanceof Error ? error : new Error(message);
  }
};

/** It holds every row of every job: a new one is for its owner's eyes only, whatever folder it lies in, and so are the files SQLite puts beside it. */
const makePrivate = (path: string): void => {
  try {
    closeSync(openSync(path, "ax", 0o600));
  } catch {
    // It is there already, or cannot be: the driver says which.
  }
};

/** Opens (and where needed makes or migrates) the store; `:memory:` keeps it in memory. */
export const openDatabase = (path: string): Database => {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeError(error, path);
    }
  };
  const db = guarded(() => {
    if (path !== ":memory:") makePrivate(path);
    return new DatabaseSync(path);
  });
  // How a statement gives its rows belongs to it.
  const [statements, listStatements] = [new Map<string, StatementSync>(), new Map<string, StatementSync>()];
  const prepare = (sql: string, lists = false): StatementSync => {
    const prepared = lists ? listStatements : statements;
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = db.prepare(sql);
    if (lists) made.setReturnArrays(true);
    prepared.set(sql, made);
    return made;
  };
  let depth = 0;
  let full = false;
  const sync = (wanted: boolean): void => {
    if (full === wanted) return;
    db.exec(wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    full = wanted;
  };
  const handle: Database = {
    run: (sql, ...values) =>
      guarded(() => {
        const { changes, lastInsertRowid } = prepare(sql).run(...values);
        return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
      }),
    get: (sql, ...values) => guarded(() => prepare(sql).get(...values)),
    all: (sql, ...values) => guarded(() => prepare(sql).all(...values)),
    allLists: <T extends readonly unknown[]>(sql: string, ...values: readonly SQLInputValue[]) =>
      guarded(() => prepare(sql, true).all(...values) as unknown as readonly T[]),
    iterate: (sql, ...values) => guarded(() => prepare(sql).iterate(...values)),
    iterateLists: <T extends readonly unknown[]>(sql: string, ...values: readonly SQLInputValue[]) =>
      guarded(() => {
        // A statement of its own: how it gives its rows belongs to the statement.
        const statement = db.prepare(sql);
        statement.setReturnArrays(true);
        return statement.iterate(...values) as unknown as IterableIterator<T>;
      }),
    transaction: (work, kind) => {
      if (depth > 0) return work();
      guarded(() => {
        sync(kind === "durable");
        db.exec("BEGIN IMMEDIATE");
      });
      depth = 1;
      try {
        const result = work();
        guarded(() => db.exec("COMMIT"));
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec("ROLLBACK");
        throw storeError(error, path);
      } finally {
        depth = 0;
      }
    },
    checkpoint: () => guarded(() => db.exec("PRAGMA wal_checkpoint(PASSIVE)")),
    close: () => {
      statements.clear();
      listStatements.clear();
      if (db.isOpen) db.close();
    },
  };
  try {
    guarded(() => {
      db.exec("PRAGMA busy_timeout = 10000");
      refuseNewer(db, path);
      db.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 8000",
      );
      migrate(handle, db, path);
    });
  } catch (error) {
    handle.close();
    throw error;
  }
  return handle;
};

const versionOf = (db: DatabaseSync): number => Number(db.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);

/** Before anything is written: a newer version's file is left exactly as it is. */
const refuseNewer = (db: DatabaseSync, path: string): void => {
  const version = versionOf(db);
  if (version > migrations.length)
    throw new StoreError(
      "newer",
      `${path} was written by a newer tranche (store version ${version}, this one knows ${migrations.length}). Update tranche; the store was left as it was`,
    );
};

const migrate = (handle: Database, db: DatabaseSync, path: string): void => {
  if (versionOf(db) === migrations.length) return;
  handle.transaction(() => {
    refuseNewer(db, path);
    for (let next = versionOf(db); next < migrations.length; next += 1) {
      db.exec(migrations[next] ?? "");
      db.exec(`PRAGMA user_version = ${next + 1}`);
    }
  });
};
