import { createHash } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";

let store: SqliteStore | undefined;
afterEach(() => store?.close());

it("says of many items at once what asking for each alone would say", () => {
  store = openSqliteStore(":memory:");
  const db = store.database;
  const print = (item: number): Uint8Array => createHash("sha256").update(String(item)).digest();
  for (let item = 0; item < 700; item += 1) {
    if (item % 3 === 0) continue;
    db.run("INSERT INTO dataset_items VALUES (?, ?)", item % 7 === 0 ? "other" : "set", print(item));
    if (item % 7 === 0) continue;
    for (const owner of ["zeta", "alpha", "mid"].slice(0, item % 4))
      db.run("INSERT INTO exposure VALUES ('set', ?, ?, 1, 1)", print(item), owner);
  }
  // More than one query, and a last one that is not full; the same item twice.
  const asked = [...Array.from({ length: 700 }, (_, item) => print(item)), print(1), print(2)];
  const said = store.lookUp("set", asked);
  expect(said).toHaveLength(702);
  for (const [at, { inDataset, seenBy }] of said.entries()) {
    const item = at < 700 ? at : at - 699;
    expect({ item, inDataset, seenBy }).toEqual({
      item,
      inDataset: item % 3 !== 0 && item % 7 !== 0,
      seenBy: store.seenBy("set", print(item)),
    });
  }
  expect(store.lookUp("set", [])).toEqual([]);
  // Of 702 answers there are few different ones, and only those are made.
  expect(new Set(said).size).toBe(5);
});
