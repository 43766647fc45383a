import { mix } from "../colours.ts";

/** A number in [0, 1) drawn from integers alone: the same every time, in any order. */
export const drawOf = (...keys: readonly number[]): number => {
  let hash = 0x811c9dc5;
  for (const key of keys) hash = mix(Math.imul(hash, 31) + mix(key + 0x9e3779b9));
  return hash / 2 ** 32;
};

/** A stream of numbers in [0, 1) from a seed (Mulberry32 by T. Ettinger: one 32-bit state, period 2^32). */
export const streamOf = (seed: number): (() => number) => {
  let state = mix(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), state | 1);
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61);
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32;
  };
};
