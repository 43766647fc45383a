import { cutTo } from "../../text-width.ts";
import { type AxisScale, type Chart, lineHeight, numberAxis, textPixels } from "./chart.ts";
import { freeSpot, type Rectangle } from "./free-spot.ts";
import { dot, label, line, type Place, type Shape, shapes } from "./shapes.ts";

export interface ChartPoint {
  readonly name: string;
  /** Second line of its label. */
  readonly text: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  /** Filled where true, hollow where not. */
  readonly filled: boolean;
}

export interface PointsChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly points: readonly ChartPoint[];
  readonly x: AxisScale;
  readonly y: AxisScale;
}

/** Named dots on a plane, each with an upright interval. A name that finds no free place beside its dot is left to the table. */
export const pointsChart = ({ id, title, description, points, x, y }: PointsChart): Chart => ({
  id,
  title,
  description,
  draw: ({ narrow, width }) => ({
    height: narrow ? 280 : 320,
    option: {
      grid: { left: 4, right: 16, top: 14, bottom: 6, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: numberAxis({ ...x, ticks: narrow && x.ticks.length > 5 ? x.ticks.filter((_, index) => index % 2 === 0) : x.ticks }),
      yAxis: numberAxis(y),
      series: [
        shapes(
          (place) => [
            ...y.ticks.map((tick) => line([place(x.min, tick), place(x.max, tick)], { colour: "var(--line)" })),
            ...x.ticks.map((tick) => line([place(tick, y.min), place(tick, y.max)], { colour: "var(--line)" })),
          ],
          { z: 1 },
        ),
        shapes((place) => drawn(points, place, { cells: narrow ? 14 : 24, within: within(place, { x, y, width }) })),
      ],
    },
  }),
});

const drawn = (
  points: readonly ChartPoint[],
  place: Place,
  { cells, within: field }: { readonly cells: number; readonly within: Rectangle },
): readonly Shape[] => {
  const taken = points.map(({ x, y }): Rectangle => {
    const [cx, cy] = place(x, y);
    return { left: cx - 7, right: cx + 7, top: cy - 7, bottom: cy + 7 };
  });
  const words = points.flatMap((point) => {
    const lines = [cutTo(point.name, cells), cutTo(point.text, cells)].filter((text) => text !== "");
    const wide = Math.max(0, ...lines.map((text) => textPixels(text)));
    const spot = freeSpot(around(place(point.x, point.y), wide, lineHeight * lines.length), { taken, within: field });
    if (spot === undefined) return [];
    taken.push(spot);
    return lines.map((text, index) =>
      label(
        text,
        [spot.left, spot.top + lineHeight * (index + 0.5)],
        index === 0 ? { bold: true, seam: true } : { colour: "var(--faint)", seam: true },
      ),
    );
  });
  return [
    ...points.flatMap(({ x, low, high, colour }) =>
      low === undefined || high === undefined ? [] : [line([place(x, low), place(x, high)], { colour, width: 2, opacity: 0.55 })],
    ),
    ...points.map(({ x, y, colour, filled }) => dot(place(x, y), 6, { colour: filled ? colour : "var(--card)", outline: colour })),
    ...words,
  ];
};

/** Where names may stand: between the axes, but also beside and above them where there are no words. */
const within = (place: Place, { x, y, width }: { readonly x: AxisScale; readonly y: AxisScale; readonly width: number }): Rectangle => {
  const [left, bottom] = place(x.min, y.min);
  return { left, bottom, top: 0, right: width };
};

/** Right, left, each also a little higher and lower, above, below. */
const around = ([x, y]: readonly [number, number], wide: number, high: number): readonly Rectangle[] =>
  [
    ...[x + 12, x - 12 - wide].flatMap((left) => [0, -0.6, 0.6].map((shift) => [left, y - high / 2 + shift * high] as const)),
    ...[y - high - 9, y + 9].map((top) => [x - wide / 2, top] as const),
  ].map(([left, top]) => ({ left, right: left + wide, top, bottom: top + high }));
