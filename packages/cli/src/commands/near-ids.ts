/** Remembers the ids most like a wanted one, out of any number that pass by. */
export interface NearIds {
  readonly see: (id: string) => void;
  /** The nearest first, three at most. */
  readonly nearest: () => readonly string[];
}

const most = 3;

/**
 * Ids that differ from the wanted one in one stretch of at most two characters, or that hold it or its end: what a slip of
 * the finger or a forgotten prefix leaves. A few comparisons an id, so that a million cost nothing to speak of.
 */
export const createNearIds = (wanted: string): NearIds => {
  const bare = wanted.toLowerCase();
  let found: readonly { readonly id: string; readonly slips: number }[] = [];
  return {
    see: (id) => {
      const slips = slipsBetween(bare, id.toLowerCase());
      if (slips > 2 || (found.length === most && slips >= (found.at(-1)?.slips ?? 0))) return;
      found = [...found, { id, slips }].toSorted((a, b) => a.slips - b.slips).slice(0, most);
    },
    nearest: () => found.map(({ id }) => id),
  };
};

/** Length of the stretch in which two texts differ; 2 where one ends in the other, Infinity where the lengths are far apart. */
const slipsBetween = (a: string, b: string): number => {
  if (a !== "" && b.endsWith(a)) return a.length === b.length ? 0 : 2;
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  if (long - short > 2) return Infinity;
  let start = 0;
  while (start < short && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < short - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  // Something has to be the same, or every id of two letters would be near.
  return start + end === 0 ? Infinity : long - start - end;
};
