/**
 * The candidate a person most likely meant, or undefined where none is near: at most one slip in three letters, a swap of
 * two neighbours counting as one slip. Case, dashes and underscores do not count.
 */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, "");
  let best: { readonly candidate: string; readonly slips: number } | undefined;
  for (const candidate of candidates) {
    const slips = editDistance(bare(word), bare(candidate));
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (slips <= allowed && (best === undefined || slips < best.slips)) best = { candidate, slips };
  }
  return best?.candidate;
};

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each 1. */
export const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let slips = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        slips = Math.min(slips, (beforeLast[column - 2] ?? 0) + 1);
      current.push(slips);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
};
