import { formatCount, formatShare } from "../../number.ts";
import { matrixChart } from "../charts/matrix-chart.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** How often each two vendors gave the same answer to the same item. Nothing where no two answered one. */
export const agreementPart = ({ comparison: { pairs, vendors }, paint }: CompareDrawing): Insert => {
  const known = pairs.flatMap(({ a, b, matchedItems, agreement: { rate, low, high } }) =>
    rate === null ? [] : [{ a, b, rate, low, high, items: matchedItems }],
  );
  if (known.length === 0) return undefined;
  const names = vendors.map(({ vendor }) => vendor).filter((vendor) => known.some(({ a, b }) => a === vendor || b === vendor));
  const least = Math.min(...known.map(({ rate }) => rate));
  const between = (one: string | undefined, other: string | undefined): (typeof known)[number] | undefined =>
    known.find(({ a, b }) => (a === one && b === other) || (a === other && b === one));
  const chart = matrixChart({
    id: "agreement",
    title: "Agreement of each two vendors",
    description: known
      .map(({ a, b, rate, items }) => `${a} and ${b}: the same answer to ${formatShare(rate)} of ${formatCount(items)} items.`)
      .join(" "),
    names,
    cell: (row, column) => {
      const pair = between(names[row], names[column]);
      if (pair === undefined) return undefined;
      const percent = names.length > 6 ? String(Math.round(pair.rate * 100)) : `${Math.round(pair.rate * 100)} %`;
      return { strength: least === 1 ? 1 : (pair.rate - least) / (1 - least), text: percent, small: `of ${formatCount(pair.items)}` };
    },
  });
  return html`<h3>Agreement</h3>
    ${picture({
      caption:
        "How often each two gave the same answer, of the items both answered, in per cent. The stronger the shade, the more; columns are numbered like the rows.",
      chart,
      paint,
      table: htmlTable({
        caption: "Agreement of each two",
        columns: [
          { head: "vendors" },
          { head: "same answer", kind: "number" },
          { head: "95 %", kind: "number" },
          { head: "items", kind: "number" },
        ],
        rows: known.map(({ a, b, rate, low, high, items }) => [
          `${a}, ${b}`,
          formatShare(rate),
          low === null || high === null ? "–" : `${Math.round(low * 100)}–${Math.round(high * 100)}`,
          formatCount(items),
        ]),
      }),
    })}`;
};
