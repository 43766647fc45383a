import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadPainter, type Painter } from "./painter.ts";
import { rowsChart } from "./rows-chart.ts";
import type { Chart } from "./chart.ts";

const chart = (name: string, value: number): Chart =>
  rowsChart({
    id: "rows",
    title: name,
    description: name,
    min: 0,
    max: 1,
    ticks: [0, 1],
    word: String,
    rows: [
      {
        name,
        text: name,
        parts: [
          { kind: "bar", from: 0, to: value, colour: "var(--v0)" },
          { kind: "limit", at: 0.5 },
        ],
      },
    ],
  });

describe("the painter", { timeout: 60_000 }, () => {
  let paint: Painter;
  beforeAll(async () => {
    paint = await loadPainter();
  });

  it("draws the same twice, whatever it drew in between", () => {
    const first = paint(chart("scale", 0.4)).markup;
    paint(chart("surge", 0.9));
    expect(paint(chart("scale", 0.4)).markup).toBe(first);
    expect(paint(chart("scale", 0.5)).markup).not.toBe(first);
  });

  it("draws for a page and for a phone", () => {
    expect(
      [...paint(chart("scale", 0.4)).markup.matchAll(/<svg class="(\w+)"[^>]* width="(\d+)"/g)].map(([, name, width]) => [name, width]),
    ).toEqual([
      ["wide", "700"],
      ["narrow", "340"],
    ]);
  });

  it("writes any name as letters: elements and attributes stay the same", () => {
    const skeleton = (name: string): string =>
      paint(chart(name, 0.4))
        .markup.replace(/<text[\s\S]*?<\/text>/g, "")
        .replace(/>[^<]*</g, "><")
        .replace(/-?\d+(\.\d+)?/g, "0");
    const expected = skeleton("x");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (name) => {
        expect(skeleton(`x${name}`)).toBe(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("keeps what lies beyond the scale inside of it", () => {
    expect(paint(chart("scale", 7)).markup.replace(/-7\b/g, "")).toBe(paint(chart("scale", 1)).markup);
  });
});
