import type { Comparison, HistoryRow } from "./comparison.ts";

/** The rows of one job: every vendor that was given anything of it. */
export const historyRows = (
  about: { readonly job: string; readonly at: string },
  { vendors }: Pick<Comparison, "vendors">,
): readonly HistoryRow[] =>
  vendors
    .filter(({ slots, refusals }) => slots + refusals > 0)
    .map(({ vendor, slots, answered, turnaroundHours, cost, quality: { known } }) => ({
      ...about,
      vendor,
      slots,
      answered,
      p50Hours: turnaroundHours.p50,
      low50: turnaroundHours.low50,
      high50: turnaroundHours.high50,
      costPerAnswer: cost.perAnswer,
      right: known.rate,
      low: known.low,
      high: known.high,
      seen: known.seen,
    }));
