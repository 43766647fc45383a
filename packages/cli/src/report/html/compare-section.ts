import type { RateFigures, VendorFigures } from "../../core/compare/comparison.ts";
import type { CompareDocument } from "../documents.ts";
import { formatHours, formatHoursRange } from "../duration.ts";
import { formatAmount, formatCount, formatShare } from "../number.ts";
import { pairSentence } from "../pair-sentence.ts";
import { barRows, intervalRows, turnaroundChart } from "./charts.ts";
import { card, htmlTable, type Palette } from "./parts.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** Vendors side by side: what can be said of each two, curves, intervals, cost, and all figures in one table. */
export const compareSection = (comparison: CompareDocument, palette: Palette): SafeHtml =>
  card(
    { title: "Vendors compared", lead: "Every interval is at 95 %. Open work counts as open, not as fast.", long: true },
    verdicts(comparison),
    turnaround(comparison.vendors, palette),
    quality(comparison.vendors, palette),
    cost(comparison.vendors, palette),
    figures(comparison),
  );

const verdicts = ({ pairs, frontier, vendors }: CompareDocument): Insert =>
  pairs.length === 0
    ? undefined
    : html`<ul class="verdicts">
        ${pairs.map((pair) => html`<li>${pairSentence(pair)}</li>`)}${
          frontier.length > 0 && vendors.length > 1
            ? html`<li>Not beaten on cost, time and quality together: ${frontier.join(", ")}.</li>`
            : undefined
        }
      </ul>`;

const turnaround = (vendors: readonly VendorFigures[], palette: Palette): Insert => {
  const chart = turnaroundChart(vendors, palette);
  return chart === undefined
    ? undefined
    : html`<h3>Turnaround</h3>
        ${chart}`;
};

const quality = (vendors: readonly VendorFigures[], palette: Palette): Insert => {
  const given = { vendors, palette };
  const charts = [
    intervals({ ...given, caption: "Share of gold items right", of: ({ quality: { gold } }) => gold }),
    intervals({ ...given, caption: "Share right against the truth file", of: ({ quality: { truth } }) => truth }),
    intervals({ ...given, caption: "Agreement with the other vendors on the items both answered", of: agreement }),
  ].filter((chart) => chart !== undefined);
  return charts.length === 0
    ? undefined
    : html`<h3>Quality</h3>
        ${charts}`;
};

/** Agreement in the form of a rate. */
const agreement = ({ quality: { matched } }: VendorFigures): Rate => ({ ...matched, rate: matched.agreement, seen: matched.items });

type Rate = Pick<RateFigures, "rate" | "low" | "high" | "seen">;

interface Intervals {
  readonly caption: string;
  readonly vendors: readonly VendorFigures[];
  readonly palette: Palette;
  readonly of: (vendor: VendorFigures) => Rate;
}

const intervals = ({ caption, vendors, palette, of }: Intervals): Insert => {
  const rows = vendors.flatMap((vendor) => {
    const { rate, low, high, seen } = of(vendor);
    if (rate === null || low === null || high === null) return [];
    return [
      { name: vendor.vendor, colour: palette(vendor.vendor), value: rate, low, high, text: `${formatShare(rate)} of ${formatCount(seen)}` },
    ];
  });
  return rows.length === 0 ? undefined : intervalRows(caption, rows);
};

const cost = (vendors: readonly VendorFigures[], palette: Palette): Insert => {
  const known = vendors.flatMap((vendor) => (vendor.cost.perAnswer === null ? [] : [{ vendor, perAnswer: vendor.cost.perAnswer }]));
  const most = Math.max(...known.map(({ perAnswer }) => perAnswer));
  if (known.length === 0 || most <= 0) return undefined;
  return html`<h3>Cost</h3>
    ${barRows(
      `Cost per answer, ${known[0]?.vendor.cost.currency ?? ""}`,
      known.map(({ vendor, perAnswer }) => ({
        name: vendor.vendor,
        colour: palette(vendor.vendor),
        value: perAnswer / most,
        text: formatAmount(perAnswer),
      })),
    )}`;
};

const figures = ({ vendors }: CompareDocument): SafeHtml => {
  const currency = vendors[0]?.cost.currency ?? "";
  const amount = (value: number | null): string => (value === null ? "–" : formatAmount(value));
  const rate = ({ rate: value, low, high, seen }: Rate): Insert =>
    value === null || low === null || high === null
      ? "–"
      : html`${formatShare(value)} <small>${Math.round(low * 100)}–${Math.round(high * 100)} (${formatCount(seen)})</small>`;
  const hours = (at: number | null, low: number | null, high: number | null): Insert =>
    html`${formatHours(at)} <small>${formatHoursRange({ at, low, high })}</small>`;
  const rows: readonly (readonly [label: string, cell: (vendor: VendorFigures) => Insert])[] = [
    ["answered of taken on", (v) => `${formatCount(v.answered)} of ${formatCount(v.slots)}`],
    ["still open", (v) => formatCount(v.open)],
    ["turnaround p50", ({ turnaroundHours: t }) => hours(t.p50, t.low50, t.high50)],
    ["turnaround p90", ({ turnaroundHours: t }) => hours(t.p90, t.low90, t.high90)],
    ["turnaround p95", ({ turnaroundHours: t }) => hours(t.p95, t.low95, t.high95)],
    [
      `cost in all, ${currency}`,
      (v) =>
        html`${formatAmount(v.cost.total)}${v.cost.final < v.cost.total ? html` <small>${formatAmount(v.cost.final)} final</small>` : undefined}`,
    ],
    [`per answer, ${currency}`, (v) => amount(v.cost.perAnswer)],
    [`per usable answer, ${currency}`, (v) => amount(v.cost.perAccepted)],
    [`per right answer, ${currency}`, (v) => amount(v.cost.perRight)],
    ["gold right", (v) => rate(v.quality.gold)],
    ["truth right", (v) => rate(v.quality.truth)],
    ["agrees with others", (v) => rate(agreement(v))],
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
