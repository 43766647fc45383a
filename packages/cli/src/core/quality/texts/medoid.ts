/**
 * Edits from one text to another, as a share of the longer one: 0 equal, 1 nothing in common. By letters up to 400 letters, by words beyond: long answers differ
 * in words, and letters would take a minute.
 */
export const textDistance = (a: string, b: string): number => {
  if (a === b) return 0;
  const byWords = Math.max(a.length, b.length) > 400;
  const [x, y] = byWords ? [words(a), words(b)] : [letters(a), letters(b)];
  return levenshtein(x, y) / Math.max(1, x.length, y.length);
};

export interface Medoid {
  readonly text: string;
  /** Mean likeness (1 − distance) of the other texts to it; NaN with fewer than two texts. */
  readonly support: number;
}

/** The text nearest to all the others: one that somebody wrote, never a mixture. Of several as near, the one that sorts first. */
export const textMedoid = (texts: readonly string[]): Medoid | undefined => {
  let best: { readonly text: string; readonly total: number } | undefined;
  const sorted = texts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (const text of sorted) {
    if (text === best?.text) continue;
    const total = sorted.reduce((sum, other) => sum + textDistance(normalised(text), normalised(other)), 0);
    if (best === undefined || total < best.total - 1e-12) best = { text, total };
  }
  return best === undefined ? undefined : { text: best.text, support: texts.length < 2 ? Number.NaN : 1 - best.total / (texts.length - 1) };
};

/** What does not make two answers different: case, space around and between words, composed or decomposed letters. */
export const normalised = (text: string): string => text.normalize("NFC").toLowerCase().trim().replaceAll(/\s+/g, " ");

const letters = (text: string): readonly string[] => Array.from(text);
const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

const levenshtein = (a: readonly string[], b: readonly string[]): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
};
