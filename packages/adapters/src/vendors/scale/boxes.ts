import type { Box } from "@tranche/sdk";
import { z } from "zod";

interface Drawn {
  readonly type?: unknown;
  readonly geometry?: unknown;
  readonly label: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const drawn: z.ZodType<Drawn> = z.looseObject({
  type: z.unknown().optional(),
  geometry: z.unknown().optional(),
  label: z.string(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

/** The boxes of an imageannotation response; `type` was called `geometry` before, and older answers have neither. Other geometries are not asked for. */
export const toBoxes = (response: unknown): unknown => {
  const annotations = typeof response === "object" && response !== null ? (response as { annotations?: unknown }).annotations : undefined;
  if (!Array.isArray(annotations)) return response;
  const boxes: Box[] = [];
  for (const one of annotations) {
    const read = drawn.safeParse(one);
    if (!read.success) return response;
    const { type, geometry, label, left, top, width, height } = read.data;
    if ((type ?? geometry ?? "box") === "box") boxes.push({ left, top, width, height, label });
  }
  return { boxes };
};
