/**
 * A number in [0, 1) for a name: the same seed and name give the same number, whatever else was asked before. So a world with one item or one
 * fault less is the same world otherwise, which is what makes it possible to shrink one. FNV-1a, and the last mixing of MurmurHash3.
 */
export const chanceOf = (seed: number, name: string): number => {
  let mixed = (seed ^ 0x811c9dc5) >>> 0;
  for (let at = 0; at < name.length; at += 1) mixed = Math.imul(mixed ^ name.charCodeAt(at), 0x01000193);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
};
