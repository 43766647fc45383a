import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AttemptEvent } from "../../core/failover/attempt.ts";
import type { Reserved } from "../../ports/store.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";

let store: SqliteStore;
beforeEach(async () => {
  store = openSqliteStore(":memory:");
  await store.importJob(
    {
      job: "j",
      dataset: "d",
      contentHash: "c",
      itemsHash: "i",
      jobJson: "{}",
      planJson: "{}",
      planHash: "p",
      currency: "USD",
      slotsPerItem: 2,
      createdAt: 1,
    },
    (async function* () {
      const slots = ["a1", "a2"].map((vendor) => ({ vendor, position: 0 }));
      yield [{ seq: 0, item: "x", fingerprint: Buffer.from("x"), content: "{}", slots }];
    })(),
  );
  await store.lockJob({ job: "j", holder: "t", now: 1, isAlive: () => false });
});
afterEach(() => store.close());

/** Two vendors of one owner. */
const reserve = async (vendor: string): Promise<Reserved> => {
  const { reserved } = await store.reserve({
    job: "j",
    dataset: "d",
    vendor,
    owner: "a",
    fence: 1,
    limit: 1,
    now: 2,
    ownerCap: 1,
    otherOwners: true,
    otherVendors: false,
    price: 5,
    denied: undefined,
    keyFor: ({ k, epoch }) => `${vendor}-${k}-${epoch}`,
  });
  return reserved[0] as Reserved;
};
const happens = async (unit: Reserved, ...events: readonly AttemptEvent[]): Promise<void> => {
  await store.apply({
    job: "j",
    fence: 1,
    now: 3,
    triesPerVendor: 3,
    independent: "owner",
    changes: events.map((event) => ({
      target: { attempt: unit.attempt },
      event,
      ...(event.event === "answered" ? { judgment: { id: `of ${unit.key}`, answer: "yes", at: 3 } } : {}),
    })),
  });
};
const answered: AttemptEvent = { event: "answered", ref: "r" };
describe("a late answer", () => {
  it("of what was proven never to have been sent says that it was: the item is counted as shown again", async () => {
    const unit = await reserve("a1");
    await happens(unit, { event: "submission-not-sent", at: 3 });
    expect(await store.exposureOf("d")).toMatchObject([{ owner: "a", items: 0 }]);
    await happens(unit, answered);
    expect(await store.exposureOf("d")).toMatchObject([{ owner: "a", items: 1 }]);
    expect(store.database.all("SELECT kind FROM disclosures ORDER BY seq").map(({ kind }) => kind)).toEqual([
      "disclosed",
      "released",
      "disclosed",
    ]);
    await happens(unit, { event: "answered", ref: "r" });
    expect(await store.exposureOf("d")).toMatchObject([{ owner: "a", items: 1 }]);
  });
});
