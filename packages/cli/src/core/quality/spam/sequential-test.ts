/** What is decided between, and how often each mistake may be made. */
export interface SequentialTestOptions {
  /** Share of right answers of somebody worth keeping; between `bad` and 1. */
  readonly good: number;
  /** Share of right answers of somebody who is not. */
  readonly bad: number;
  /** Largest chance of holding somebody who is good; default 0.01. */
  readonly falseHold?: number;
  /** Largest chance of clearing somebody who is bad; default 0.05. */
  readonly falseClear?: number;
}

/** Evidence so far: the logarithm of how much likelier the answers are from somebody bad. */
export interface SequentialState {
  readonly evidence: number;
  readonly seen: number;
}

export type SequentialVerdict = "hold" | "clear" | "open";

export const sequentialStart: SequentialState = { evidence: 0, seen: 0 };

/**
 * Wald's sequential probability ratio test on right and wrong answers: as few answers as the two error rates allow. With the thresholds ln((1 − β)/α) and
 * ln(β/(1 − α)) the error rates are at most α/(1 − β) and β/(1 − α). A. Wald, "Sequential tests of statistical hypotheses", Annals of Mathematical
 * Statistics 16 (1945). Once decided it stays decided: the caller stops asking.
 */
export const sequentialStep = (
  state: SequentialState,
  right: boolean,
  options: SequentialTestOptions,
): { readonly state: SequentialState; readonly verdict: SequentialVerdict } => {
  const { good, bad } = options;
  const evidence = state.evidence + (right ? Math.log(bad / good) : Math.log((1 - bad) / (1 - good)));
  const next = { evidence, seen: state.seen + 1 };
  return { state: next, verdict: sequentialVerdict(next, options) };
};

export const sequentialVerdict = (
  { evidence }: SequentialState,
  { falseHold = 0.01, falseClear = 0.05 }: SequentialTestOptions,
): SequentialVerdict => {
  if (evidence >= Math.log((1 - falseClear) / falseHold)) return "hold";
  return evidence <= Math.log(falseClear / (1 - falseHold)) ? "clear" : "open";
};
