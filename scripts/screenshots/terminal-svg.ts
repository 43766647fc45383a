import type { Cell, CellStyle } from "./terminal.ts";
import { textOf } from "./terminal.ts";

const cellWidth = 7.8;
const lineHeight = 19;
const padding = 18;
const head = 34;

const inks = { red: "#ff8a80", green: "#6fcf97", yellow: "#f2c14e", cyan: "#5ab4f0" } as const;
const ink = ({ dim, bold, colour }: CellStyle): string =>
  colour !== undefined ? inks[colour] : dim ? "#a3adb8" : bold ? "#ffffff" : "#d7dde4";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export interface TerminalPicture {
  /** Above the window's content, and what a screen reader says. */
  readonly title: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Cells across; at least as wide as the longest row. */
  readonly columns: number;
}

/**
 * A terminal's window as one SVG file: letters stay letters, one element for each run of cells of one look, stretched to its cells, so that
 * columns stand below each other in whatever font the reader has.
 */
export const terminalSvg = ({ title, rows, columns }: TerminalPicture): string => {
  const width = Math.ceil(Math.max(columns, ...rows.map((row) => textOf(row).length)) * cellWidth) + 2 * padding;
  const height = head + rows.length * lineHeight + padding;
  const lines = rows.flatMap((row, index) => runsOf(row).map((run) => drawn(run, head + lineHeight * (index + 0.75))));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="9" fill="#14171b"/>
<circle cx="20" cy="17" r="5.5" fill="#ff5f57"/><circle cx="39" cy="17" r="5.5" fill="#febc2e"/><circle cx="58" cy="17" r="5.5" fill="#28c840"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" xml:space="preserve">
<text x="${width / 2}" y="21" text-anchor="middle" fill="#8b949e" font-size="12">${escaped(title)}</text>
${lines.join("\n")}
</g>
</svg>
`;
};

interface Run extends CellStyle {
  readonly from: number;
  readonly text: string;
}

/** Neighbouring cells of one look; blank ones at the ends of a run are left out. */
const runsOf = (row: readonly Cell[]): readonly Run[] => {
  const runs: Run[] = [];
  for (const [at, { text, ...style }] of row.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && looksLike(last, { text, ...style })) runs[runs.length - 1] = { ...last, text: last.text + text };
    else runs.push({ ...style, from: at, text });
  }
  return runs
    .map((run) => ({ ...run, from: run.from + (run.text.length - run.text.trimStart().length), text: run.text.trim() }))
    .filter(({ text }) => text !== "");
};

/** Whether a cell goes on where a run is: the same look, bars of one kind among themselves, and no gap of two blanks before it. */
const looksLike = (run: Run, cell: Cell): boolean =>
  run.bold === cell.bold &&
  run.dim === cell.dim &&
  run.colour === cell.colour &&
  (isBar(run.text) || isBar(cell.text) ? run.text.startsWith(cell.text) : !/ {2}$/.test(run.text));

const isBar = (text: string): boolean => text.startsWith("█") || text.startsWith("░");

/** Bars are drawn, since letters leave seams between them. */
const drawn = (run: Run, y: number): string => {
  const [x, width] = [number(padding + run.from * cellWidth), number(run.text.length * cellWidth)];
  return isBar(run.text)
    ? `<rect x="${x}" y="${number(y - 11)}" width="${width}" height="14" fill="${ink(run)}"${run.text.startsWith("░") ? ' opacity="0.22"' : ""}/>`
    : `<text x="${x}" y="${number(y)}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${ink(run)}"${run.bold ? ' font-weight="600"' : ""}>${escaped(run.text)}</text>`;
};

const number = (value: number): string => String(Math.round(value * 10) / 10);
