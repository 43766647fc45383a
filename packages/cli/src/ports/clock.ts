/** Time as the engine sees it. Tests hand in a virtual one. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /**
   * Milliseconds since some moment, which no setting of the clock moves. What proves that time has passed is measured with this. Absent: `now`
   * is never set.
   */
  elapsed?(): number;
  /** Resolves after `ms`, or at once when the signal is aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
