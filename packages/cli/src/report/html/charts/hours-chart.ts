import { cutTo } from "../../text-width.ts";
import { type Chart, textPixels } from "./chart.ts";
import { box, label, line, shapes } from "./shapes.ts";

export interface HoursChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly {
    readonly name: string;
    readonly colour: string;
    /** 24 numbers from midnight on. */
    readonly byHour: readonly number[];
    readonly text: string;
  }[];
}

const rowHeight = 40;
const columnHeight = 30;

/** A day in columns for everyone, each as high as its own fullest hour allows. */
export const hoursChart = ({ id, title, description, rows }: HoursChart): Chart => ({
  id,
  title,
  description,
  draw: ({ width, narrow }) => {
    const names = rows.map(({ name }) => cutTo(name, narrow ? 11 : 22));
    const left = Math.max(20, ...names.map((name) => textPixels(name))) + 10;
    const right = Math.max(12, ...rows.map(({ text }) => textPixels(text))) + 10;
    const hour = (width - left - right) / 24;
    const bottom = 6 + rowHeight * rows.length;
    return {
      height: bottom + 26,
      option: {
        grid: { left: 0, right: 0, top: 0, bottom: 0, outerBoundsMode: "none" },
        xAxis: { type: "value", min: 0, max: 1, show: false },
        yAxis: { type: "value", min: 0, max: 1, show: false },
        series: [
          shapes(() => [
            ...(narrow ? [0, 12, 24] : [0, 6, 12, 18, 24]).flatMap((at) => [
              line(
                [
                  [left + hour * at, 6],
                  [left + hour * at, bottom],
                ],
                { colour: "var(--line)" },
              ),
              label(`${String(at).padStart(2, "0")}:00`, [left + hour * at, bottom + 14], { align: "center", colour: "var(--faint)" }),
            ]),
            ...rows.flatMap(({ byHour, colour, text }, index) => {
              const base = 6 + rowHeight * (index + 1) - 3;
              const most = Math.max(...byHour, 1);
              return [
                label(names[index] ?? "", [left - 10, base - columnHeight / 2], { align: "right" }),
                label(text, [width, base - columnHeight / 2], { align: "right" }),
                line(
                  [
                    [left, base],
                    [width - right, base],
                  ],
                  { colour: "var(--line)" },
                ),
                ...byHour.flatMap((count, at) =>
                  count > 0
                    ? [
                        box(
                          [left + hour * at + 0.5, base - Math.max(1, (count / most) * columnHeight)],
                          [left + hour * (at + 1) - 0.5, base],
                          { colour },
                        ),
                      ]
                    : [],
                ),
              ];
            }),
          ]),
        ],
      },
    };
  },
});
