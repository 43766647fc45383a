import type { BenchReport } from "../scripts/bench/bench-report.ts";
import { measureDispatch } from "./dispatch.ts";

export const name = "dispatch: units to one Scale-style simulator on loopback, journal, ledger and locks included";

const GOAL = 0.8;

/** Every size three times; the median pair is what counts, since both ways of a pair ran in the same minute. */
export const run = async (): Promise<BenchReport> => {
  const measures: { subject: string; size: number; seconds: number }[] = [];
  let ratio = 0;
  for (const size of [2_000, 20_000]) {
    const figures = [];
    for (let time = 0; time < 3; time += 1) figures.push(await measureDispatch(size));
    const middle = figures.toSorted((a, b) => a.bareMs / a.engineMs - b.bareMs / b.engineMs)[1];
    if (middle === undefined) throw new Error("nothing was measured");
    measures.push(
      { subject: "bare loop", size, seconds: middle.bareMs / 1_000 },
      { subject: "tranche", size, seconds: middle.engineMs / 1_000 },
    );
    ratio = middle.bareMs / middle.engineMs;
  }
  return {
    unit: "items",
    baseline: "bare loop",
    measures,
    goals: [{ text: `at least ${GOAL} of a bare p-queue + axios loop at 20,000 items: ${ratio.toFixed(2)}`, kept: ratio >= GOAL }],
  };
};
