import type { Span } from "@tranche/sdk";
import { z } from "zod";

interface Marked {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly text?: string | null | undefined;
}

const annotated: z.ZodType<{ readonly annotations: readonly Marked[] }> = z.looseObject({
  annotations: z.array(z.looseObject({ start: z.int(), end: z.int(), label: z.string(), text: z.string().nullish() })),
});

/**
 * The spans of a namedentityrecognition response. Scale's own example has offsets that do not fit its text, so whether `end` belongs to the span, and
 * in which units it counts, is not known: where the marked text is given, it decides, and the offset only says which occurrence is meant.
 */
export const toSpans = (response: unknown, source: string | undefined): unknown => {
  const read = annotated.safeParse(response);
  if (!read.success) return response;
  return { spans: read.data.annotations.map((marked): Span => ({ ...place(marked, source), label: marked.label })) };
};

const place = ({ start, end, text }: Marked, source: string | undefined): { readonly start: number; readonly end: number } => {
  if (text == null || text === "") return { start, end };
  const at = source === undefined || source.startsWith(text, start) ? start : nearest(source, text, start);
  return at === undefined ? { start, end } : { start: at, end: at + text.length };
};

const nearest = (source: string, text: string, start: number): number | undefined => {
  let best: number | undefined;
  for (let at = source.indexOf(text); at !== -1; at = source.indexOf(text, at + 1))
    if (best === undefined || Math.abs(at - start) < Math.abs(best - start)) best = at;
  return best;
};
