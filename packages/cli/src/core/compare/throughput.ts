import type { ThroughputFigures } from "./comparison.ts";

const hourMs = 3_600_000;

/** Counts answers by the hour of the day, UTC; times are epoch ms in any order. */
export const throughput = (answeredAt: readonly number[]): ThroughputFigures => {
  const byHourUtc = Array.from({ length: 24 }, () => 0);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const at of answeredAt) {
    const hour = Math.floor(at / hourMs) % 24;
    byHourUtc[hour] = (byHourUtc[hour] ?? 0) + 1;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return { byHourUtc, perDay: last > first ? (answeredAt.length * 24 * hourMs) / (last - first) : null };
};
