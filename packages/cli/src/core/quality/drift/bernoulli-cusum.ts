export interface CusumOptions {
  /** Share of right answers as it was. */
  readonly before: number;
  /** The lower share that is to be noticed. */
  readonly after: number;
  /** While nothing changes there is one alert in so many answers on average, or fewer; default 10,000. */
  readonly answersPerFalseAlert?: number;
}

export interface CusumState {
  readonly sum: number;
  /** Answers since the sum was last 0: where the change began, if there is one. */
  readonly since: number;
}

export const cusumStart: CusumState = { sum: 0, since: 0 };

/**
 * Page's cumulative sum of log-likelihood ratios on right and wrong answers: notices a fall from `before` to `after` soonest among all rules with as few false
 * alerts. An alert comes when the sum passes ln(answersPerFalseAlert), which bounds the mean time between false alerts from below (G. Lorden,
 * "Procedures for reacting to a change in distribution", Annals of Mathematical Statistics 42, 1971). After an alert it begins anew.
 */
export const cusumStep = (
  state: CusumState,
  right: boolean,
  { before, after, answersPerFalseAlert = 10_000 }: CusumOptions,
): { readonly state: CusumState; readonly alert?: { readonly since: number } } => {
  const step = right ? Math.log(after / before) : Math.log((1 - after) / (1 - before));
  const sum = Math.max(0, state.sum + step);
  const since = sum === 0 ? 0 : state.since + 1;
  return sum >= Math.log(answersPerFalseAlert) ? { state: cusumStart, alert: { since } } : { state: { sum, since } };
};

export interface Drift {
  /** Answers that set the level everything after them is held against. */
  readonly baseline: number;
  readonly before: number;
  /** Each alert: at which answer it came, where the fall seems to have begun, and the share of right answers since then. */
  readonly alerts: readonly { readonly at: number; readonly since: number; readonly rate: number }[];
}

const shortestBaseline = 100;
const noticed = 0.1;

/**
 * Falls in a sequence of right and wrong answers in the order they came. The first fifth (100 answers at least) sets the level, less one standard error; a fall of
 * ten points is what it is tuned to, and steady answers cry wolf in one sequence in twenty or fewer. Undefined for sequences shorter than twice the baseline.
 */
export const driftOf = (right: readonly boolean[]): Drift | undefined => {
  const baseline = Math.max(shortestBaseline, Math.floor(right.length / 5));
  if (right.length < 2 * baseline) return undefined;
  const share = right.slice(0, baseline).reduce((sum, one) => sum + Number(one), 0) / baseline;
  const level = Math.max(0.02, share - Math.sqrt((share * (1 - share)) / baseline));
  const options = {
    before: Math.min(0.99, level),
    after: Math.max(0.01, Math.min(0.99, level) - noticed),
    answersPerFalseAlert: 20 * right.length,
  };
  const alerts: { at: number; since: number; rate: number }[] = [];
  let state = cusumStart;
  for (let at = baseline; at < right.length; at += 1) {
    const stepped = cusumStep(state, right[at]!, options);
    state = stepped.state;
    if (stepped.alert === undefined) continue;
    const since = at - stepped.alert.since + 1;
    alerts.push({ at, since, rate: right.slice(since, at + 1).reduce((sum, one) => sum + Number(one), 0) / (at + 1 - since) });
  }
  return { baseline, before: share, alerts };
};
