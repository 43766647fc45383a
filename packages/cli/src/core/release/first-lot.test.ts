import fc from "fast-check";
import { expect, it } from "vitest";
import { firstLot, type WaitingSlot } from "./first-lot.ts";

const waiting = fc
  .array(fc.record({ unit: fc.option(fc.constantFrom("a", "b", "c", "d"), { nil: undefined }), gold: fc.boolean() }), { maxLength: 60 })
  .map((slots) => slots.map((one, slot): WaitingSlot => ({ ...one, slot })));

it("is whole groups, as many slots as were asked for, and less than one group more", () => {
  fc.assert(
    fc.property(waiting, fc.integer({ min: 1, max: 40 }), (slots, asked) => {
      const lot = new Set(firstLot(slots, asked));
      expect(lot.size).toBeGreaterThanOrEqual(Math.min(asked, slots.length));
      const sizes = [...Map.groupBy(slots, ({ unit, slot }) => unit ?? `${slot}`).values()].map((own) => {
        const let_ = own.filter(({ slot }) => lot.has(slot)).length;
        expect([0, own.length]).toContain(let_);
        return let_;
      });
      expect(lot.size - Math.max(0, ...sizes)).toBeLessThan(asked);
    }),
  );
});

it("begins with gold, up to half", () => {
  const slots = Array.from({ length: 20 }, (_, slot): WaitingSlot => ({ slot, unit: undefined, gold: slot >= 10 }));
  expect(firstLot(slots, 6).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 10, 11, 12]);
});
