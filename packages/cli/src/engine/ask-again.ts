import type { AdapterError } from "@tranche/sdk";
import { LONGEST_PLAIN_WAIT_MS, type Wait, waitAfter } from "../core/failover/wait.ts";
import type { RunContext } from "./run-context.ts";

/** How long to leave a vendor alone after a failure, real milliseconds. It asks for time by its own clock, which may run faster than ours. */
export const waitFor = (run: RunContext, error: AdapterError, failures: number): Wait => {
  const { rules, timeScale } = run.options;
  return waitAfter({
    failures,
    firstMs: rules.firstBackoffMs,
    longestMs: rules.longestBackoffMs,
    drawn: run.random(),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs / timeScale }),
  });
};

/** When to repeat a call that costs nothing; reads are never put off for longer than a plain wait, since only they can tell that all is well again. */
export const askAgainAfter = (run: RunContext, error: AdapterError, failures: number): number =>
  Math.min(waitFor(run, error, failures).ms, LONGEST_PLAIN_WAIT_MS);
