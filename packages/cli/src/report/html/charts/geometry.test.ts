import { beforeAll, describe, expect, it } from "vitest";
import type { Chart } from "./chart.ts";
import { curvesChart } from "./curves-chart.ts";
import { hoursChart } from "./hours-chart.ts";
import { lanesChart } from "./lanes-chart.ts";
import { matrixChart } from "./matrix-chart.ts";
import { loadPainter, type Painter } from "./painter.ts";
import { type ChartPoint, pointsChart } from "./points-chart.ts";
import { rowsChart } from "./rows-chart.ts";

/*
 * What is drawn is measured in what comes out: every chart is given figures with a known proportion, and the lengths and places of the
 * wide drawing's shapes have to have the same.
 */

const named = { title: "t", description: "d" };
const share = { min: 0, max: 1, ticks: [0, 1], word: String };

describe("what pictures measure", { timeout: 60_000 }, () => {
  let paint: Painter;
  beforeAll(async () => {
    paint = await loadPainter();
  });
  const wide = (chart: Chart): string => paint(chart).markup.split("</svg>")[0] ?? "";

  /** Boxes of shapes with this look: rectangles that the library writes as paths, or as they are. */
  const boxes = (
    svg: string,
    colour: string,
  ): readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[] =>
    [...svg.matchAll(/<(?:path|rect)[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => tag.includes(`fill="${colour}"`))
      .map((tag) => {
        const attribute = (name: string): number => Number(new RegExp(` ${name}="([^"]+)"`).exec(tag)?.[1]);
        const path = / d="M([\d.]+) ([\d.]+)l([\d.]+) 0l0 ([\d.]+)/.exec(tag);
        if (path !== null) return { x: Number(path[1]), y: Number(path[2]), width: Number(path[3]), height: Number(path[4]) };
        return { x: attribute("x"), y: attribute("y"), width: attribute("width"), height: attribute("height") };
      });
  const dots = (svg: string): readonly (readonly [x: number, y: number])[] =>
    [...svg.matchAll(/<circle[^>]*? cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);

  it("bars are as long as their figures", () => {
    const rows = [0.5, 0.25, 1].map((to, index) => ({
      name: `v${index}`,
      text: "",
      parts: [{ kind: "bar", from: 0, to, colour: "red" } as const],
    }));
    const drawn = boxes(wide(rowsChart({ id: "a", ...named, ...share, rows })), "red");
    expect(drawn).toHaveLength(3);
    const [half = 0, quarter = 0, whole = 0] = drawn.map(({ width }) => width);
    expect(half / whole).toBeCloseTo(0.5, 2);
    expect(quarter / whole).toBeCloseTo(0.25, 2);
    expect(new Set(drawn.map(({ x }) => x)).size).toBe(1);
  });

  it("the parts of a bar follow each other without a gap", () => {
    const parts = [
      { kind: "bar", from: 0, to: 0.3, colour: "red" },
      { kind: "bar", from: 0.3, to: 0.8, colour: "blue" },
    ] as const;
    const svg = wide(rowsChart({ id: "a", ...named, ...share, rows: [{ name: "v", text: "", parts }] }));
    const [[red], [blue]] = [boxes(svg, "red"), boxes(svg, "blue")];
    expect((red?.x ?? 0) + (red?.width ?? 0)).toBeCloseTo(blue?.x ?? 0, 0);
    expect((blue?.width ?? 0) / (red?.width ?? 1)).toBeCloseTo(5 / 3, 1);
  });

  it("an interval has its dot where its figure is", () => {
    const rows = [0, 0.5, 1].map((at) => ({
      name: "v",
      text: "",
      parts: [{ kind: "interval", low: at, at, high: at, colour: "red" } as const],
    }));
    const [zero, half, one] = dots(wide(rowsChart({ id: "a", ...named, ...share, rows }))).map(([x]) => x);
    expect(half).toBeCloseTo(((zero ?? 0) + (one ?? 0)) / 2, 0);
    expect((one ?? 0) - (zero ?? 0)).toBeGreaterThan(400);
  });

  it("a step holds its value until the next point, and higher is up", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 0.5, y: 1 },
    ];
    const svg = wide(curvesChart({ id: "a", ...named, curves: [{ colour: "red", form: "step", points }], x: share, y: share }));
    const [, path = ""] = /<(?:path|polyline) (?:d|points)="([^"]+)"[^>]*stroke="red"/.exec(svg) ?? [];
    const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number);
    const corners = Array.from(
      { length: numbers.length / 2 },
      (_, index) => [numbers[index * 2] ?? 0, numbers[index * 2 + 1] ?? 0] as const,
    );
    expect(corners).toHaveLength(3);
    const [[x0, y0], [x1, y1], [x2, y2]] = corners as [readonly [number, number], readonly [number, number], readonly [number, number]];
    expect(y1).toBe(y0);
    expect(x1).toBe(x2);
    expect(x1).toBeGreaterThan(x0);
    expect(y2).toBeLessThan(y1);
  });

  it("a dot on a plane stands right for more and up for better; hollow where it is beaten", () => {
    const at = (x: number, y: number, filled: boolean): ChartPoint => ({ name: "v", text: "", colour: "red", x, y, filled });
    const svg = wide(pointsChart({ id: "a", ...named, points: [at(0.2, 0.2, true), at(0.8, 0.9, false)], x: share, y: share }));
    const [poor = [0, 0], good = [0, 0]] = dots(svg);
    expect(good[0]).toBeGreaterThan(poor[0]);
    expect(good[1]).toBeLessThan(poor[1]);
    expect([...svg.matchAll(/<circle[^>]*? fill="([^"]+)"/g)].map(([, fill]) => fill)).toEqual(["red", "var(--card)"]);
  });

  it("hours of a day are as high as their share of the fullest", () => {
    const byHour = Array.from({ length: 24 }, (_, hour) => (hour === 3 ? 10 : hour === 20 ? 5 : 0));
    const [three, twenty] = boxes(wide(hoursChart({ id: "a", ...named, rows: [{ name: "v", colour: "red", byHour, text: "" }] })), "red");
    expect((twenty?.height ?? 0) / (three?.height ?? 1)).toBeCloseTo(0.5, 1);
    expect(twenty?.x).toBeGreaterThan(three?.x ?? 0);
    expect((twenty?.y ?? 0) + (twenty?.height ?? 0)).toBeCloseTo((three?.y ?? 0) + (three?.height ?? 0), 0);
  });

  it("a lane ends where its vendor was lost, and says how much went where", () => {
    const lanes = [
      { name: "a", colour: "red", lost: [25] },
      { name: "b", colour: "blue", lost: [] },
    ];
    const moves = [{ at: 25, from: 0, to: [{ lane: 1, text: "+ 9" }], text: "9 missing" }];
    const svg = wide(lanesChart({ id: "a", ...named, lanes, moves, until: 100, ticks: [0, 100], word: String }));
    const length = (colour: string): number => {
      const [, path = ""] = new RegExp(`<(?:path|polyline) (?:d|points)="([^"]+)"[^>]*stroke="${colour}"`).exec(svg) ?? [];
      const [from = 0, , to = 0] = (path.match(/-?[\d.]+/g) ?? []).map(Number);
      return to - from;
    };
    expect(length("red") / length("blue")).toBeCloseTo(0.25, 2);
    expect(svg).toContain(">9 missing</text>");
    expect(svg).toContain(">+ 9</text>");
  });

  it("a matrix has the figure of a pair on both sides of its diagonal, and a dash for what is not known", () => {
    const svg = wide(
      matrixChart({
        id: "a",
        ...named,
        names: ["a", "b", "c"],
        cell: (row, column) => (row + column === 1 ? { strength: 1, text: "85 %", small: "of 9" } : undefined),
      }),
    );
    expect(svg.match(/>85 %<\/text>/g)).toHaveLength(2);
    expect(svg.match(/>–<\/text>/g)).toHaveLength(4);
  });
});
