import { z } from "zod";
import { readTime } from "../vendor-time.ts";

/**
 * How far a list of changes was read. A list that proves to be sorted by change, oldest first, is known up to its end; of any other only what had
 * changed when its first page was read is sure, because entries may change behind us while we read on.
 */
export interface Stream {
  /** Everything that changed before this was read; the vendor's clock. */
  readonly since?: number;
  /** The rest is about the sweep under way. */
  readonly after?: string;
  readonly firstHigh?: number;
  readonly high?: number;
  readonly sorted?: boolean;
}

export const streamSchema: z.ZodType<Stream> = z.object({
  since: z.number().exactOptional(),
  after: z.string().exactOptional(),
  firstHigh: z.number().exactOptional(),
  high: z.number().exactOptional(),
  sorted: z.boolean().exactOptional(),
});

/** `updated_since` for the next request: the watermark less an overlap. */
export const sinceOf = (stream: Stream, overlapSeconds: number): string | undefined =>
  stream.since === undefined ? undefined : new Date(stream.since - overlapSeconds * 1000).toISOString();

/** One page further; `after` is where the list goes on, undefined at its end. */
export const advance = (stream: Stream, stamps: readonly (string | null | undefined)[], after: string | undefined): Stream => {
  const times = stamps.flatMap((stamp) => readTime(stamp) ?? []);
  const sorted =
    (stream.sorted ?? true) && times.length === stamps.length && times.every((at, index) => at >= (times[index - 1] ?? stream.high ?? at));
  const high = times.reduce((highest, at) => Math.max(highest, at), stream.high ?? stream.since ?? Number.NEGATIVE_INFINITY);
  const firstHigh = stream.after === undefined ? high : (stream.firstHigh ?? high);
  if (after !== undefined) return { ...(stream.since !== undefined && { since: stream.since }), after, firstHigh, high, sorted };
  const since = sorted ? high : firstHigh;
  return Number.isFinite(since) ? { since } : {};
};
