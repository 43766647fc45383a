import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { itemClass, planInputsOf, vendorFacts } from "../../core/plan/__fixtures__/plan-inputs-of.ts";
import { assignmentOf, planJob, sealPlan } from "../../core/plan/index.ts";
import { loadHighs } from "../solve/highs.ts";
import { itemsByPlan, type ReadItem } from "./import-items.ts";
import { locateItem } from "./locate-item.ts";
import { surveyItems } from "./survey.ts";

const solve = await loadHighs();

/** Items whose content is a letter; a repeated letter repeats the item. Some letters were seen by somebody. */
const itemsOf = (letters: readonly string[]): readonly ReadItem[] =>
  letters.map((content, seq) => {
    const first = letters.indexOf(content);
    const fingerprint = createHash("sha256").update(content).digest();
    return { seq, id: `item-${seq}`, content, fingerprint, ...(first === seq ? {} : { duplicateOf: first }) };
  });

const batchesOf = (items: readonly ReadItem[], size: number): AsyncIterable<readonly ReadItem[]> => ({
  async *[Symbol.asyncIterator]() {
    for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
  },
});

it("finds for every item the vendors that the import gives it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(..."abcdefghijklmnop".split("")), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (letters, size) => {
        const items = itemsOf(letters);
        const prints = new Map(items.map(({ fingerprint, content }) => [fingerprint.toString(), content]));
        const seenBy = (fingerprint: Uint8Array): readonly string[] => ((prints.get(fingerprint.toString()) ?? "") < "f" ? ["a"] : []);
        const survey = await surveyItems(batchesOf(items, size), { slotsPerItem: 1, seenBy });
        const inputs = planInputsOf({
          vendors: [vendorFacts("a"), vendorFacts("b")],
          classes: survey.classes.map(({ id, items: count, seenBy: owners }) => itemClass(id, count, { seenBy: owners })),
          job: { maxSharePerMillion: 600_000 },
        });
        const plan = sealPlan(planJob(inputs, solve), () => "");
        if (plan.infeasible !== undefined) return;
        const imported: (string | undefined)[] = [];
        for await (const batch of itemsByPlan(batchesOf(items, size), { plan, slotsPerItem: 1, seenBy, placeFor: () => 0 }))
          imported.push(...batch.map(({ slots }) => slots[0]?.vendor));
        for (const { id, seq, duplicateOf } of items) {
          const located = await locateItem(batchesOf(items, size), { id, seenBy });
          expect(located?.sharesAnswerOf).toBe(duplicateOf === undefined ? undefined : `item-${duplicateOf}`);
          const planClass = plan.assignment.classes.find((one) => one.id === located?.classId);
          if (planClass === undefined || located === undefined) throw new Error(`${id} was not found`);
          expect(assignmentOf(plan.assignment, planClass).vendorsOf(located.index)).toEqual([imported[duplicateOf ?? seq]]);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it("shows every id on its way to nowhere", async () => {
  const seen: string[] = [];
  const located = await locateItem(batchesOf(itemsOf(["a", "b", "a"]), 2), { id: "item-9", onOther: (id) => seen.push(id) });
  expect([located, seen]).toEqual([undefined, ["item-0", "item-1", "item-2"]]);
});
