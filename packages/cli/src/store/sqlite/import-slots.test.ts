import { expect, it } from "vitest";
import type { ImportItem, JobRecord } from "../../ports/store.ts";
import type { ReleaseRecord } from "../../ports/release-store.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";

/** 40 groups of 5 items at each of two vendors, mixed up among each other, and what is released of them. */
const imported = async (keep: "together" | "apart", level: number): Promise<SqliteStore> => {
  const store = openSqliteStore(":memory:");
  const record: JobRecord = {
    job: "j",
    dataset: "d",
    contentHash: "",
    itemsHash: "",
    jobJson: JSON.stringify({ groups: { by: "customer", keep } }),
    planJson: "{}",
    planHash: "",
    currency: "USD",
    slotsPerItem: 2,
    createdAt: 1,
  };
  const items = Array.from({ length: 200 }, (_, seq): ImportItem => {
    const slot = (vendor: string, turn: number): ImportItem["slots"][number] => ({ vendor, position: (seq * turn) % 211 });
    const fingerprint = new Uint8Array([seq, 1]);
    return { seq, item: `i${seq}`, fingerprint, content: "{}", unit: `u${seq % 40}`, slots: [slot("a", 37), slot("b", 101)] };
  });
  const tranches = [20, 60, 120].map((others) => ({ gold: 0, others }));
  const vendors = ["a", "b"].map((vendor) => ({ vendor, tranches, pilot: false, level }));
  await store.importJob(
    record,
    (async function* () {
      yield items;
    })(),
    { at: 1, vendors },
  );
  return store;
};

/** For every vendor: how many slots each tranche has, and how many groups lie in more than one. */
const lieIn = (store: SqliteStore): readonly (readonly [sizes: readonly number[], cut: number])[] =>
  ["a", "b"].map((vendor) => {
    const rows = store.database.all("SELECT s.tranche, i.unit FROM slots s JOIN items i USING (job, seq) WHERE vendor = ?", vendor);
    const units = Map.groupBy(rows, (row) => row["unit"]);
    const cut = [...units.values()].filter((own) => new Set(own.map((row) => row["tranche"])).size > 1).length;
    return [[1, 2, 3].map((tranche) => rows.filter((row) => row["tranche"] === tranche).length), cut];
  });

it("releases a group that stays together as a whole, and no more than that needs", async () => {
  const store = await imported("together", 1);
  for (const [sizes, cut] of lieIn(store)) {
    expect(cut).toBe(0);
    expect(sizes).toEqual([20, 60, 120]);
  }
  await store.close();
});

it("releases the items of other groups one by one", async () => {
  const store = await imported("apart", 1);
  for (const [sizes, cut] of lieIn(store)) {
    expect(cut).toBeGreaterThan(0);
    expect(sizes).toEqual([20, 60, 120]);
  }
  await store.close();
});

it("lets whole groups go to a vendor that begins, and no more than it begins with needs", async () => {
  const store = await imported("together", 0);
  const lock = await store.lockJob({ job: "j", holder: "test", now: 1, isAlive: () => false });
  if (!lock.locked) throw new Error("the job is locked");
  store.database.run("UPDATE slots SET state = 'waiting', tranche = 2 WHERE vendor = 'a'");
  const decision = { decision: "begin", vendor: "a", tranche: 0, slots: 7, because: "" };
  await store.recordRelease("j", lock.fence, { at: 1, facts: {}, rules: {}, decision } as unknown as ReleaseRecord);
  const rows = store.database.all(
    "SELECT unit, count(*) AS n, sum(state = 'pending') AS gone FROM slots JOIN items USING (job, seq) WHERE vendor = 'a' GROUP BY unit HAVING gone > 0",
  );
  // Seven, and what is left of the second group.
  expect(rows.reduce((sum, row) => sum + (row["gone"] as number), 0)).toBe(10);
  for (const row of rows) expect(row["gone"]).toBe(row["n"]);
  await store.close();
});
