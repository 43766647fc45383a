import { printable } from "../../text-width.ts";
import { fontSize } from "./chart.ts";

/** Something drawn at pixels. */
export type Shape = object;

/** From what the axes count to pixels. */
export type Place = (x: number, y: number) => readonly [x: number, y: number];

/**
 * Shapes of our own between the axes: `paint` gets the scale and gives what to draw. With `clip`, what lies outside of the axes is
 * cut off.
 */
export const shapes = (
  paint: (place: Place) => readonly (Shape | undefined)[],
  { clip = false, z = 2 }: { readonly clip?: boolean; readonly z?: number } = {},
): object => ({
  type: "custom",
  silent: true,
  clip,
  z,
  data: [[0, 0]],
  renderItem: (_: unknown, api: { readonly coord: (at: readonly [number, number]) => readonly [number, number] }) => ({
    type: "group",
    children: paint((x, y) => api.coord([x, y])).filter((shape) => shape !== undefined),
  }),
});

export interface Stroke {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
  readonly round?: boolean;
}

/** A line through pixels. */
export const line = (
  points: readonly (readonly [number, number])[],
  { colour, width = 1, dash, opacity, round = false }: Stroke,
): Shape => ({
  type: "polyline",
  shape: { points },
  style: {
    fill: "none",
    stroke: colour,
    lineWidth: width,
    lineJoin: "round",
    ...(round ? { lineCap: "round" } : {}),
    ...(dash === undefined ? {} : { lineDash: dash }),
    ...(opacity === undefined ? {} : { opacity }),
  },
});

export interface Fill {
  readonly colour: string;
  readonly opacity?: number;
  readonly outline?: string;
}

/** An area between pixels. */
export const area = (points: readonly (readonly [number, number])[], { colour, opacity = 1 }: Fill): Shape => ({
  type: "polygon",
  shape: { points },
  style: { fill: colour, opacity },
});

/** A rectangle from one corner to the other. */
export const box = (
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  { colour, opacity = 1, outline }: Fill,
  corner = 0,
): Shape => ({
  type: "rect",
  shape: { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1), r: corner },
  style: { fill: colour, opacity, ...(outline === undefined ? {} : { stroke: outline, lineWidth: 1 }) },
});

/** A dot; hollow with `outline` and the card's colour within. */
export const dot = ([cx, cy]: readonly [number, number], r: number, { colour, outline }: Fill): Shape => ({
  type: "circle",
  shape: { cx, cy, r },
  style: { fill: colour, ...(outline === undefined ? {} : { stroke: outline, lineWidth: 2 }) },
});

export interface Lettering {
  readonly align?: "left" | "center" | "right";
  readonly colour?: string;
  readonly size?: number;
  readonly bold?: boolean;
  /** A seam in the card's colour, so that lines below do not cross the letters. */
  readonly seam?: boolean;
}

/** A text at a pixel, in the middle of its height. */
export const label = (
  text: string,
  [x, y]: readonly [number, number],
  { align = "left", colour = "var(--ink)", size = fontSize, bold = false, seam = false }: Lettering = {},
): Shape => ({
  type: "text",
  style: {
    text: printable(text),
    x,
    y,
    fill: colour,
    align,
    verticalAlign: "middle",
    fontSize: size,
    fontFamily: "sans-serif",
    ...(bold ? { fontWeight: 600 } : {}),
    ...(seam ? { stroke: "var(--card)", lineWidth: 3 } : {}),
  },
});
