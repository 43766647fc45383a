/**
 * Numbers from 0 up to, and not including, 1, the same ones for the same seed: 32 bits of state, mixed by the finaliser of MurmurHash3 with the
 * constants of D. Stafford (SplitMix). Good for resampling, not for secrets.
 */
export const seededChance = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
  };
};
