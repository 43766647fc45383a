import type { CostParts, VendorFigures } from "../../../core/compare/comparison.ts";
import { formatAmount, formatAmounts } from "../../number.ts";
import { type ChartRow, rowsChart } from "../charts/rows-chart.ts";
import { roundTicks, tickWords } from "../charts/ticks.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** The parts of a cost in the order they are drawn, with the word for each. */
const parts: readonly (readonly [word: string, of: (parts: CostParts) => number])[] = [
  ["answers that count", ({ answers }) => answers],
  ["checks", ({ gold, overlap }) => gold + overlap],
  ["too late", ({ late }) => late],
  ["for nothing", ({ rejected, failed }) => rejected + failed],
  ["not answered yet", ({ open }) => open],
  ["no single item", ({ overhead }) => overhead],
];

/** Where the money went, what was expected, and what would be owed now. Nothing before anything was spent. */
export const moneyPart = ({ comparison, palette, paint }: CompareDrawing): Insert => {
  const vendors = comparison.vendors.filter(({ cost }) => cost.total > 0);
  if (vendors.length === 0) return undefined;
  const { currency } = comparison.cost;
  const ticks = roundTicks(Math.max(...vendors.map(({ cost }) => cost.total)));
  const spent = parts.filter(([, of]) => vendors.some(({ cost }) => of(cost.parts) !== 0));
  const chart = rowsChart({
    id: "money",
    title: `Where the money went, ${currency}`,
    description: vendors
      .map(
        ({ vendor, cost }) =>
          `${vendor}: ${formatAmount(cost.total)}, of it ${spent.map(([word, of]) => `${formatAmount(of(cost.parts))} ${word}`).join(", ")}.`,
      )
      .join(" "),
    min: 0,
    max: Math.max(...ticks),
    ticks,
    word: tickWords(ticks),
    rows: vendors.map((vendor) => ({
      name: vendor.vendor,
      text: formatAmount(vendor.cost.total),
      parts: stacked(vendor, palette(vendor.vendor).colour),
    })),
  });
  return html`<h3>Where the money went</h3>
    ${picture({
      caption: `Cost in ${currency}, in this order: answers that count (full), checks by gold and overlap (pale), late and useless answers and charged failures (red), not answered yet (grey), what belongs to no single item (yellow).`,
      chart,
      paint,
      table: htmlTable({
        caption: `Parts of the cost, ${currency}`,
        columns: [{ head: "vendor" }, ...[...spent.map(([word]) => word), "in all"].map((head) => ({ head, kind: "number" as const }))],
        rows: vendors.map(({ vendor, cost }) => [vendor, ...spent.map(([, of]) => formatAmount(of(cost.parts))), formatAmount(cost.total)]),
      }),
    })}
    ${owedTable(comparison, vendors)}`;
};

const stacked = ({ cost }: VendorFigures, colour: string): ChartRow["parts"] => {
  const paints = [
    { colour },
    { colour, pale: true },
    { colour: "var(--bad)", pale: true },
    { colour: "var(--bad)" },
    { colour: "var(--faint)" },
    { colour: "var(--warn)" },
  ];
  let from = 0;
  return parts.flatMap(([, of], index) => {
    // A credit shortens nothing that is drawn; the table has it.
    const to = from + Math.max(0, of(cost.parts));
    const part = { kind: "bar" as const, from, to, ...(paints[index] ?? { colour }) };
    from = to;
    return part.from === to ? [] : [part];
  });
};

const owedTable = ({ cost }: CompareDrawing["comparison"], vendors: readonly VendorFigures[]): Insert => {
  const estimated = cost.estimate !== null || vendors.some((vendor) => vendor.cost.estimate !== null);
  return htmlTable({
    caption: `What was expected, and what is owed if everything stops now, ${cost.currency}`,
    columns: [
      { head: "vendor" },
      ...(estimated ? ["expected", "came to"] : []).map((head) => ({ head, kind: "number" as const })),
      { head: "owed now", kind: "number" },
      { head: "final", kind: "number" },
    ],
    rows: vendors.map((vendor) => owedRow(vendor.vendor, vendor.cost, estimated)),
    ...(vendors.length > 1 ? { foot: owedRow("in all", cost, estimated) } : {}),
  });
};

const owedRow = (
  name: string,
  { estimate, owed, final }: Pick<VendorFigures["cost"], "estimate" | "owed" | "final">,
  estimated: boolean,
): readonly Insert[] => [
  name,
  ...(estimated ? (estimate === null ? ["–", "–"] : [formatAmounts(estimate), formatAmount(estimate.actual)]) : []),
  formatAmounts(owed),
  formatAmount(final),
];
