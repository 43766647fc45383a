/** Chance without state: the same parts always give the same number, in any order of asking. */

const avalanche = (value: number): number => {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** A well-mixed 32-bit hash of a text (FNV-1a with a murmur finish). Not for secrets. */
export const hashText = (text: string, seed = 0): number => {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return avalanche(h);
};

/** A well-mixed 32-bit hash of whole numbers. */
export const hashNumbers = (...parts: readonly number[]): number => {
  let h = 0x9e3779b9;
  for (const part of parts) h = avalanche(Math.imul(h ^ (part >>> 0), 0x01000193) + 0x6d2b79f5);
  return h;
};

/** A number in [0, 1) that depends on the parts and on nothing else. */
export const chance = (...parts: readonly number[]): number => hashNumbers(...parts) / 0x1_0000_0000;

/** Inverse of the normal distribution (Acklam's rational approximation, error below 1.2e-9). */
export const normalQuantile = (probability: number): number => {
  const p = Math.min(Math.max(probability, 1e-12), 1 - 1e-12);
  if (p < 0.02425) return -tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.38357751867269e2) * r - 3.066479806614716e1) *
      r +
      2.506628277459239) *
      q) /
    (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r - 1.328068155288572e1) *
      r +
      1)
  );
};

const tail = (q: number): number =>
  -(
    (((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
      2.938163982698783) /
    ((((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );

/**
 * A lognormal draw with the given median. `tailAt` bounds the draw at that quantile (default 0.98), so that one draw in
 * thousands cannot hold up a whole simulated job.
 */
export const lognormal = (u: number, options: { readonly median: number; readonly sigma: number; readonly tailAt?: number }): number =>
  options.median * Math.exp(options.sigma * normalQuantile(0.002 + u * ((options.tailAt ?? 0.98) - 0.002)));
