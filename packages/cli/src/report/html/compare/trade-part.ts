import type { VendorFigures } from "../../../core/compare/comparison.ts";
import { formatHours } from "../../duration.ts";
import { formatAmount, formatShare } from "../../number.ts";
import { pointsChart } from "../charts/points-chart.ts";
import { roundTicks, shareTicks, tickWords } from "../charts/ticks.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** Cost, quality and time in one picture. Nothing where fewer than two vendors have both a price and a share right. */
export const tradePart = ({ comparison: { vendors, frontier }, palette, paint }: CompareDrawing): Insert => {
  const basis = basisOf(vendors);
  if (basis === undefined) return undefined;
  const known = vendors.flatMap((vendor) => {
    const [rate, cost] = [basis.of(vendor), vendor.cost.perAccepted];
    return rate === undefined || cost === null ? [] : [{ vendor, cost, ...rate, best: frontier.includes(vendor.vendor) }];
  });
  if (known.length < 2) return undefined;
  const ticks = roundTicks(Math.max(...known.map(({ cost }) => cost)));
  const shares = shareTicks(Math.min(...known.map(({ low, at }) => low ?? at)));
  const currency = vendors[0]?.cost.currency ?? "";
  const time = (vendor: VendorFigures): string => formatHours(vendor.turnaroundHours.p50);
  const chart = pointsChart({
    id: "trade",
    title: "Cost, quality and time",
    description: known
      .map(
        ({ vendor, cost, at, best }) =>
          `${vendor.vendor}: ${currency} ${formatAmount(cost)} a usable answer, ${formatShare(at)} right, half back after ${time(vendor)}, ${best ? "not beaten" : "beaten"}.`,
      )
      .join(" "),
    points: known.map(({ vendor, cost, at, low, high, best }) => ({
      name: vendor.vendor,
      text: vendor.turnaroundHours.p50 === null ? "" : `p50 ${time(vendor)}`,
      colour: palette(vendor.vendor).colour,
      x: cost,
      y: at,
      ...(low === undefined || high === undefined ? {} : { low, high }),
      filled: best,
    })),
    x: { min: 0, max: Math.max(...ticks), ticks, word: tickWords(ticks) },
    y: { min: shares[0] ?? 0, max: 1, ticks: shares, word: (share) => `${Math.round(share * 100)} %` },
  });
  return html`<h3>Cost, quality and time</h3>
    ${picture({
      caption: `${basis.word} (upwards) against the cost of a usable answer in ${currency} (to the right), with the time until half was back. Filled: no other vendor is as good in all three and better in one. Hollow: one is.`,
      chart,
      paint,
      table: htmlTable({
        caption: "What is traded against what",
        columns: [
          { head: "vendor" },
          { head: `${currency} a usable answer`, kind: "number" },
          { head: "right", kind: "number" },
          { head: "p50", kind: "number" },
          { head: "" },
        ],
        rows: known.map(({ vendor, cost, at, best }) => [
          vendor.vendor,
          formatAmount(cost),
          formatShare(at),
          time(vendor),
          best ? "not beaten" : "beaten",
        ]),
      }),
    })}`;
};

interface Basis {
  readonly word: string;
  readonly of: (vendor: VendorFigures) => { readonly at: number; readonly low?: number; readonly high?: number } | undefined;
}

/** Quality as the best source tells it: gold, else the truth file, else agreement alone; one source for all, or they could not be compared. */
const basisOf = (vendors: readonly VendorFigures[]): Basis | undefined => {
  const rate =
    (which: "gold" | "truth"): Basis["of"] =>
    ({ quality }) => {
      const { rate: at, low, high } = quality[which];
      return at === null ? undefined : { at, ...(low === null || high === null ? {} : { low, high }) };
    };
  const bases: readonly Basis[] = [
    { word: "Share of gold items right", of: rate("gold") },
    { word: "Share right against the truth file", of: rate("truth") },
    {
      word: "Share right as agreement alone tells it",
      of: ({ quality }) => (quality.estimatedAccuracy === null ? undefined : { at: quality.estimatedAccuracy }),
    },
  ];
  const known = (basis: Basis): number => vendors.filter((vendor) => basis.of(vendor) !== undefined).length;
  return bases.filter((basis) => known(basis) >= 2).toSorted((a, b) => known(b) - known(a))[0];
};
