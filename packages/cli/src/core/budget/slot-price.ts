import type { PriceFacts } from "../plan/plan-inputs.ts";

/** What one judgment costs, in micros: what was declared, and what to reserve. */
export interface SlotPrice {
  readonly lowMicros: number;
  readonly highMicros: number;
}

/** Hours are estimates: unless the config or history says better, a quarter more than declared is held back. */
const hourlyReserve = { numerator: 5n, denominator: 4n };

/** The price range of one slot. The low end rounds half up, the high end always up, so that a reservation is never too small. */
export const slotPrice = (price: PriceFacts): SlotPrice => {
  switch (price.basis) {
    case "judgment":
      return { lowMicros: price.micros, highMicros: price.micros };
    case "hour": {
      const { numerator: perHour, denominator } = {
        numerator:
          BigInt(price.microsPerHour) * BigInt(1_000_000 + (price.feePerMillion ?? 0)) * BigInt(1_000_000 + (price.reworkPerMillion ?? 0)),
        denominator: 60n * 1000n * 1_000_000n * 1_000_000n,
      };
      const low = perHour * milliMinutes(price.minutesPerItem);
      const high =
        price.minutesPerItemHigh === undefined
          ? { amount: low * hourlyReserve.numerator, per: denominator * hourlyReserve.denominator }
          : { amount: perHour * milliMinutes(price.minutesPerItemHigh), per: denominator };
      return {
        lowMicros: Number((low * 2n + denominator) / (denominator * 2n)),
        highMicros: Number((high.amount + high.per - 1n) / high.per),
      };
    }
    default:
      return price satisfies never;
  }
};

/** Thousandths of a minute, rounded up: the smallest working time that is told apart. */
const milliMinutes = (minutes: number): bigint => BigInt(Math.ceil(Number((minutes * 1000).toFixed(6))));
