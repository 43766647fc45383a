import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { sharesOfADataset } from "./schema-shares.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite/sqlite-store.ts";

const importItems = (store: SqliteStore, job: string, ids: readonly number[], grouped: boolean): Promise<void> =>
  store.importJob(
    {
      job,
      dataset: "d",
      contentHash: "",
      itemsHash: "",
      jobJson: grouped ? '{"groups":{"by":"customer"}}' : "{}",
      planJson: "{}",
      planHash: "",
      currency: "USD",
      slotsPerItem: 1,
      createdAt: 1,
    },
    (async function* () {
      yield ids.map((id, seq) => ({
        seq,
        item: `i${id}`,
        fingerprint: createHash("sha256").update(String(id)).digest(),
        content: `{"text":"${"ü".repeat(id)}"}`,
        ...(grouped ? { unit: `g${id % 3}` } : {}),
        slots: [{ vendor: id % 2 === 0 ? "a" : "b", position: seq }],
      }));
    })(),
  );

it("counts an older store as it would have been counted from the start, and what unsent places will show", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tranche-"));
  const path = join(folder, "store.db");
  const counts = (): readonly unknown[] => {
    const db = new DatabaseSync(path);
    const all = ["SELECT * FROM dataset_counts", "SELECT * FROM dataset_groups", "SELECT * FROM exposure_groups WHERE items > 0"].map(
      (sql) => db.prepare(sql).all(),
    );
    db.close();
    return all;
  };
  try {
    const store = openSqliteStore(path);
    await importItems(store, "plain", [1, 2, 3, 4], false);
    await importItems(store, "grouped", [3, 4, 5, 6, 7, 8], true);
    for (const [job, vendor, limit] of [
      ["plain", "a", 2],
      ["plain", "b", 1],
      ["grouped", "a", 1],
    ] as const) {
      const lock = await store.lockJob({ job, holder: "test", now: 1, isAlive: () => false });
      await store.reserve({
        job,
        dataset: "d",
        vendor,
        owner: `o${vendor}`,
        fence: lock.locked ? lock.fence : 0,
        limit,
        now: 2,
        ownerCap: 100,
        otherOwners: false,
        otherVendors: false,
        denied: undefined,
        price: 1,
        keyFor: ({ seq, k, epoch }) => `${job}/${vendor}/${seq}/${k}/${epoch}`,
      });
      await store.unlockJob(job, lock.locked ? lock.fence : 0);
    }
    // oa has seen 2 and 4, and of the grouped job 4 again: group 1. 6 and 8 are still to be sent to it: groups 0 and 2.
    const standing = { job: "grouped", vendors: new Map([["a", "oa"]]) };
    expect(await store.groupTotals({ dataset: "d", by: "customer" })).toEqual({ groups: 3, owners: new Map([["oa", 1]]) });
    expect((await store.groupTotals({ dataset: "d", by: "customer", standing })).owners).toEqual(new Map([["oa", 3]]));
    expect((await store.groupTotals({ dataset: "d", by: "customer", standing: { ...standing, slots: [] } })).owners).toEqual(
      new Map([["oa", 1]]),
    );
    const planned = await store.plannedOf("grouped", [{ vendor: "a", owner: "oa" }]);
    expect(planned.get("a")).toEqual({ slots: 2, newItems: 2, newBytes: 2 * 11 + 2 * (6 + 8), open: 1 });
    expect(await store.datasetBytes("d")).toBe(8 * 11 + 2 * 36);
    await store.close();
    const before = counts();
    const db = new DatabaseSync(path);
    for (const name of ["item_grouped", "item_ungrouped", "group_touched", "group_untouched"]) db.exec(`DROP TRIGGER ${name}`);
    db.exec(
      "DROP INDEX items_grouped; DROP TABLE dataset_groups; DROP TABLE exposure_groups; ALTER TABLE dataset_counts DROP COLUMN bytes",
    );
    db.exec(sharesOfADataset);
    db.close();
    expect(counts()).toEqual(before);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
