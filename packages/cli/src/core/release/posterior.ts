/** A vendor's turnaround: what half and what nine tenths of its answers take. */
export interface Turnaround {
  readonly p50Ms: number;
  readonly p90Ms: number;
}

/** What was seen of it: answers, and open work by its age. Milliseconds, above 0; what is below one counts as one. */
export interface SeenTurnaround {
  readonly answeredMs: readonly number[];
  readonly openMs: readonly number[];
}

/** How many answers the declared figures are worth: they give way to what is seen within a pilot. */
const priorAnswers = 5;
/** Rounds of filling in open work; each is a contraction, and the figures stand still long before. */
const fillRounds = 25;
const z90 = 1.2815515655446004;

/**
 * The vendor's turnaround after what was seen of it: log-times are normal with a normal-inverse-gamma prior whose centre is the declared p50, whose spread
 * is that between p50 and p90, and whose weight is five answers (kappa = 5, alpha = 2.5). Open work is censored: each counts with the mean and the
 * variance that its log-time has given that it is longer than its age (expectation-maximisation, a fixed number of rounds). p50 is the posterior
 * median, p90 the ninth decile of the posterior predictive, a Student t.
 *
 * K. P. Murphy, "Conjugate Bayesian analysis of the Gaussian distribution" (2007), §3; the fill-in: A. P. Dempster, N. M. Laird, D. B. Rubin, "Maximum
 * likelihood from incomplete data via the EM algorithm", JRSS B 39 (1977), §4.2.
 */
export const turnaroundAfter = (declared: Turnaround, { answeredMs, openMs }: SeenTurnaround): Turnaround => {
  const count = answeredMs.length + openMs.length;
  if (count === 0) return declared;
  const middle = Math.log(Math.max(1, declared.p50Ms));
  const spread = Math.max(0.1, (Math.log(Math.max(1, declared.p90Ms)) - middle) / z90);
  const prior = { kappa: priorAnswers, alpha: priorAnswers / 2, beta: (priorAnswers / 2) * spread ** 2 };
  const seen = answeredMs.map((ms) => Math.log(Math.max(1, ms)));
  const ages = openMs.map((ms) => Math.log(Math.max(1, ms)));
  const kappa = prior.kappa + count;
  const alpha = prior.alpha + count / 2;
  let mean = middle;
  let variance = spread ** 2;
  let beta = prior.beta;
  for (let round = 0; round < fillRounds; round += 1) {
    const filled = ages.map((age) => beyond(age, mean, Math.sqrt(variance)));
    const average = (sum(seen) + sum(filled.map((one) => one.mean))) / count;
    const scatter = sum(seen.map((value) => (value - average) ** 2)) + sum(filled.map((one) => (one.mean - average) ** 2 + one.variance));
    mean = (prior.kappa * middle + count * average) / kappa;
    beta = prior.beta + scatter / 2 + (prior.kappa * count * (average - middle) ** 2) / (2 * kappa);
    variance = beta / alpha;
  }
  const scale = Math.sqrt((beta * (kappa + 1)) / (alpha * kappa));
  return { p50Ms: Math.exp(mean), p90Ms: Math.exp(mean + studentDecile(2 * alpha) * scale) };
};

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Mean and variance of a normal variable that is known to be larger than a bound. */
const beyond = (bound: number, mean: number, deviation: number): { readonly mean: number; readonly variance: number } => {
  const z = (bound - mean) / deviation;
  const hazard = inverseMills(z);
  return { mean: mean + deviation * hazard, variance: deviation ** 2 * Math.max(0, 1 + z * hazard - hazard ** 2) };
};

/** Density over tail of the standard normal; far out by its continued fraction, where both underflow. */
const inverseMills = (z: number): number => {
  if (z > 5) return z + 1 / (z + 2 / (z + 3 / (z + 4 / z)));
  return Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI) / (1 - normalBelow(z));
};

/** Abramowitz and Stegun 26.2.17; off by less than 7.5e-8. */
const normalBelow = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
};

/** The 0.9 quantile of Student's t, by Abramowitz and Stegun 26.7.5; off by less than 0.5 % from five degrees of freedom on. */
const studentDecile = (freedom: number): number => {
  const x = z90;
  return (
    x +
    (x ** 3 + x) / (4 * freedom) +
    (5 * x ** 5 + 16 * x ** 3 + 3 * x) / (96 * freedom ** 2) +
    (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / (384 * freedom ** 3)
  );
};
