import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderPrice } from "../../core/budget/order-price.ts";
import type { PriceFacts } from "../../core/plan/index.ts";
import type { ImportItem, Reservation, ReserveRequest } from "../../ports/store.ts";
import { exposureFacts } from "./facts/exposure-facts.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";

const vendors = [
  { vendor: "a", owner: "oa" },
  { vendor: "b", owner: "ob" },
  { vendor: "c", owner: "oc" },
];

/** A job of so many items, each with one slot at each of so many vendors, in turn. */
const openJob = async (items: number, slots: number): Promise<{ readonly store: SqliteStore; readonly fence: number }> => {
  const store = openSqliteStore(":memory:");
  const rows = Array.from({ length: items }, (_, seq): ImportItem => ({
    seq,
    item: `i${seq}`,
    fingerprint: createHash("sha256").update(String(seq)).digest(),
    content: `{"text":"${"x".repeat(seq % 7)}"}`,
    slots: Array.from({ length: slots }, (__, k) => ({ vendor: vendors[(seq + k) % vendors.length]?.vendor ?? "a", position: seq })),
  }));
  await store.importJob(
    {
      job: "j",
      dataset: "d",
      contentHash: "",
      itemsHash: "",
      jobJson: "{}",
      planJson: "{}",
      planHash: "",
      currency: "USD",
      slotsPerItem: slots,
      createdAt: 1,
    },
    (async function* () {
      yield rows;
    })(),
  );
  const lock = await store.lockJob({ job: "j", holder: "test", now: 1, isAlive: () => false });
  if (!lock.locked) throw new Error("locked");
  return { store, fence: lock.fence };
};

const requestOf = (vendor: number, over: Partial<ReserveRequest> & { readonly fence: number }): ReserveRequest => ({
  job: "j",
  dataset: "d",
  vendor: vendors[vendor]?.vendor ?? "",
  owner: vendors[vendor]?.owner ?? "",
  limit: 3,
  now: 2,
  ownerCap: 1_000,
  otherOwners: true,
  otherVendors: false,
  denied: undefined,
  price: 80_000,
  keyFor: ({ seq, k, epoch }) => `${vendor}/${seq}/${k}/${epoch}`,
  ...over,
});

describe("reserve", () => {
  it("holds set-up, minimum and tiers back with the first judgment, and the estimate is the bill whatever comes and goes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ vendor: fc.nat(2), limit: fc.integer({ min: 1, max: 4 }), undo: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.record({ setup: fc.nat(500_000), minimum: fc.nat(900_000), from: fc.integer({ min: 2, max: 6 }), after: fc.nat(90_000) }),
        fc.nat(2_500_000),
        async (steps, terms, budgetCap) => {
          const { store, fence } = await openJob(24, 1);
          const price: PriceFacts = {
            basis: "judgment",
            micros: 80_000,
            setupMicros: terms.setup,
            minimumMicros: terms.minimum,
            tiers: [{ from: terms.from, micros: terms.after }],
          };
          for (const { vendor, limit, undo } of steps) {
            const { reserved }: Reservation = await store.reserve(requestOf(vendor, { fence, limit, terms: price, budgetCap }));
            const [first] = reserved;
            if (undo && first !== undefined)
              await store.apply({
                job: "j",
                fence,
                now: 3,
                triesPerVendor: 9,
                changes: [{ target: { attempt: first.attempt }, event: { event: "submission-not-sent", at: 3 } }],
              });
            const committed = await store.committedOf("j");
            let all = 0;
            for (const entry of committed.values()) {
              expect(entry.estimated).toBe(orderPrice(price, entry.ordered).highMicros);
              all += entry.estimated;
            }
            expect(all).toBeLessThanOrEqual(budgetCap);
          }
          await store.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it("never lets two owners see more together than they may, and counts what both have seen as a recount does", async () => {
    let blockedBy = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ vendor: fc.nat(2), limit: fc.integer({ min: 1, max: 5 }), undo: fc.boolean() }), {
          minLength: 4,
          maxLength: 16,
        }),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 20 }),
        async (steps, slots, pairCap) => {
          const { store, fence } = await openJob(18, slots);
          const seen = new Map<string, Set<number>>(vendors.map(({ owner }) => [owner, new Set()]));
          for (const { vendor, limit, undo } of steps) {
            const { reserved, blocked } = await store.reserve(requestOf(vendor, { fence, limit, pairCap }));
            blockedBy += blocked.filter(({ rule }) => rule === "pair-cap").length;
            const owner = vendors[vendor]?.owner ?? "";
            const [first] = reserved;
            for (const { seq } of reserved) seen.get(owner)?.add(seq);
            if (undo && first !== undefined) {
              await store.apply({
                job: "j",
                fence,
                now: 3,
                triesPerVendor: 9,
                changes: [{ target: { attempt: first.attempt }, event: { event: "submission-not-sent", at: 3 } }],
              });
              seen.get(owner)?.delete(first.seq);
            }
            const [told] = exposureFacts(store.database, { vendors, capOf: () => 1 }).datasets;
            for (const one of told?.owners ?? []) {
              const itsOwn = seen.get(one.owner)?.size ?? 0;
              expect([one.items, one.jobs?.reduce((sum, { items }) => sum + items, 0)]).toEqual([itsOwn, itsOwn]);
            }
            const largest = [...seen].flatMap(([a, x]) =>
              [...seen].map(([b, y]) => (a < b && x.size > 0 && y.size > 0 ? new Set([...x, ...y]).size : 0)),
            );
            expect(told?.anyTwo?.items ?? 0).toBe(Math.max(...largest));
            const counted = await store.overlapsOf("d");
            for (const [a, itsOwn] of seen)
              for (const [b, other] of seen) {
                if (a >= b) continue;
                expect(new Set([...itsOwn, ...other]).size).toBeLessThanOrEqual(pairCap);
                expect(counted.find(({ owners }) => owners[0] === a && owners[1] === b)?.items ?? 0).toBe(
                  [...itsOwn].filter((seq) => other.has(seq)).length,
                );
              }
          }
          await store.close();
        },
      ),
      { numRuns: 60 },
    );
    expect(blockedBy).toBeGreaterThan(20);
  });

  it("would notice if the pair's cap were left out of the transaction", async () => {
    const { store, fence } = await openJob(18, 1);
    for (const vendor of [0, 1]) await store.reserve(requestOf(vendor, { fence, limit: 5, ...(vendor === 0 ? { pairCap: 6 } : {}) }));
    expect((await store.exposureOf("d")).reduce((sum, { items }) => sum + items, 0)).toBeGreaterThan(6);
    await store.close();
  });

  it("would notice if only the judgments were held back", async () => {
    const { store, fence } = await openJob(6, 1);
    const price: PriceFacts = { basis: "judgment", micros: 80_000, setupMicros: 500_000 };
    // Room for two judgments, not for the set-up: nothing may go.
    const { reserved, blocked } = await store.reserve(requestOf(0, { fence, terms: price, budgetCap: 400_000 }));
    expect([reserved.length, blocked.map(({ rule }) => rule)]).toEqual([0, ["budget", "budget"]]);
    const planted = await store.reserve(requestOf(1, { fence, budgetCap: 400_000 }));
    expect(planted.reserved.length).toBe(2);
    await store.close();
  });
});
