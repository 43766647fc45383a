import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderPrice } from "../budget/order-price.ts";
import type { PriceFacts } from "../plan/plan-inputs.ts";
import { acceptancePrior, accuracyPriorTrials, pricePerAccepted, shareAfter } from "./beta-posterior.ts";

describe("a share after what was seen", () => {
  const declared = { perMillion: 800_000, trials: accuracyPriorTrials };

  it.each([
    [{ good: 0, all: 0 }, 800_000],
    [{ good: 20, all: 20 }, 900_000],
    [{ good: 10, all: 20 }, 650_000],
    [{ good: 0, all: 20 }, 400_000],
    [{ good: 980, all: 1_000 }, 976_471],
  ])("80 %% were declared, %j seen: %i", (seen, share) => {
    expect(shareAfter(declared, seen)).toBe(share);
  });

  it("lies between what was believed and what was seen, and rises with every good one", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 50 }), fc.nat(5_000), fc.nat(5_000), (perMillion, trials, good, bad) => {
        const all = good + bad;
        const after = shareAfter({ perMillion, trials }, { good, all });
        const seen = all === 0 ? perMillion : (good * 1_000_000) / all;
        expect(after).toBeGreaterThanOrEqual(Math.floor(Math.min(perMillion, seen)));
        expect(after).toBeLessThanOrEqual(Math.max(1, Math.ceil(Math.max(perMillion, seen))));
        expect(shareAfter({ perMillion, trials }, { good: good + 1, all: all + 1 })).toBeGreaterThanOrEqual(after);
        expect(shareAfter({ perMillion, trials }, { good, all: all + 1 })).toBeLessThanOrEqual(after);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what an accepted answer comes to", () => {
  const half = shareAfter(acceptancePrior, { good: 0, all: 20 });

  it("is the price over the share that is accepted, in whole micros, whatever the price is made of; what is paid once stays", () => {
    expect(half).toBe(495_000);
    const tiered: PriceFacts = { basis: "judgment", micros: 99_000, tiers: [{ from: 11, micros: 49_500 }], setupMicros: 5_000_000 };
    expect(orderPrice(pricePerAccepted(tiered, half), 20).lowMicros).toBe(5_000_000 + 10 * 200_000 + 10 * 100_000);
    const hourly: PriceFacts = { basis: "hour", microsPerHour: 59_400_000, minutesPerItem: 1 };
    expect(orderPrice(pricePerAccepted(hourly, half), 1).lowMicros).toBe(2_000_000);
    expect(pricePerAccepted({ basis: "judgment", micros: 1 }, 990_000)).toEqual({ basis: "judgment", micros: 2 });
  });
});
