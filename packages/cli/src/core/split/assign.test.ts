import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanClass } from "../plan/plan.ts";
import { assignmentOf, vendorsOf } from "./assign.ts";

const planClass = (over: Partial<PlanClass>): PlanClass => ({ id: "new", items: 0, slotsEach: 1, blocks: [], ...over });

/** A class of one block whose quotas fill every slot, none above the number of items. */
const fullClasses = (): fc.Arbitrary<PlanClass> =>
  fc
    .record({
      items: fc.integer({ min: 1, max: 60 }),
      slotsEach: fc.integer({ min: 1, max: 4 }),
      cuts: fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 }),
    })
    .map(({ items, slotsEach, cuts }) => {
      const quotas: { vendor: string; slots: number }[] = [];
      let left = items * slotsEach;
      for (let vendor = 0; left > 0; vendor += 1) {
        const slots = Math.min(left, vendor < 8 ? (cuts[vendor] ?? 0) % (items + 1) : items);
        if (slots > 0) quotas.push({ vendor: `v${vendor}`, slots });
        left -= slots;
      }
      return planClass({ items, slotsEach, blocks: [{ items, quotas, stranded: 0 }] });
    });

describe("assignmentOf", () => {
  it("gives every item its slots at different vendors, and every vendor its quota exactly", () => {
    fc.assert(
      fc.property(fullClasses(), fc.string(), (one, key) => {
        const { vendorsOf: of } = assignmentOf({ key }, one);
        const counts = new Map<string, number>();
        for (let index = 0; index < one.items; index += 1) {
          const vendors = of(index);
          if (vendors.length !== one.slotsEach || new Set(vendors).size !== one.slotsEach)
            expect(vendors).toBe(`${one.slotsEach} different vendors`);
          for (const vendor of vendors) counts.set(vendor, (counts.get(vendor) ?? 0) + 1);
        }
        expect(Object.fromEntries(counts)).toEqual(
          Object.fromEntries(one.blocks[0]?.quotas.map(({ vendor, slots }) => [vendor, slots]) ?? []),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("lists a vendor's items, each once, and they are those that name the vendor", () => {
    fc.assert(
      fc.property(fullClasses(), fc.string(), (one, key) => {
        const assignment = assignmentOf({ key }, one);
        for (const { vendor } of one.blocks[0]?.quotas ?? []) {
          const own = [...assignment.itemsOf(vendor)];
          expect(new Set(own).size).toBe(own.length);
          const named = Array.from({ length: one.items }, (_, index) => index).filter((index) =>
            assignment.vendorsOf(index).includes(vendor),
          );
          expect(own.toSorted((a, b) => a - b)).toEqual(named);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("keeps the owners of several vendors apart when they lie side by side and hold at most one item's worth", () => {
    // a1 and a2 are of one owner: 3 + 2 of 5 items.
    const one = planClass({
      items: 5,
      slotsEach: 2,
      blocks: [
        {
          items: 5,
          quotas: [
            { vendor: "a1", slots: 3 },
            { vendor: "a2", slots: 2 },
            { vendor: "b", slots: 5 },
          ],
          stranded: 0,
        },
      ],
    });
    for (let index = 0; index < 5; index += 1)
      expect(vendorsOf({ key: "k" }, one, index).toSorted()).toEqual([expect.stringMatching(/^a[12]$/), "b"]);
  });

  it("leaves slots without a vendor where the plan says so, at the end of the layout", () => {
    const one = planClass({
      items: 4,
      slotsEach: 2,
      blocks: [
        {
          items: 4,
          quotas: [
            { vendor: "a", slots: 4 },
            { vendor: "b", slots: 1 },
          ],
          stranded: 3,
        },
      ],
    });
    const lengths = [0, 1, 2, 3].map((index) => vendorsOf({ key: "k" }, one, index).length);
    expect(lengths.toSorted((a, b) => a - b)).toEqual([1, 1, 1, 2]);
  });

  it("gives whole items to one vendor where only workers have to differ", () => {
    const one = planClass({
      items: 5,
      slotsEach: 3,
      blocks: [
        { items: 2, quotas: [{ vendor: "a", slots: 6 }], stranded: 0 },
        { items: 3, quotas: [{ vendor: "b", slots: 9 }], stranded: 0 },
      ],
    });
    const given = [0, 1, 2, 3, 4].map((index) => vendorsOf({ key: "k" }, one, index).join(""));
    expect(given.toSorted()).toEqual(["aaa", "aaa", "bbb", "bbb", "bbb"]);
    expect([...assignmentOf({ key: "k" }, one).itemsOf("b")]).toHaveLength(3);
  });
});
