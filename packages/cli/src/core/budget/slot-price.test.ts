import { describe, expect, it } from "vitest";
import { slotPrice } from "./slot-price.ts";

describe("slotPrice", () => {
  it("is the price itself where judgments are priced", () => {
    expect(slotPrice({ basis: "judgment", micros: 80_000 })).toEqual({ lowMicros: 80_000, highMicros: 80_000 });
  });

  it("is the declared time at the hourly price with the fee, and a quarter more held back", () => {
    // 60 USD an hour is 1 USD a minute; 4 minutes and 30 % make 5.20 USD, and 6.50 USD with the reserve.
    expect(slotPrice({ basis: "hour", microsPerHour: 60_000_000, minutesPerItem: 4, feePerMillion: 300_000 })).toEqual({
      lowMicros: 5_200_000,
      highMicros: 6_500_000,
    });
  });

  it("takes a declared longest time instead of the reserve", () => {
    expect(slotPrice({ basis: "hour", microsPerHour: 60_000_000, minutesPerItem: 1, minutesPerItemHigh: 1.1 })).toEqual({
      lowMicros: 1_000_000,
      highMicros: 1_100_000,
    });
  });

  it("rounds the low end to the micro and the high end up", () => {
    // 1 micro an hour for 20 minutes is a third of a micro.
    expect(slotPrice({ basis: "hour", microsPerHour: 1, minutesPerItem: 20 })).toEqual({ lowMicros: 0, highMicros: 1 });
    expect(slotPrice({ basis: "hour", microsPerHour: 1, minutesPerItem: 40 })).toEqual({ lowMicros: 1, highMicros: 1 });
  });
});
