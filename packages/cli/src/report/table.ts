import { padTo, printable, textWidth } from "./text-width.ts";

/** One column: its heading, and the side its cells lean on (numbers lean right). */
export interface Column {
  readonly head: string;
  readonly align?: "left" | "right";
}

export interface TableOptions {
  /** Spaces before every line; default two. */
  readonly indent?: number;
  /** Spaces between columns; default two. */
  readonly gap?: number;
}

/** How many cells a table takes across, indent included. */
export const tableWidth = (lines: readonly string[]): number => Math.max(0, ...lines.map(textWidth));

/**
 * Lines of aligned text: headings first, then one line a row. Cells are made printable; missing cells are empty;
 * nothing is left at the ends of lines.
 */
export const table = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { indent = 2, gap = 2 }: TableOptions = {},
): readonly string[] => {
  const heads = columns.map((column) => column.head);
  const lines = (heads.every((head) => head === "") ? rows : [heads, ...rows]).map((row) =>
    columns.map((_, index) => printable(row[index] ?? "")),
  );
  const widths = columns.map((_, index) => Math.max(0, ...lines.map((row) => textWidth(row[index] ?? ""))));
  return lines.map((row) => {
    const cells = columns.map((column, index) => padTo(row[index] ?? "", widths[index] ?? 0, column.align));
    return `${" ".repeat(indent)}${cells.join(" ".repeat(gap))}`.trimEnd();
  });
};
