import type { RunDocument } from "./documents.ts";

/** How much each vendor had answered at one moment of a run. */
export interface ProgressPoint {
  readonly elapsedMs: number;
  readonly answered: Readonly<Record<string, number>>;
}

/** The recent past, oldest first. Grow it with {@link noteProgress}. */
export type ProgressHistory = readonly ProgressPoint[];

const longestMs = 120_000;
const shortestMs = 2_000;

/** Adds a moment and forgets what is older than two minutes, so that a rate is the present one. */
export const noteProgress = (history: ProgressHistory, run: RunDocument, elapsedMs: number): ProgressHistory => {
  const answered = Object.fromEntries(run.vendors.map((vendor) => [vendor.vendor, vendor.attempts.answered]));
  const recent = history.filter((point) => point.elapsedMs >= elapsedMs - longestMs && point.elapsedMs < elapsedMs);
  return [...recent, { elapsedMs, answered }];
};

/**
 * Time until the last vendor has answered what is left for it, at the pace of the last two minutes. Undefined while it
 * cannot be told: too little seen, or someone who still owes answers gave none. Work of a vendor that is out is
 * somebody else's by now and not waited for.
 */
export const remainingMs = (run: RunDocument, history: ProgressHistory): number | undefined => {
  const [first] = history;
  const last = history.at(-1);
  if (!first || !last || last.elapsedMs - first.elapsedMs < shortestMs) return undefined;
  let longest = 0;
  for (const vendor of run.vendors) {
    const left = vendor.planned - vendor.attempts.answered;
    if (left <= 0 || vendor.health === "out") continue;
    const came = (last.answered[vendor.vendor] ?? 0) - (first.answered[vendor.vendor] ?? 0);
    if (came <= 0) return undefined;
    longest = Math.max(longest, (left * (last.elapsedMs - first.elapsedMs)) / came);
  }
  return longest > 0 ? longest : undefined;
};
