import { cutTo } from "../../text-width.ts";
import { type AxisScale, type Chart, numberAxis, textPixels } from "./chart.ts";
import { box, dot, label, line, type Place, type Shape, shapes } from "./shapes.ts";

/** One line of the picture: a name, what is drawn, and the figure in words. */
export interface ChartRow {
  /** Empty for a further line of the same name. */
  readonly name: string;
  readonly text: string;
  readonly parts: readonly RowPart[];
}

export type RowPart =
  /** From one value to another; `pale` for what is only a second part of the same. */
  | { readonly kind: "bar"; readonly from: number; readonly to: number; readonly colour: string; readonly pale?: boolean }
  /** A figure with its interval. */
  | { readonly kind: "interval"; readonly low: number; readonly at: number; readonly high: number; readonly colour: string }
  /** A limit: an upright line. */
  | { readonly kind: "limit"; readonly at: number };

export interface RowsChart extends AxisScale {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly ChartRow[];
  /** A value to compare with, over all rows. */
  readonly reference?: number;
}

const rowHeight = 26;
const groupGap = 10;
/** What names leave to the plot at least, in pixels. */
const leastPlot = 150;

/** Named lines on one common scale: bars, dots with intervals, limits. The name stands left, the figure right, nothing is told by colour alone. */
export const rowsChart = ({ id, title, description, rows, min, max, ticks, word, reference }: RowsChart): Chart => ({
  id,
  title,
  description,
  draw: ({ width, narrow }) => {
    const right = Math.max(12, ...rows.map(({ text }) => textPixels(text))) + 10;
    const cells = Math.floor((width - right - leastPlot) / textPixels("0"));
    const names = rows.map(({ name }) => cutTo(name, Math.min(26, Math.max(8, cells))));
    const left = Math.max(20, ...names.map((name) => textPixels(name))) + 10;
    const tops: number[] = [];
    let y = 6;
    for (const [index, { name }] of rows.entries()) {
      if (index > 0 && name !== "" && rows.some((row) => row.name === "")) y += groupGap;
      tops.push(y);
      y += rowHeight;
    }
    const bottom = ticks.length === 0 ? 6 : 28;
    const height = y + bottom;
    const from = left;
    const to = width - right;
    const x = (place: Place, value: number): number => place(Math.min(max, Math.max(min, value)), 0)[0];
    return {
      height,
      option: {
        grid: { left, right, top: 6, bottom, outerBoundsMode: "none" },
        xAxis: numberAxis({ min, max, ticks: narrow ? thinned(ticks, word, to - from) : ticks, word }),
        yAxis: { type: "value", min: 0, max: 1, show: false },
        series: [
          shapes((place) => [
            ...ticks.map((tick) =>
              line(
                [
                  [x(place, tick), 6],
                  [x(place, tick), y],
                ],
                { colour: "var(--line)" },
              ),
            ),
            reference === undefined
              ? undefined
              : line(
                  [
                    [x(place, reference), 6],
                    [x(place, reference), y],
                  ],
                  { colour: "var(--faint)", dash: [4, 3] },
                ),
            ...rows.flatMap((row, index) => {
              const middle = (tops[index] ?? 0) + rowHeight / 2;
              return [
                label(names[index] ?? "", [left - 10, middle], { align: "right" }),
                label(row.text, [width, middle], { align: "right" }),
                line(
                  [
                    [from, middle],
                    [to, middle],
                  ],
                  { colour: "var(--track)", width: row.parts.some(({ kind }) => kind === "bar") ? 12 : 1 },
                ),
                ...row.parts.flatMap((part) => drawn(part, middle, (value) => x(place, value))),
              ];
            }),
          ]),
        ],
      },
    };
  },
});

const drawn = (part: RowPart, y: number, x: (value: number) => number): readonly Shape[] => {
  switch (part.kind) {
    case "bar":
      return [box([x(part.from), y - 6], [x(part.to), y + 6], { colour: part.colour, opacity: part.pale === true ? 0.4 : 1 })];
    case "interval": {
      const [low, high] = [x(part.low), x(part.high)];
      return [
        line(
          [
            [low, y],
            [high, y],
          ],
          { colour: part.colour, width: 3 },
        ),
        line(
          [
            [low, y - 5],
            [low, y + 5],
          ],
          { colour: part.colour, width: 2 },
        ),
        line(
          [
            [high, y - 5],
            [high, y + 5],
          ],
          { colour: part.colour, width: 2 },
        ),
        dot([x(part.at), y], 5, { colour: part.colour }),
      ];
    }
    case "limit":
      return [
        line(
          [
            [x(part.at), y - 11],
            [x(part.at), y + 11],
          ],
          { colour: "var(--ink)", width: 2 },
        ),
      ];
    default:
      return part satisfies never;
  }
};

/** Every other word where they would run into each other; the first and the last stay. */
const thinned = (ticks: readonly number[], word: (value: number) => string, pixels: number): readonly number[] => {
  const needed = ticks.reduce((sum, tick) => sum + textPixels(word(tick)) + 12, 0);
  return needed <= pixels || ticks.length < 4 ? ticks : ticks.filter((_, index) => index % 2 === 0);
};
