/*
 * The few tail areas and quantiles the intervals and tests need, in double precision, by the usual expansions: M. Abramowitz and I. Stegun, Handbook
 * of Mathematical Functions (1964), 6.5, 26.5, 26.7; continued fractions by W. Lentz as in Numerical Recipes §6.2 and §6.4; log Γ by C. Lanczos (g = 7, n = 9).
 */

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

const logGamma = (x: number): number => {
  const shifted = x - 1;
  let sum = lanczos[0] ?? 0;
  for (let index = 1; index < lanczos.length; index += 1) sum += (lanczos[index] ?? 0) / (shifted + index);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
};

const tiny = 1e-300;

/** The share of a chi-square distribution with `degrees` degrees of freedom that lies above `x`. */
export const chiSquareTail = (x: number, degrees: number): number => {
  if (x <= 0) return 1;
  const a = degrees / 2;
  const z = x / 2;
  const front = Math.exp(a * Math.log(z) - z - logGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = a + 1; term > sum * 1e-16; n += 1) sum += term *= z / n;
    return Math.max(0, 1 - front * sum);
  }
  let b = z + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 500; n += 1) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / guarded(step * d + b);
    c = guarded(b + step / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * h;
};

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
