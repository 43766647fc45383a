import { expect, it } from "vitest";
import { itemClass, planInputsOf, vendorFacts } from "../../core/plan/__fixtures__/plan-inputs-of.ts";
import { planJob, sealPlan } from "../../core/plan/index.ts";
import { loadHighs } from "../solve/highs.ts";
import { itemsByPlan, type ReadItem } from "./import-items.ts";

const solve = await loadHighs();

async function* inOneBatch(items: readonly ReadItem[]): AsyncGenerator<readonly ReadItem[]> {
  yield items;
}

const item = (seq: number): ReadItem => ({ seq, id: `i${seq}`, fingerprint: Buffer.from([seq]), content: "{}" });

/** Vendors of ten items that were all new when they were planned, of which some had been shown by the time they were imported. */
const imported = async (seenBy: (fingerprint: Uint8Array) => readonly string[]): Promise<readonly (string | undefined)[]> => {
  const inputs = planInputsOf({
    vendors: [vendorFacts("a"), vendorFacts("b")],
    classes: [itemClass("new", 10)],
    job: { maxSharePerMillion: 600_000 },
  });
  const plan = sealPlan(planJob(inputs, solve), () => "");
  const vendors: (string | undefined)[] = [];
  const items = Array.from({ length: 10 }, (_, seq) => item(seq));
  for await (const batch of itemsByPlan(inOneBatch(items), { plan, slotsPerItem: 1, seenBy, placeFor: () => 0 }))
    vendors.push(...batch.flatMap(({ slots }) => slots.map(({ vendor }) => vendor)));
  return vendors;
};

it("gives every item the vendor of the plan", async () => {
  const vendors = await imported(() => []);
  expect(vendors.map(String).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([...Array<string>(6).fill("a"), ...Array<string>(4).fill("b")]);
});

it("leaves an item that another job showed meanwhile to the engine, and the others where the plan has them", async () => {
  const vendors = await imported((fingerprint) => ((fingerprint[0] ?? 0) < 3 ? ["a"] : []));
  expect(vendors.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(vendors.slice(3).every((vendor) => vendor === "a" || vendor === "b")).toBe(true);
});
