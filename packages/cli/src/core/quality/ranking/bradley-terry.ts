/** One comparison: which of two options was preferred, and by whom. */
export interface Comparison {
  readonly left: number;
  readonly right: number;
  readonly worker: number;
  readonly result: "left" | "right" | "tie";
}

export interface RankingOptions {
  /**
   * `none`: everybody is taken at their word. `noisy` (default): each worker turns a preference around with a chance of their own, learnt together with the
   * scores.
   */
  readonly voters?: "none" | "noisy";
  /** Games each option is taken to have drawn against an average one: keeps the unbeaten finite; default 0.5. 0 is the plain model. */
  readonly prior?: number;
  readonly rounds?: number;
  /** On the log-likelihood; default 1e-9 of its size. */
  readonly tolerance?: number;
}

export interface Ranking {
  /** Logarithms of strengths, their mean 0: option `i` beats `j` with chance 1/(1 + exp(score j − score i)), ties aside. */
  readonly score: Float64Array;
  /** How common ties are among equals: the chance of a tie is ν/(2 + ν) between two of the same strength. */
  readonly tie: number;
  /** Of each worker: the chance of saying what is preferred rather than its opposite; 1 for all without noise. */
  readonly honesty: Float64Array;
  /** Of the comparisons and the priors, after each round; never falls. */
  readonly logLikelihood: readonly number[];
  readonly converged: boolean;
}

/** Prior counts of honest and turned-around preferences of each worker. */
const honestPrior = { honest: 9, turned: 2 } as const;

/**
 * Bradley and Terry's model of paired comparisons with ties after R. R. Davidson ("On extending the Bradley-Terry model to accommodate ties in paired comparison
 * experiments", JASA 65, 1970), fitted by minorisation and maximisation (D. R. Hunter, "MM algorithms for generalized Bradley-Terry models", Annals of
 * Statistics 32, 2004), and with voters who err (X. Chen, P. N. Bennett, K. Collins-Thompson, E. Horvitz, "Pairwise ranking aggregation in a
 * crowdsourced setting", WSDM 2013) by expectation maximisation around it.
 */
export const rankOptions = (
  comparisons: readonly Comparison[],
  { options, workers }: { readonly options: number; readonly workers: number },
  { voters = "noisy", prior = 0.5, rounds = 2000, tolerance = 1e-9 }: RankingOptions = {},
): Ranking => {
  const strength = new Float64Array(options).fill(1);
  const honesty = new Float64Array(workers).fill(voters === "noisy" ? honestPrior.honest / (honestPrior.honest + honestPrior.turned) : 1);
  const ties = comparisons.filter(({ result }) => result === "tie").length;
  let tie = ties === 0 ? 0 : (2 * ties) / Math.max(1, comparisons.length - ties);
  const wins = new Float64Array(options);
  const kept = new Float64Array(workers);
  const given = new Float64Array(workers);
  const logLikelihood: number[] = [];
  let converged = false;
  while (logLikelihood.length < rounds && !converged) {
    wins.fill(prior);
    kept.fill(0);
    given.fill(0);
    for (const { left, right, worker, result } of comparisons) {
      if (result === "tie") {
        wins[left]! += 0.5;
        wins[right]! += 0.5;
        continue;
      }
      const [best, other] = result === "left" ? [left, right] : [right, left];
      const honest = honesty[worker]! * strength[best]!;
      const share = honest / (honest + (1 - honesty[worker]!) * strength[other]!);
      wins[best]! += share;
      wins[other]! += 1 - share;
      kept[worker]! += share;
      given[worker]! += 1;
    }
    strengthen({ comparisons, strength, wins, tie, prior });
    if (ties > 0)
      tie =
        ties /
        comparisons.reduce((sum, pair) => sum + Math.sqrt(strength[pair.left]! * strength[pair.right]!) / spread(pair, strength, tie), 0);
    if (voters === "noisy")
      for (let who = 0; who < workers; who += 1)
        honesty[who] = (kept[who]! + honestPrior.honest - 1) / (given[who]! + honestPrior.honest + honestPrior.turned - 2);
    logLikelihood.push(likelihood({ comparisons, strength, tie, prior, honesty, voters }));
    const [now, before] = [logLikelihood.at(-1)!, logLikelihood.at(-2)];
    converged = before !== undefined && now - before <= tolerance * (Math.abs(now) + 1);
  }
  const score = strength.map(Math.log);
  const mean = score.reduce((sum, one) => sum + one, 0) / Math.max(1, options);
  return { score: score.map((one) => one - mean), tie, honesty, logLikelihood, converged };
};

interface Fit {
  readonly comparisons: readonly Comparison[];
  readonly strength: Float64Array;
  readonly tie: number;
  readonly prior: number;
}

/** Denominator of a comparison's probabilities. */
const spread = ({ left, right }: Comparison, strength: Float64Array, tie: number): number =>
  strength[left]! + strength[right]! + tie * Math.sqrt(strength[left]! * strength[right]!);

/** One step of minorisation and maximisation, in place: the geometric mean in the denominator is bounded by its tangent. */
const strengthen = ({ comparisons, strength, wins, tie, prior }: Fit & { readonly wins: Float64Array }): void => {
  const pull = new Float64Array(strength.length);
  for (const pair of comparisons) {
    const per = 1 / spread(pair, strength, tie);
    const ratio = Math.sqrt(strength[pair.right]! / strength[pair.left]!);
    pull[pair.left]! += per * (1 + (tie / 2) * ratio);
    pull[pair.right]! += per * (1 + tie / 2 / ratio);
  }
  for (let option = 0; option < strength.length; option += 1) {
    // The prior's games are against an option of strength 1.
    const total = pull[option]! + (2 * prior) / (strength[option]! + 1);
    if (total > 0) strength[option] = Math.max(1e-12, wins[option]! / total);
  }
};

const likelihood = ({
  comparisons,
  strength,
  tie,
  prior,
  honesty,
  voters,
}: Fit & { readonly honesty: Float64Array; readonly voters: "none" | "noisy" }): number => {
  let sum = 0;
  for (const pair of comparisons) {
    const { left, right, worker, result } = pair;
    const of = spread(pair, strength, tie);
    if (result === "tie") sum += Math.log((tie * Math.sqrt(strength[left]! * strength[right]!)) / of);
    else {
      const [best, other] = result === "left" ? [left, right] : [right, left];
      sum += Math.log((honesty[worker]! * strength[best]! + (1 - honesty[worker]!) * strength[other]!) / of);
    }
  }
  for (const one of strength) sum += prior * (Math.log(one) - 2 * Math.log(one + 1));
  if (voters === "noisy")
    for (const one of honesty) sum += (honestPrior.honest - 1) * Math.log(one) + (honestPrior.turned - 1) * Math.log(1 - one);
  return sum;
};
