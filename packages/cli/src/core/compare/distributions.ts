import { chiSquareTail, logGamma } from "../quality/numeric/chi-square.ts";

/*
 * The few tail areas and quantiles the intervals and tests need, in double precision, by the usual expansions: M. Abramowitz and I. Stegun, Handbook
 * of Mathematical Functions (1964), 26.2, 26.5, 26.7; the continued fraction by W. Lentz as in Numerical Recipes §6.4.
 */

const tiny = 1e-300;
const guarded = (value: number): number => (Math.abs(value) < tiny ? tiny : value);

/** The share of a Beta(a, b) distribution that lies below `x`. */
export const betaBelow = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
};

const betaFraction = (x: number, a: number, b: number): number => {
  let c = 1;
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 1000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
};

/** The point that the share `p` of a Beta(a, b) distribution lies below. */
export const betaQuantile = (p: number, a: number, b: number): number => bisect((x) => betaBelow(x, a, b), p, 0, 1);

/** The share of a standard normal distribution that lies above `z`, on one side. */
export const normalTail = (z: number): number => (z < 0 ? 1 - normalTail(-z) : chiSquareTail(z * z, 1) / 2);

/** The share of Student's distribution with `degrees` degrees of freedom that lies above `t`, on one side; normal for infinitely many. */
export const studentTail = (t: number, degrees: number): number => {
  if (t < 0) return 1 - studentTail(-t, degrees);
  return Number.isFinite(degrees) ? betaBelow(degrees / (degrees + t * t), degrees / 2, 0.5) / 2 : normalTail(t);
};

/** The point that the share `p` (at least one half) of Student's distribution lies below. */
export const studentQuantile = (p: number, degrees: number): number => bisect((t) => 1 - studentTail(t, degrees), p, 0, 1e4);

const bisect = (rising: (x: number) => number, level: number, from: number, to: number): number => {
  let low = from;
  let high = to;
  for (let step = 0; step < 200 && high - low > 1e-14 * Math.max(1, Math.abs(high)); step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
