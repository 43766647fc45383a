const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Unicode's East Asian Wide and Fullwidth blocks (UAX #11), and emoji shown as pictures: two cells on a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const unseen = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
const ascii = /^[\u0020-\u007e]*$/;

/** How many cells of a terminal a text takes. Knows wide letters, emoji and combining marks; expects no control characters. */
export const textWidth = (text: string): number => {
  if (ascii.test(text)) return text.length;
  let cells = 0;
  for (const { segment } of graphemes.segment(text)) cells += unseen.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  return cells;
};

/**
 * Makes a text from outside safe to print: control characters, escape sequences' first bytes and direction overrides
 * become `�`, line breaks and tabs become spaces. A vendor's error message must not move a person's cursor.
 */
export const printable = (text: string): string =>
  text.replace(/[\t\n\r\u2028\u2029]+/g, " ").replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, "�");

/** Cuts a text to at most `cells`, the last of them `…` where something is missing. */
export const cutTo = (text: string, cells: number): string => {
  if (textWidth(text) <= cells) return text;
  if (cells <= 0) return "";
  let used = 0;
  let kept = "";
  for (const { segment } of graphemes.segment(text)) {
    const width = textWidth(segment);
    if (used + width > cells - 1) break;
    used += width;
    kept += segment;
  }
  return `${kept}…`;
};

/** Fills a text with spaces to `cells`; longer texts stay as they are. */
export const padTo = (text: string, cells: number, align: "left" | "right" = "left"): string => {
  const spaces = " ".repeat(Math.max(0, cells - textWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
};

/** Breaks a text between words into lines of at most `cells`; words that are longer are cut. Following lines start with `indent`. */
export const wrapTo = (text: string, cells: number, indent: string = ""): readonly string[] => {
  const lines: string[] = [];
  const words = text.trimStart().split(" ");
  let line = `${" ".repeat(text.length - text.trimStart().length)}${words[0] ?? ""}`;
  for (const word of words.slice(1)) {
    if (line.trim() === "" || textWidth(`${line} ${word}`) <= cells) {
      line = `${line} ${word}`;
      continue;
    }
    lines.push(line);
    line = `${indent}${word}`;
  }
  return [...lines, line].map((one) => cutTo(one, cells));
};
