/** Chance that a χ² variable with this many degrees of freedom is at least `x`: the regularised upper incomplete gamma function Q(df/2, x/2); about 1e-12. */
export const chiSquareTail = (x: number, degrees: number): number => {
  if (!(x > 0) || degrees <= 0) return 1;
  const a = degrees / 2;
  const at = x / 2;
  const scale = Math.exp(a * Math.log(at) - at - logGamma(a));
  return at < a + 1 ? 1 - scale * series(a, at) : scale * continuedFraction(a, at);
};

/** Σ xⁿ Γ(a)/Γ(a + 1 + n): the lower part, where it converges fast. */
const series = (a: number, x: number): number => {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 1000 && term > sum * 1e-16; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
};

/** Lentz's evaluation of the continued fraction of the upper part (Press et al., "Numerical recipes", 3rd ed., §6.2). */
const continuedFraction = (a: number, x: number): number => {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 1000; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return h;
};

/** Logarithm of the gamma function, for x > 0 (Lanczos, g = 7, nine terms). */
export const logGamma = (x: number): number => {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const at = x - 1;
  const sum = terms.reduce((total, term, index) => (index === 0 ? term : total + term / (at + index)), 0);
  const t = at + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(t) - t + Math.log(sum);
};
