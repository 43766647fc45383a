import type { HistoryRow, VendorFigures } from "../core/compare/index.ts";
import { type CsvCell, csvLine } from "./csv.ts";
import type { CompareDocument } from "./documents.ts";
import { formatHours, formatHoursRange } from "./duration.ts";
import { formatCount, formatNumber, formatPrice, formatShare } from "./number.ts";
import { pairSentence } from "./pair-sentence.ts";

const csvColumns = [
  "job",
  "at",
  "vendor",
  "slots",
  "answered",
  "open",
  "failed",
  "refused",
  "p50_hours",
  "p50_low",
  "p50_high",
  "p90_hours",
  "p95_hours",
  "cost_total",
  "cost_final",
  "cost_per_answer",
  "cost_per_right",
  "owed_low",
  "owed_high",
  "currency",
  "known_right",
  "known_seen",
  "right",
  "right_low",
  "right_high",
  "agreement",
  "agreement_items",
] as const;

/** One row a vendor over all jobs (`job` is empty), then one a job and vendor where there are several. For spreadsheets: plain numbers, empty where nothing is known. */
export const compareCsv = ({ vendors, history = [] }: CompareDocument): string =>
  [csvLine(csvColumns), ...vendors.map((vendor) => csvLine(vendorCells(vendor))), ...history.map((row) => csvLine(historyCells(row)))].join(
    "",
  );

const vendorCells = ({
  vendor,
  slots,
  answered,
  open,
  failures,
  refusals,
  turnaroundHours: t,
  cost,
  quality,
}: VendorFigures): readonly CsvCell[] => [
  "",
  "",
  vendor,
  slots,
  answered,
  open,
  failures,
  refusals,
  t.p50,
  t.low50,
  t.high50,
  t.p90,
  t.p95,
  cost.total,
  cost.final,
  cost.perAnswer,
  cost.perRight,
  cost.owed.low,
  cost.owed.high,
  cost.currency,
  quality.known.right,
  quality.known.seen,
  quality.known.rate,
  quality.known.low,
  quality.known.high,
  quality.matched.agreement,
  quality.matched.items,
];

const historyCells = (row: HistoryRow): readonly CsvCell[] => [
  row.job,
  row.at,
  row.vendor,
  row.slots,
  row.answered,
  null,
  null,
  null,
  row.p50Hours,
  row.low50,
  row.high50,
  null,
  null,
  null,
  null,
  row.costPerAnswer,
  null,
  null,
  null,
  null,
  row.right === null ? null : Math.round(row.right * row.seen),
  row.seen,
  row.right,
  row.low,
  row.high,
  null,
  null,
];

/** Tables and sentences for a page or a pull request. */
export const compareMarkdown = (document: CompareDocument): string => {
  const { jobs, vendors, pairs, frontier, history = [] } = document;
  const parts = [
    `## Vendors compared: ${jobs.map(plain).join(", ")}`,
    vendors.length === 0 ? "Nothing was sent yet." : markdownTable(["", ...vendors.map(({ vendor }) => vendor)], vendorRows(vendors)),
    pairs.map((pair) => `- ${plain(pairSentence(pair))}`).join("\n"),
    frontier.length > 0 && vendors.length > 1 ? `Not beaten on cost, time and quality together: ${frontier.map(plain).join(", ")}.` : "",
    history.length === 0
      ? ""
      : `### Job by job\n\n${markdownTable(
          ["job", "began", "vendor", "answered", "turnaround p50", "cost per answer", "right"],
          history.map((row) => [
            row.job,
            row.at.slice(0, 10),
            row.vendor,
            `${formatCount(row.answered)} of ${formatCount(row.slots)}`,
            hours(row.p50Hours, row.low50, row.high50),
            row.costPerAnswer === null ? "–" : formatPrice(row.costPerAnswer, document.cost.currency),
            rate(row.right, row.low, row.high, row.seen),
          ]),
        )}`,
    "Every interval is at 95 %. Open work counts as open.",
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
};

const vendorRows = (vendors: readonly VendorFigures[]): readonly (readonly string[])[] => {
  const row = (label: string, cell: (vendor: VendorFigures) => string): readonly string[] => [label, ...vendors.map(cell)];
  return [
    row("answered", ({ answered, slots }) => `${formatCount(answered)} of ${formatCount(slots)}`),
    row("turnaround p50", ({ turnaroundHours: t }) => hours(t.p50, t.low50, t.high50)),
    row("turnaround p90", ({ turnaroundHours: t }) => hours(t.p90, t.low90, t.high90)),
    row("cost per answer", ({ cost }) => (cost.perAnswer === null ? "–" : formatPrice(cost.perAnswer, cost.currency))),
    row("cost per right one", ({ cost }) => (cost.perRight === null ? "–" : formatPrice(cost.perRight, cost.currency))),
    row("cost in all", ({ cost }) => formatPrice(cost.total, cost.currency)),
    row("right, of known answers", ({ quality: { known } }) => rate(known.rate, known.low, known.high, known.seen)),
  ];
};

const hours = (at: number | null, low: number | null, high: number | null): string =>
  at === null ? "–" : `${formatHours(at)} (${formatHoursRange({ at, low, high })})`;

const rate = (at: number | null, low: number | null, high: number | null, seen: number): string =>
  at === null || low === null || high === null
    ? "–"
    : `${formatShare(at)} (${formatNumber(low * 100, 0)}–${formatNumber(high * 100, 0)}, ${formatCount(seen)})`;

/** Text from outside cannot break out of its cell, or become markup. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`).replace(/\s+/g, " ");

const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index === 0 ? ":--" : "--:")), ...rows]
    .map((cells, index) => `| ${cells.map((cell) => (index === 1 ? cell : plain(cell))).join(" | ")} |`)
    .join("\n");
