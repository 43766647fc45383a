import type { AdapterError } from "@tranche/sdk";
import { LONGEST_PLAIN_WAIT_MS, waitAfter } from "../core/failover/wait.ts";
import type { RunContext } from "./run-context.ts";

/** When to repeat a call that costs nothing; reads are never put off for longer than a plain wait, since only they can tell that all is well again. */
export const askAgainAfter = (run: RunContext, error: AdapterError, failures: number): number => {
  const { rules } = run.options;
  const { ms } = waitAfter({
    failures,
    firstMs: rules.firstBackoffMs,
    longestMs: rules.longestBackoffMs,
    drawn: run.random(),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
  return Math.min(ms, LONGEST_PLAIN_WAIT_MS);
};
