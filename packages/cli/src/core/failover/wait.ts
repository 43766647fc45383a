/** A wait that the vendor asked for is kept as it asked up to this long; a longer one is a scheduled state, shown to people. */
export const LONGEST_PLAIN_WAIT_MS = 600_000;
/** Whatever a vendor asks for, it is asked again after a day: quotas are by the day at most. */
export const LONGEST_WAIT_MS = 86_400_000;

export interface WaitQuestion {
  /** As the vendor said it; what is no time is not believed. */
  readonly retryAfterMs?: number;
  /** Failures in a row before this one. */
  readonly failures: number;
  readonly firstMs: number;
  readonly longestMs: number;
  /** Drawn from the seed, in [0, 1). */
  readonly drawn: number;
}

export interface Wait {
  readonly ms: number;
  /** Asked for by the vendor, and too long to go by without a word. */
  readonly scheduled: boolean;
}

/**
 * How long to leave a vendor alone after a failure. What it asks for is honoured, up to a day; one that asks for next to nothing again and again is left
 * alone as long as one that says nothing. That is exponential with full jitter: anywhere between nothing and `firstMs` doubled with every failure, up to `longestMs` (M. Brooker, "Exponential Backoff And Jitter", AWS, 2015).
 */
export const waitAfter = ({ retryAfterMs, failures, firstMs, longestMs, drawn }: WaitQuestion): Wait => {
  const plain = Math.max(1, Math.ceil(drawn * Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(0, failures), 20))));
  if (retryAfterMs !== undefined && Number.isFinite(retryAfterMs) && retryAfterMs >= 0) {
    const ms = Math.min(Math.max(failures > 0 ? plain : 1, Math.ceil(retryAfterMs)), LONGEST_WAIT_MS);
    return { ms, scheduled: ms > LONGEST_PLAIN_WAIT_MS };
  }
  return { ms: plain, scheduled: false };
};

/**
 * How many more requests that repeat something may be under way at a vendor: a fifth of all that are under way there, and three where that is
 * less. Retries are the first thing that has to stop when a vendor is in trouble (Envoy's retry budget, 20 % and at least 3).
 */
export const retriesLeft = ({ requests, retries }: { readonly requests: number; readonly retries: number }): number =>
  Math.max(0, Math.max(3, Math.floor(requests / 5)) - retries);

/** A wait that another process was told of is no longer than it was, whatever the clock did in between. */
export const waitLeft = ({ since, until, now }: { readonly since: number; readonly until: number; readonly now: number }): number =>
  Math.max(0, Math.min(until - now, until - since));
