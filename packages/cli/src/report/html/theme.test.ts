import { describe, expect, it } from "vitest";
import { theme } from "./theme.ts";

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};
/** `share` of the one colour over the other. */
const over = (top: string, below: string, share: number): string =>
  `#${[1, 3, 5]
    .map((at) =>
      Math.round(Number.parseInt(top.slice(at, at + 2), 16) * share + Number.parseInt(below.slice(at, at + 2), 16) * (1 - share)),
    )
    .map((part) => part.toString(16).padStart(2, "0"))
    .join("")}`;

describe.each(["light", "dark"] as const)("the %s theme", (scheme) => {
  const colour = (name: string): string => theme[name]?.[scheme] ?? "";

  it("measures as the standard does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });

  it.each(["ink", "faint", "good", "warn", "bad"])("can be read in %s, on page and card", (name) => {
    expect(contrast(colour(name), colour("page"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour(name), colour("card"))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])("shows the lines and bars of vendor %i", (index) => {
    expect(contrast(colour(`v${index}`), colour("card"))).toBeGreaterThanOrEqual(3);
  });

  it("keeps the figures in the darkest cell of a matrix readable", () => {
    expect(contrast(colour("ink"), over(colour("v0"), colour("card"), 0.45))).toBeGreaterThanOrEqual(4.5);
  });
});
