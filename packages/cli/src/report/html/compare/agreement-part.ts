import type { AlphaFigures, VendorFigures } from "../../../core/compare/index.ts";
import { formatCount, formatNumber, formatShare } from "../../number.ts";
import { matrixChart } from "../charts/matrix-chart.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** How often each two vendors gave the same answer to the same item. Nothing where no two answered one. */
export const agreementPart = ({ comparison: { pairs, vendors, agreement: across }, paint }: CompareDrawing): Insert => {
  const known = pairs.flatMap(({ a, b, matchedItems, agreement: { rate, low, high, kappa } }) =>
    rate === null ? [] : [{ a, b, rate, low, high, kappa, items: matchedItems }],
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
          { head: "beyond chance (kappa)", kind: "number" },
          { head: "items", kind: "number" },
        ],
        rows: known.map(({ a, b, rate, low, high, kappa, items }) => [
          `${a}, ${b}`,
          formatShare(rate),
          low === null || high === null ? "–" : `${Math.round(low * 100)}–${Math.round(high * 100)}`,
          kappa === null ? "–" : formatNumber(kappa, 2),
          formatCount(items),
        ]),
      }),
    })}
    ${beyondChance({ across, vendors })}`;
};

/** Krippendorff's alpha between the vendors and among each one's own people. Nothing where nobody's answers can be held against others'. */
const beyondChance = ({
  across,
  vendors,
}: {
  readonly across: AlphaFigures | null;
  readonly vendors: readonly VendorFigures[];
}): Insert => {
  const rows = [
    ...(across === null ? [] : [["between the vendors", across] as const]),
    ...vendors.flatMap(({ vendor, quality: { within } }) => (within === null ? [] : [[`among the people of ${vendor}`, within] as const])),
  ];
  return rows.length === 0
    ? undefined
    : htmlTable({
        caption: "Agreement beyond chance: Krippendorff's alpha, 1 where all agree, 0 where they do so by chance",
        columns: [{ head: "" }, { head: "alpha", kind: "number" }, { head: "95 %", kind: "number" }, { head: "items", kind: "number" }],
        rows: rows.map(([who, { alpha, low, high, items }]) => [
          who,
          formatNumber(alpha, 2),
          `${formatNumber(low, 2)} to ${formatNumber(high, 2)}`,
          formatCount(items),
        ]),
      });
};
