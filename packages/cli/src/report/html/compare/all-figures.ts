import type { CompareDocument } from "../../documents.ts";
import type { VendorFigures } from "../../../core/compare/comparison.ts";
import { formatAmount, formatCount, formatShare } from "../../number.ts";
import { htmlTable } from "../parts.ts";
import { html, type Insert, type SafeHtml } from "../safe-html.ts";
import { amountOf } from "./cost-part.ts";
import { agreementOf, type Rate } from "./quality-part.ts";
import { hours } from "./turnaround-part.ts";

/** Every figure of every vendor in one table; lines nobody has a figure for are left out. */
export const allFigures = ({ vendors }: CompareDocument): SafeHtml => {
  const currency = vendors[0]?.cost.currency ?? "";
  const rows: readonly (readonly [label: string, cell: (vendor: VendorFigures) => Insert])[] = [
    ["answered of taken on", (v) => `${formatCount(v.answered)} of ${formatCount(v.slots)}`],
    ["still open", (v) => formatCount(v.open)],
    ["turnaround p50", ({ slots, turnaroundHours: t }) => (slots === 0 ? "–" : hours(t.p50, t.low50, t.high50))],
    ["turnaround p90", ({ slots, turnaroundHours: t }) => (slots === 0 ? "–" : hours(t.p90, t.low90, t.high90))],
    ["turnaround p95", ({ slots, turnaroundHours: t }) => (slots === 0 ? "–" : hours(t.p95, t.low95, t.high95))],
    [
      `cost in all, ${currency}`,
      (v) =>
        html`${formatAmount(v.cost.total)}${v.cost.final < v.cost.total ? html` <small>${formatAmount(v.cost.final)} final</small>` : undefined}`,
    ],
    [`per answer, ${currency}`, (v) => amountOf(v.cost.perAnswer)],
    [`per usable answer, ${currency}`, (v) => amountOf(v.cost.perAccepted)],
    [`per right answer, ${currency}`, (v) => amountOf(v.cost.perRight)],
    ["gold right", (v) => rate(v.quality.gold)],
    ["truth right", (v) => rate(v.quality.truth)],
    ["agrees with others", (v) => rate(agreementOf(v))],
    ["right, by agreement alone", (v) => (v.quality.estimatedAccuracy === null ? "–" : formatShare(v.quality.estimatedAccuracy))],
    ["failed, refused, thrown away", (v) => `${formatCount(v.failures)}, ${formatCount(v.refusals)}, ${formatCount(v.rework)}`],
  ];
  return html`<h3>All figures</h3>
    ${htmlTable({
      caption: "Figures behind the pictures",
      columns: [{ head: "" }, ...vendors.map((vendor) => ({ head: vendor.vendor }))],
      rows: rows.map(([label, cell]) => [label, ...vendors.map(cell)]).filter(([, ...cells]) => cells.some((cell) => cell !== "–")),
    })}`;
};

const rate = ({ rate: value, low, high, seen }: Rate): Insert =>
  value === null || low === null || high === null
    ? "–"
    : html`${formatShare(value)} <small>${Math.round(low * 100)}–${Math.round(high * 100)} (${formatCount(seen)})</small>`;
