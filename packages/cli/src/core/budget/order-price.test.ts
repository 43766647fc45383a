import fc from "fast-check";
import { expect, it } from "vitest";
import type { PriceFacts } from "../plan/plan-inputs.ts";
import { addedPrice, orderPrice, pricePieces } from "./order-price.ts";

const tiered: PriceFacts = {
  basis: "judgment",
  micros: 80_000,
  setupMicros: 50_000_000,
  minimumMicros: 100_000_000,
  tiers: [{ from: 1000, micros: 70_000 }],
};

it.each([
  [0, 0],
  // 50 + 0.08, and the smallest bill is 100.
  [1, 100_000_000],
  [625, 100_000_000],
  [626, 100_080_000],
  // The 1,000th judgment is the first at 0.07.
  [999, 129_920_000],
  [1000, 129_990_000],
  [2000, 199_990_000],
])("bills %i judgments at %i micros", (slots, micros) => {
  expect(orderPrice(tiered, slots)).toEqual({ lowMicros: micros, highMicros: micros });
});

const prices = (): fc.Arbitrary<PriceFacts> =>
  fc
    .record({
      setupMicros: fc.nat(2_000_000),
      minimumMicros: fc.nat(3_000_000),
      each: fc.nat(120_000),
      tiers: fc.uniqueArray(fc.record({ from: fc.integer({ min: 1, max: 60 }), micros: fc.nat(120_000) }), {
        selector: ({ from }) => from,
        maxLength: 3,
      }),
      hourly: fc.boolean(),
    })
    .map(({ setupMicros, minimumMicros, each, tiers, hourly }) => ({
      setupMicros,
      minimumMicros,
      ...(hourly
        ? { basis: "hour" as const, microsPerHour: each * 100, minutesPerItem: 1.3 }
        : { basis: "judgment" as const, micros: each, tiers: tiers.toSorted((a, b) => a.from - b.from) }),
    }));

it("cuts every price into pieces that are exact at every count, whatever was ordered before", () => {
  fc.assert(
    fc.property(prices(), fc.nat(80), fc.integer({ min: 1, max: 90 }), (price, ordered, most) => {
      const pieces = pricePieces(price, { ordered, most });
      let next = 1;
      for (const { from, to, low, high } of pieces) {
        expect(from).toBe(next);
        for (let slots = from; slots <= to; slots += 1)
          expect([low, high].map(({ fixedMicros, eachMicros }) => fixedMicros + slots * eachMicros)).toEqual(
            Object.values(addedPrice(price, { ordered, slots })),
          );
        for (const { fixedMicros, eachMicros } of [low, high]) expect([fixedMicros, eachMicros].every(Number.isSafeInteger)).toBe(true);
        next = to + 1;
      }
      expect(next).toBe(most + 1);
    }),
    { numRuns: 500 },
  );
});

it("never makes a bill smaller by one judgment more, and orders add up", () => {
  fc.assert(
    fc.property(prices(), fc.nat(80), fc.nat(40), (price, before, more) => {
      const added = addedPrice(price, { ordered: before, slots: more });
      expect(added.lowMicros).toBeGreaterThanOrEqual(0);
      expect(added.highMicros).toBeGreaterThanOrEqual(0);
      expect(orderPrice(price, before).highMicros + added.highMicros).toBe(orderPrice(price, before + more).highMicros);
    }),
  );
});
