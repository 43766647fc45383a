import { cutTo } from "../../text-width.ts";
import { type Chart, numberAxis, textPixels } from "./chart.ts";
import { freeSpot, type Rectangle } from "./free-spot.ts";
import { area, label, line, type Shape, shapes } from "./shapes.ts";

/** A vendor's way through a run. */
export interface Lane {
  readonly name: string;
  readonly colour: string;
  /** When it was lost, and came back; in the unit of the scale, in order. */
  readonly lost: readonly number[];
}

/** Work that moved from one lane to others, or to nowhere. */
export interface Move {
  readonly at: number;
  /** Index of a lane. */
  readonly from: number;
  readonly to: readonly { readonly lane: number; readonly text: string }[];
  /** What is said beside the loss itself. */
  readonly text: string;
}

export interface LanesChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly lanes: readonly Lane[];
  readonly moves: readonly Move[];
  readonly until: number;
  readonly ticks: readonly number[];
  readonly word: (value: number) => string;
}

const laneHeight = 44;

/** A lane a vendor from the start of the run to its end: dashed after it was lost, with arrows to the lanes that took its work. */
export const lanesChart = ({ id, title, description, lanes, moves, until, ticks, word }: LanesChart): Chart => ({
  id,
  title,
  description,
  draw: ({ width, narrow }) => {
    const names = lanes.map(({ name }) => cutTo(name, narrow ? 9 : 22));
    const left = Math.max(20, ...names.map((name) => textPixels(name))) + 12;
    const right = 20;
    const plot = width - left - right;
    const x = (at: number): number => left + (until > 0 ? Math.min(1, Math.max(0, at / until)) : 0) * plot;
    const y = (lane: number): number => 8 + laneHeight * (lane + 0.5);
    const bottom = 28;
    const height = 8 + laneHeight * lanes.length + bottom;
    return {
      height,
      option: {
        grid: { left, right, top: 8, bottom, outerBoundsMode: "none" },
        xAxis: numberAxis({ min: 0, max: until || 1, ticks, word }),
        yAxis: { type: "value", min: 0, max: 1, show: false },
        series: [
          shapes(() => [
            ...ticks.map((tick) =>
              line(
                [
                  [x(tick), 8],
                  [x(tick), height - bottom],
                ],
                { colour: "var(--line)" },
              ),
            ),
            ...lanes.flatMap(({ colour, lost }, index): readonly Shape[] => {
              const gone = lost[0] ?? until;
              return [
                line(
                  [
                    [x(0), y(index)],
                    [x(gone), y(index)],
                  ],
                  { colour, width: 5, round: true },
                ),
                gone < until
                  ? line(
                      [
                        [x(gone), y(index)],
                        [x(until), y(index)],
                      ],
                      { colour: "var(--faint)", width: 1, dash: [3, 4] },
                    )
                  : undefined,
                label(names[index] ?? "", [left - 12, y(index)], { align: "right" }),
              ].filter((shape) => shape !== undefined);
            }),
            ...moves.flatMap(({ at, from, to }) => [
              ...to.flatMap(({ lane }) => arrow([x(at), y(from)], [x(at), y(lane)])),
              ...cross([x(at), y(from)]),
            ]),
            ...lettered(moves, { x, y, left, width }),
          ]),
        ],
      },
    };
  },
});

interface Field {
  readonly x: (at: number) => number;
  readonly y: (lane: number) => number;
  readonly left: number;
  readonly width: number;
}

/** What is written beside crosses and arrow heads, on the side with more room, and farther off where another text stands already. */
const lettered = (moves: readonly Move[], { x, y, left, width }: Field): readonly Shape[] => {
  const taken: Rectangle[] = moves.flatMap(({ at, from, to }) =>
    to.map(({ lane }) => ({ left: x(at) - 4, right: x(at) + 4, top: Math.min(y(from), y(lane)), bottom: Math.max(y(from), y(lane)) })),
  );
  const beside = (text: string, at: number, middle: number, colour: string): Shape | undefined => {
    const wide = textPixels(text);
    const first = x(at) > (left + width) / 2 ? -1 : 1;
    const starts = [0, 1, 2].flatMap((step) =>
      [first, -first].map((side) => x(at) + side * (10 + step * (wide + 24)) - (side < 0 ? wide : 0)),
    );
    const spot = freeSpot(
      starts.map((start) => ({ left: start, right: start + wide, top: middle - 7, bottom: middle + 7 })),
      { taken, within: { left, right: width, top: 0, bottom: Number.POSITIVE_INFINITY } },
    );
    if (spot === undefined) return undefined;
    taken.push(spot);
    return label(text, [spot.left, middle], { colour, seam: true });
  };
  return moves
    .flatMap(({ at, from, to, text }) => [
      beside(text, at, y(from) + (to.some(({ lane }) => lane < from) ? 15 : -15), "var(--bad)"),
      ...to.map(({ lane, text: words }) => beside(words, at, y(lane) + (lane > from ? -15 : 15), "var(--ink)")),
    ])
    .filter((shape) => shape !== undefined);
};

const arrow = ([x, from]: readonly [number, number], [, to]: readonly [number, number]): readonly Shape[] => {
  const down = to > from ? 1 : -1;
  return [
    line(
      [
        [x, from + 8 * down],
        [x, to - 10 * down],
      ],
      { colour: "var(--ink)", width: 1.5 },
    ),
    area(
      [
        [x - 4, to - 11 * down],
        [x + 4, to - 11 * down],
        [x, to - 4 * down],
      ],
      { colour: "var(--ink)" },
    ),
  ];
};

const cross = ([x, y]: readonly [number, number]): readonly Shape[] => [
  line(
    [
      [x - 5, y - 5],
      [x + 5, y + 5],
    ],
    { colour: "var(--bad)", width: 3, round: true },
  ),
  line(
    [
      [x - 5, y + 5],
      [x + 5, y - 5],
    ],
    { colour: "var(--bad)", width: 3, round: true },
  ),
];
