import type { Measure } from "./bench-report.ts";

/**
 * Runs `work` once and says how long it took and how much memory the process held at most. The peak is the process's own since its start: measure the
 * largest size last, or in a bench of its own.
 */
export const timed = async (what: { readonly subject: string; readonly size: number }, work: () => unknown): Promise<Measure> => {
  const startedAt = performance.now();
  await work();
  return { ...what, seconds: (performance.now() - startedAt) / 1000, peakMb: process.resourceUsage().maxRSS * (1024 / 1e6) };
};
