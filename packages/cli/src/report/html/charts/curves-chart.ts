import { type AxisScale, type Chart, numberAxis } from "./chart.ts";
import { area, dot, line, type Place, type Shape, shapes } from "./shapes.ts";

export interface Curve {
  readonly colour: string;
  /** So that lines keep apart without colour; none is a solid line. */
  readonly dash?: readonly number[];
  /** From left to right. `low` and `high` are the band where there is one. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[];
  /** `step`: a value holds until the next point. `dots`: straight lines, a dot at each point. */
  readonly form: "step" | "dots";
}

export interface CurvesChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly curves: readonly Curve[];
  readonly x: AxisScale;
  readonly y: AxisScale;
  /** An upright line at this x: how it is now. */
  readonly now?: number;
  /** As in {@link Chart}. */
  readonly half?: true;
}

/** Lines over a plane, with bands. What lies beyond the scales is cut off. */
export const curvesChart = ({ id, title, description, curves, x, y, now, half }: CurvesChart): Chart => ({
  id,
  title,
  description,
  ...(half === undefined ? {} : { half }),
  draw: ({ narrow }) => {
    const height = narrow ? 240 : 300;
    return {
      height,
      option: {
        grid: { left: 4, right: 16, top: 12, bottom: 6, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
        xAxis: numberAxis({ ...x, ticks: narrow && x.ticks.length > 5 ? x.ticks.filter((_, index) => index % 2 === 0) : x.ticks }),
        yAxis: numberAxis(y),
        series: [
          shapes(
            (place) => [
              ...y.ticks.map((tick) => line([place(x.min, tick), place(x.max, tick)], { colour: "var(--line)" })),
              now === undefined ? undefined : line([place(now, y.min), place(now, y.max)], { colour: "var(--faint)", dash: [4, 3] }),
            ],
            { z: 1 },
          ),
          shapes((place) => curves.map((curve) => band(curve, place, curves.length > 5 ? 0.07 : 0.16)), { clip: true, z: 2 }),
          shapes((place) => curves.flatMap((curve) => drawn(curve, place)), { clip: curves.every(({ form }) => form === "step"), z: 3 }),
        ],
      },
    };
  },
});

const band = ({ points, colour, form }: Curve, place: Place, opacity: number): Shape | undefined => {
  const known = points.flatMap(({ x, low, high }) => (low === undefined || high === undefined ? [] : [{ x, low, high }]));
  if (known.length < 2) return undefined;
  const upper = known.map(({ x, high }) => ({ x, y: high }));
  const lower = known.map(({ x, low }) => ({ x, y: low }));
  const path = (side: readonly Flat[]): readonly (readonly [number, number])[] =>
    form === "step" ? stepped(side, place) : straight(side, place);
  return area([...path(upper), ...path(lower).toReversed()], { colour, opacity });
};

const drawn = ({ points, colour, dash, form }: Curve, place: Place): readonly Shape[] => [
  line(form === "step" ? stepped(points, place) : straight(points, place), { colour, width: 2, ...(dash === undefined ? {} : { dash }) }),
  ...(form === "dots" ? points.map(({ x, y }) => dot(place(x, y), 4, { colour })) : []),
];

interface Flat {
  readonly x: number;
  readonly y: number;
}

const straight = (points: readonly Flat[], place: Place): readonly (readonly [number, number])[] => points.map(({ x, y }) => place(x, y));

const stepped = (points: readonly Flat[], place: Place): readonly (readonly [number, number])[] =>
  points.flatMap(({ x, y }, index) => {
    const before = points[index - 1];
    return before === undefined ? [place(x, y)] : [place(x, before.y), place(x, y)];
  });
