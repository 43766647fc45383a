import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { type GoldItems, surveyItems, type SurveyedItem, type SurveyOptions } from "./survey.ts";

const print = (item: number): Uint8Array => createHash("sha256").update(`item ${item}`).digest();

const batchesOf = (items: readonly SurveyedItem[], size: number): AsyncIterable<readonly SurveyedItem[]> => ({
  async *[Symbol.asyncIterator]() {
    for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
  },
});

/** What earlier jobs did with an item: it was never in the dataset, it was and nobody got it, or these owners did. */
const pasts = fc.oneof(
  fc.constant("new" as const),
  fc.subarray(["alpha", "beta", "gamma"]).map((owners) => owners as readonly string[]),
);

const worlds = fc.record({
  items: fc.array(fc.record({ past: pasts, gold: fc.boolean(), group: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 60 }),
  size: fc.integer({ min: 1, max: 25 }),
  grouped: fc.boolean(),
});

it("asked about a batch at a time, the store sorts every item as it does asked about each alone, disclosed before or not", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ items, size, grouped }) => {
      const store = openSqliteStore(":memory:");
      try {
        for (const [item, { past }] of items.entries()) {
          if (past === "new") continue;
          store.database.run("INSERT INTO dataset_items VALUES ('set', ?)", print(item));
          for (const owner of past) store.database.run("INSERT INTO exposure VALUES ('set', ?, ?, 1, 1)", print(item), owner);
        }
        const lines = items.map(({ group }, seq): SurveyedItem => ({
          seq,
          id: `item-${seq}`,
          fingerprint: print(seq),
          group: `group-${group}`,
        }));
        const gold: GoldItems = {
          isGold: (id) => items[Number(id.slice(5))]?.gold === true,
          // Seen by two, it measures nobody; by one, not that one.
          wornFor: (_, seenBy) => (seenBy.length > 1 ? undefined : seenBy),
        };
        const options: SurveyOptions = { slotsPerItem: 1, gold, ...(grouped ? { groups: { rule: { keep: "together" } } } : {}) };
        const [atOnce, alone] = await Promise.all([
          surveyItems(batchesOf(lines, size), { ...options, lookUp: (prints) => store.lookUp("set", prints) }),
          surveyItems(batchesOf(lines, size), { ...options, seenBy: (fingerprint) => store.seenBy("set", fingerprint) }),
        ]);
        expect(atOnce.classes).toEqual(alone.classes);
        expect(atOnce.groups).toEqual(alone.groups);
        expect(atOnce.newToDataset).toBe(items.filter(({ past }) => past === "new").length);
      } finally {
        await store.close();
      }
    }),
    { numRuns: 150, seed: 20_260_102 },
  );
});
