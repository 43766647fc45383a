import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { migrations } from "../schema.ts";
import { StoreError } from "../store-error.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const folders: string[] = [];
const freshFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tranche-store-"));
  folders.push(folder);
  return join(folder, "tranche.db");
};
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const failure = (work: () => unknown): StoreError => {
  try {
    work();
  } catch (error) {
    if (StoreError.is(error)) return error;
    throw error;
  }
  throw new Error("it did not fail");
};

describe("opening a store", () => {
  it("makes one, and finds everything again", async () => {
    const file = freshFile();
    const first = openSqliteStore(file);
    await first.giveOrder({ vendor: "surge", what: "hold", why: "audit", at: 7 });
    await first.close();
    const second = openSqliteStore(file);
    expect(await second.ordersAfter(0)).toEqual([{ orderId: 1, vendor: "surge", what: "hold", why: "audit", at: 7 }]);
    await second.close();
  });

  it("keeps an order with everything it makes of a vendor, or nothing of it", async () => {
    const store = openSqliteStore(":memory:");
    const order = { vendor: "surge", what: "hold", why: "audit", at: 7 } as const;
    const held = { is: "held", why: "audit", since: 7 } as const;
    store.database.run("CREATE TRIGGER no_orders BEFORE INSERT ON orders BEGIN SELECT raise(ABORT, 'the power goes'); END");
    await expect(store.giveOrder(order, { health: [["surge", held]], waitsOver: [] })).rejects.toThrow("the power goes");
    expect([...(await store.readHealth())]).toEqual([]);
    store.database.run("DROP TRIGGER no_orders");
    await store.saveWait("j", "surge", { why: "quota", since: 1, until: 9 });
    await store.giveOrder(order, { health: [["surge", held]], waitsOver: [{ job: "j", vendor: "surge" }] });
    expect([[...(await store.readHealth())], await store.readWait("j", "surge"), (await store.ordersAfter(0)).length]).toEqual([
      [["surge", held]],
      undefined,
      1,
    ]);
    await store.close();
  });

  it("makes one that nobody else can read, and nothing beside it either", async () => {
    const file = freshFile();
    const store = openSqliteStore(file);
    await store.giveOrder({ vendor: "surge", what: "hold", why: "audit", at: 7 });
    const files = readdirSync(dirname(file));
    expect(files).toContain("tranche.db-wal");
    for (const name of files) expect(statSync(join(dirname(file), name)).mode & 0o077, name).toBe(0);
    await store.close();
  });

  it("refuses one of a newer version and leaves it as it was", () => {
    const file = freshFile();
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    db.close();
    const before = readFileSync(file);
    expect(failure(() => openSqliteStore(file))).toMatchObject({ kind: "newer" });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("refuses a file that is something else", () => {
    const file = freshFile();
    writeFileSync(file, "not a database, but long enough to be taken for one ".repeat(100));
    expect(failure(() => openSqliteStore(file))).toMatchObject({ kind: "unusable" });
  });

  it("says that the disk is full, and keeps nothing of what could not be written", async () => {
    const store = openSqliteStore(freshFile());
    store.database.run("PRAGMA max_page_count = 60");
    const orders = async (): Promise<void> => {
      for (;;) await store.giveOrder({ vendor: "v".repeat(1_000), what: "hold", why: "w", at: 1 });
    };
    await expect(orders()).rejects.toMatchObject({ kind: "full" });
    expect(store.database.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
    await store.close();
  });
});

describe("the lock of a job", () => {
  it("is held by one, taken over from the dead, and fences off whoever held it before", async () => {
    const store = openSqliteStore(":memory:");
    const take = (holder: string, alive: boolean): ReturnType<typeof store.lockJob> =>
      store.lockJob({ job: "j", holder, now: 1, isAlive: () => alive });
    expect(await take("a", true)).toEqual({ locked: true, fence: 1 });
    expect(await take("b", true)).toEqual({ locked: false, holder: "a" });
    expect(await take("b", false)).toEqual({ locked: true, fence: 2 });
    await expect(store.renewLock("j", 1, 2)).rejects.toMatchObject({ kind: "fenced" });
    await expect(store.apply({ job: "j", fence: 1, now: 2, changes: [], triesPerVendor: 3 })).rejects.toMatchObject({ kind: "fenced" });
    await store.unlockJob("j", 2);
    expect(await take("c", true)).toEqual({ locked: true, fence: 3 });
    await store.close();
  });
});
