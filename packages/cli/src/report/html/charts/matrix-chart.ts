import { cutTo } from "../../text-width.ts";
import { type Chart, textPixels } from "./chart.ts";
import { box, label, shapes } from "./shapes.ts";

export interface MatrixCell {
  /** From 0 to 1: how dark it is. */
  readonly strength: number;
  /** The figure itself. */
  readonly text: string;
  /** Below it, where there is room. */
  readonly small: string;
}

export interface MatrixChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly names: readonly string[];
  /** Undefined where nothing is known, and on the diagonal. */
  readonly cell: (row: number, column: number) => MatrixCell | undefined;
}

/** Everyone against everyone: the figure stands in its cell, shading only helps the eye. Columns are numbered as the rows are. */
export const matrixChart = ({ id, title, description, names, cell }: MatrixChart): Chart => ({
  id,
  title,
  description,
  draw: ({ width, narrow }) => {
    const rows = names.map((name, index) => `${cutTo(name, narrow ? 9 : 22)}  ${index + 1}`);
    const left = Math.max(...rows.map((row) => textPixels(row))) + 10;
    const cellWidth = Math.min(96, (width - left) / names.length);
    const cellHeight = Math.min(46, Math.max(26, cellWidth));
    const top = 22;
    const size = cellWidth < 32 ? 10 : 12;
    const roomy = cellWidth >= 60 && cellHeight >= 40;
    const middle = (column: number): number => left + cellWidth * (column + 0.5);
    return {
      height: top + cellHeight * names.length + 6,
      option: {
        grid: { left: 0, right: 0, top: 0, bottom: 0, outerBoundsMode: "none" },
        xAxis: { type: "value", min: 0, max: 1, show: false },
        yAxis: { type: "value", min: 0, max: 1, show: false },
        series: [
          shapes(() => [
            ...names.map((_, column) => label(String(column + 1), [middle(column), top / 2], { align: "center", colour: "var(--faint)" })),
            ...rows.flatMap((name, row) => {
              const y = top + cellHeight * row;
              return [
                label(name, [left - 10, y + cellHeight / 2], { align: "right" }),
                ...names.flatMap((_, column) => {
                  const known = row === column ? undefined : cell(row, column);
                  const x = left + cellWidth * column;
                  const colour = known === undefined ? "var(--track)" : "var(--v0)";
                  // At most 0.45, so that letters keep their contrast in both themes.
                  const opacity = known === undefined ? (row === column ? 0.5 : 1) : 0.06 + 0.39 * Math.min(1, Math.max(0, known.strength));
                  return [
                    box([x + 1, y + 1], [x + cellWidth - 1, y + cellHeight - 1], { colour, opacity }, 3),
                    known === undefined
                      ? row === column
                        ? undefined
                        : label("–", [middle(column), y + cellHeight / 2], { align: "center", colour: "var(--faint)" })
                      : label(known.text, [middle(column), y + cellHeight / 2 - (roomy ? 7 : 0)], { align: "center", size, bold: true }),
                    known !== undefined && roomy
                      ? label(known.small, [middle(column), y + cellHeight / 2 + 9], { align: "center", size: 11 })
                      : undefined,
                  ];
                }),
              ];
            }),
          ]),
        ],
      },
    };
  },
});
