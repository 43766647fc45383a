import type { VendorFigures } from "../core/compare/comparison.ts";
import { paint } from "./ansi.ts";
import { historyBlock, hoursBlock, moneyBlock, overallLines, rightPriceRange, workersBlock } from "./compare-blocks.ts";
import type { CompareDocument } from "./documents.ts";
import { formatHours, formatHoursRange } from "./duration.ts";
import { countOf, formatCount, formatNumber, formatPrice } from "./number.ts";
import { pairSentence } from "./pair-sentence.ts";
import { table, tableWidth } from "./table.ts";
import { padTo, printable, textWidth, wrapTo } from "./text-width.ts";

export interface CompareStyle {
  readonly color?: boolean;
  /** Where lines have to end; default: nowhere. Vendors that do not fit beside the others come below them. */
  readonly columns?: number;
}

/** Vendors side by side, what each pair agrees on, and a sentence for every two of them. */
export const compareText = (
  document: CompareDocument,
  { color = false, columns = Number.POSITIVE_INFINITY }: CompareStyle = {},
): string => {
  if (document.vendors.length === 0) return "There is nothing to compare yet: no vendor has been sent anything.\n";
  const { bold } = paint(color);
  const blocks = [...inBlocks(document.vendors, columns)].map(([head = "", ...rest]) => [bold(head), ...rest]);
  const sentences = document.pairs.flatMap((pair) => wrapTo(pairSentence(pair), columns, "  "));
  const frontier =
    document.frontier.length > 0 && document.vendors.length > 1
      ? wrapTo(`Not beaten on cost, time and quality together: ${document.frontier.map(printable).join(", ")}.`, columns, "  ")
      : [];
  const parts = [
    ...blocks,
    hoursBlock(document, columns),
    moneyBlock(document, columns),
    historyBlock(document, columns),
    workersBlock(document, columns),
    [...agreementLine(document, columns), ...censoredLine(document, columns), ...overallLines(document, columns)],
    [...sentences, ...frontier],
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
};

/** As many vendors beside each other as fit, at least one. */
function* inBlocks(vendors: readonly VendorFigures[], columns: number): Generator<readonly string[]> {
  let from = 0;
  while (from < vendors.length) {
    let to = vendors.length;
    let block = vendorTable(vendors.slice(from, to));
    while (to - from > 1 && tableWidth(block) > columns) {
      to -= 1;
      block = vendorTable(vendors.slice(from, to));
    }
    yield block;
    from = to;
  }
}

/** A figure and what it is worth: its interval, or how much stands behind it. */
type Cell = readonly [figure: string, aside: string];

interface Row {
  readonly label: string;
  readonly cell: (vendor: VendorFigures) => Cell;
  /** Rows that say nothing of anyone are left out. */
  readonly always?: true;
}

const rows: readonly Row[] = [
  {
    label: "turnaround p50",
    always: true,
    cell: ({ turnaroundHours: t, answered }) => [quantile(t.p50, answered), formatHoursRange({ at: t.p50, low: t.low50, high: t.high50 })],
  },
  {
    label: "           p90",
    always: true,
    cell: ({ turnaroundHours: t, answered }) => [quantile(t.p90, answered), formatHoursRange({ at: t.p90, low: t.low90, high: t.high90 })],
  },
  { label: "answered", always: true, cell: ({ answered, slots }) => [formatCount(answered), `of ${formatCount(slots)}`] },
  {
    label: "cost per answer",
    always: true,
    cell: ({ cost }) => [
      cost.perAnswer === null ? "–" : formatPrice(cost.perAnswer, cost.currency),
      cost.final < cost.total ? "not final" : "",
    ],
  },
  {
    label: "     per right one",
    cell: (vendor) => [
      vendor.cost.perRight === null ? "" : formatPrice(vendor.cost.perRight, vendor.cost.currency),
      rightPriceRange(vendor),
    ],
  },
  { label: "     total", always: true, cell: ({ cost }) => [formatPrice(cost.total, cost.currency), ""] },
  { label: "gold right", cell: ({ quality }) => rate(quality.gold.rate, quality.gold, quality.gold.seen) },
  { label: "truth right", cell: ({ quality }) => rate(quality.truth.rate, quality.truth, quality.truth.seen) },
  { label: "agrees with others", cell: ({ quality }) => rate(quality.matched.agreement, quality.matched, quality.matched.items) },
  {
    label: "right, by agreement",
    cell: ({ quality }) => [quality.estimatedAccuracy === null ? "" : `${percent(quality.estimatedAccuracy, 1)} %`, "estimated"],
  },
  { label: "failed", cell: ({ failures }) => [failures > 0 ? formatCount(failures) : "", ""] },
  { label: "refused", cell: ({ refusals }) => [refusals > 0 ? formatCount(refusals) : "", ""] },
  { label: "answers thrown away", cell: ({ rework }) => [rework > 0 ? formatCount(rework) : "", ""] },
];

/** Something came back, but less than this share of it. */
const quantile = (hours: number | null, answered: number): string => (hours === null && answered > 0 ? "not yet" : formatHours(hours));

const percent = (share: number, decimals: number): string => formatNumber(share * 100, decimals);

const rate = (value: number | null, { low, high }: { readonly low: number | null; readonly high: number | null }, seen: number): Cell =>
  value === null || low === null || high === null
    ? ["", ""]
    : [`${percent(value, 1)} %`, `${percent(low, 0)}–${percent(high, 0)} (${formatCount(seen)})`];

const vendorTable = (vendors: readonly VendorFigures[]): readonly string[] => {
  const shown = rows
    .map((row) => ({ label: row.label, always: row.always, cells: vendors.map(row.cell) }))
    .filter(({ always, cells }) => always || cells.some(([figure]) => figure !== ""));
  const columns = vendors.map((_, index) => {
    // Only figures with something beside them have to line up.
    const widest = Math.max(0, ...shown.map(({ cells }) => (cells[index]?.[1] ? textWidth(cells[index][0]) : 0)));
    return shown.map(({ cells }) => {
      const [figure = "", aside = ""] = cells[index] ?? [];
      return figure === "" ? "–" : `${padTo(figure, widest)}  ${aside}`.trimEnd();
    });
  });
  return table(
    [{ head: "" }, ...vendors.map((vendor) => ({ head: vendor.vendor }))],
    shown.map(({ label }, row) => [label, ...columns.map((cells) => cells[row] ?? "")]),
    { indent: 0, gap: 3 },
  );
};

const agreementLine = ({ pairs }: CompareDocument, columns: number): readonly string[] => {
  const shared = pairs.filter((pair) => pair.matchedItems > 0 && pair.agreement.rate !== null);
  if (shared.length === 0) return [];
  const words = shared.map(
    (pair) => `${printable(pair.a)}–${printable(pair.b)} ${percent(pair.agreement.rate ?? 0, 0)} % (${countOf(pair.matchedItems, "item")})`,
  );
  return wrapTo(`agreement, same items: ${words.join(", ")}`, columns, "  ");
};

const censoredLine = ({ vendors }: CompareDocument, columns: number): readonly string[] => {
  const open = vendors.filter((vendor) => vendor.open > 0);
  if (open.length === 0) return [];
  const total = open.reduce((sum, vendor) => sum + vendor.open, 0);
  const by = open.map((vendor) => `${printable(vendor.vendor)} ${formatCount(vendor.open)}`).join(", ");
  return wrapTo(`${formatCount(total)} still open, counted as open (${by})`, columns, "  ");
};
