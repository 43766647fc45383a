import type { Box, Span } from "@tranche/sdk";
import { type MarkKind, middleOf } from "./consensus-marks.ts";

/** Spans of a text: overlap in code units; each end where most judges put it, else in the middle. */
export const spanMarks: MarkKind<Span> = {
  overlap: (a, b) => overlapOf([a.start, a.end], [b.start, b.end]) / (Math.max(a.end, b.end) - Math.min(a.start, b.start)),
  merge: (spans) => ({
    start: middleOf(spans.map(({ start }) => start)),
    end: middleOf(spans.map(({ end }) => end)),
    label: spans[0]!.label,
  }),
  compare: (a, b) => a.start - b.start || a.end - b.end,
};

/** Boxes on a picture: overlap in area; each edge where most judges put it, else in the middle. */
export const boxMarks: MarkKind<Box> = {
  overlap: (a, b) => {
    const both =
      overlapOf([a.left, a.left + a.width], [b.left, b.left + b.width]) * overlapOf([a.top, a.top + a.height], [b.top, b.top + b.height]);
    return both / (a.width * a.height + b.width * b.height - both);
  },
  merge: (boxes) => {
    const edge = (of: (box: Box) => number): number => middleOf(boxes.map(of));
    const [left, top] = [edge((box) => box.left), edge((box) => box.top)];
    return {
      left,
      top,
      width: edge((box) => box.left + box.width) - left,
      height: edge((box) => box.top + box.height) - top,
      label: boxes[0]!.label,
    };
  },
  compare: (a, b) => a.left - b.left || a.top - b.top || a.width - b.width || a.height - b.height,
};

const overlapOf = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number =>
  Math.max(0, Math.min(b, d) - Math.max(a, c));
