import { expect, it } from "vitest";
import { inCurrency } from "./convert.ts";

const rates = { EUR: { rate: { micros: 1_080_000, currency: "USD" }, on: "2026-01-05" } };

it.each([
  [{ micros: 100_000, currency: "EUR" }, "USD", 108_000],
  [{ micros: 108_000, currency: "USD" }, "EUR", 100_000],
  [{ micros: 100_000, currency: "USD" }, "USD", 100_000],
  // A part of a micro is rounded up, a credit's towards nothing.
  [{ micros: 1, currency: "EUR" }, "USD", 2],
  [{ micros: 1, currency: "USD" }, "EUR", 1],
  [{ micros: -1, currency: "EUR" }, "USD", -1],
  [{ micros: 1, currency: "GBP" }, "USD", undefined],
  // 2^53 and beyond would not be exact in floating point.
  [{ micros: 9_007_199_254_740_991, currency: "GBP" }, "GBP", 9_007_199_254_740_991],
] as const)("%j in %s is %s", (amount, wanted, expected) => {
  expect(inCurrency(amount, wanted, rates)).toBe(expected);
});
