/** Words in a row that make a shingle. Two: in a text of twenty words one word can be another, and four fifths of the shingles stay. */
const wordsEach = 2;

/** A word of letters and digits, or one sign of a script that is written without spaces. */
const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]|[\p{L}\p{N}\p{M}]+/gu;

/**
 * The different shingles of a text as 32-bit hashes in ascending order: every two words in a row, whatever their case, the signs between them and how
 * they are encoded (NFKC). A text of one word is one shingle, a text without any word is none. Two shingles have the same hash once in four billion pairs.
 */
export const shinglesOf = (text: string): Uint32Array => {
  const words = (text.normalize("NFKC").toLowerCase().match(word) ?? []).map(hashOf);
  if (words.length < wordsEach) return Uint32Array.from(words);
  const found = new Set<number>();
  for (let at = wordsEach - 1; at < words.length; at += 1) found.add(join(words[at - 1] ?? 0, words[at] ?? 0));
  return Uint32Array.from(found).sort();
};

/** What two sets of shingles have in common, as a part of what they have together (Jaccard); exact. 0 for two empty ones. */
export const jaccardPerMillion = (a: Uint32Array, b: Uint32Array): number => {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [left = 0, right = 0] = [a[i], b[j]];
    if (left === right) {
      common += 1;
      i += 1;
      j += 1;
    } else if (left < right) i += 1;
    else j += 1;
  }
  const together = a.length + b.length - common;
  return together === 0 ? 0 : Math.floor((common * 1_000_000) / together);
};

/** FNV-1a over UTF-16 units. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

const join = (first: number, second: number): number => {
  let hash = Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) ^ second;
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return (hash ^ (hash >>> 16)) >>> 0;
};
