import { describe, expect, it } from "vitest";
import {
  countOf,
  formatAmount,
  formatAmounts,
  formatCap,
  formatCount,
  formatNumber,
  formatPoints,
  formatPrice,
  formatPriceRatio,
  formatShare,
  roughly,
} from "./number.ts";

describe("numbers", () => {
  it.each([
    [formatCount(5160), "5,160"],
    [formatCount(1_000_000), "1,000,000"],
    [formatNumber(-1234.5, 2), "−1,234.50"],
    [formatNumber(-0.001, 1), "0.0"],
    [formatNumber(Number.NaN, 1), "–"],
    [formatShare(0.4), "40.0 %"],
    [formatShare(0), "0.0 %"],
    [formatShare(1), "100.0 %"],
    [formatShare(0.47, 0), "47 %"],
    [formatCap(0.4), "40 %"],
    [formatCap(0.334), "33.4 %"],
    [formatCap(1), "100 %"],
    [formatPoints(-0.109), "−10.9"],
    [formatAmounts({ low: 1190, high: 1510 }), "1,190 to 1,510"],
    [formatAmounts({ low: 0.0801, high: 0.0802 }), "0.080"],
    [formatAmount(500), "500"],
    [formatAmount(1190.4), "1,190"],
    [formatAmount(165.12), "165.12"],
    [formatAmount(0.08), "0.080"],
    [formatAmount(0.0042), "0.00420"],
    [formatAmount(-1290), "−1,290"],
    [formatPrice(1.306, "EUR"), "EUR 1.31"],
    [formatPriceRatio(1.25), "+ 25 % a piece"],
    [formatPriceRatio(0.97), "− 3 % a piece"],
    [formatPriceRatio(1.003), "the same price"],
    [formatPriceRatio(16.4), "16 times the price"],
    [countOf(1, "item"), "1 item"],
    [countOf(2, "more shared item", "more shared items"), "2 more shared items"],
    [roughly(1894), 1900],
    [roughly(7), 7],
    [roughly(0), 0],
  ])("%s is %s", (got, expected) => expect(got).toBe(expected));

  it("never calls nearly everything everything, nor something nothing", () => {
    expect(formatShare(0.99999)).toBe("99.9 %");
    expect(formatShare(0.00001)).toBe("0.1 %");
    expect(formatShare(5159 / 5160, 0)).toBe("99 %");
  });
});
