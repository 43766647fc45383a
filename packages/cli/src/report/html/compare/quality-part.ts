import type { RateFigures, VendorFigures } from "../../../core/compare/comparison.ts";
import { formatCount, formatShare } from "../../number.ts";
import { rowsChart } from "../charts/rows-chart.ts";
import { shareTicks } from "../charts/ticks.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** A share with its interval, of so many. */
export type Rate = Pick<RateFigures, "rate" | "low" | "high" | "seen">;

/** Agreement in the form of a rate. */
export const agreementOf = ({ quality: { matched } }: VendorFigures): Rate => ({
  ...matched,
  rate: matched.agreement,
  seen: matched.items,
});

/** Intervals for every measure of quality there are figures for. */
export const qualityPart = (drawing: CompareDrawing): Insert => {
  const charts = [
    intervals(drawing, { id: "gold", caption: "Share of gold items right", of: ({ quality: { gold } }) => gold }),
    intervals(drawing, { id: "truth", caption: "Share right against the truth file", of: ({ quality: { truth } }) => truth }),
    intervals(drawing, { id: "agreeing", caption: "Agreement with the other vendors on the items both answered", of: agreementOf }),
  ].filter((chart) => chart !== undefined);
  return charts.length === 0
    ? undefined
    : html`<h3>Quality</h3>
        ${charts}`;
};

interface Measure {
  readonly id: string;
  readonly caption: string;
  readonly of: (vendor: VendorFigures) => Rate;
}

const intervals = ({ comparison: { vendors }, palette, paint }: CompareDrawing, { id, caption, of }: Measure): Insert => {
  const known = vendors.flatMap((vendor) => {
    const { rate, low, high, seen } = of(vendor);
    return rate === null || low === null || high === null ? [] : [{ vendor: vendor.vendor, at: rate, low, high, seen }];
  });
  if (known.length === 0) return undefined;
  const ticks = shareTicks(Math.min(...known.map(({ low }) => low)));
  const chart = rowsChart({
    id,
    title: caption,
    description: known
      .map(
        ({ vendor, at, low, high, seen }) =>
          `${vendor}: ${formatShare(at)} of ${formatCount(seen)}, between ${formatShare(low)} and ${formatShare(high)}.`,
      )
      .join(" "),
    min: ticks[0] ?? 0,
    max: 1,
    ticks,
    word: (share) => `${Math.round(share * 100)} %`,
    rows: known.map(({ vendor, at, low, high }) => ({
      name: vendor,
      text: formatShare(at),
      parts: [{ kind: "interval", low, at, high, colour: palette(vendor).colour }],
    })),
  });
  return picture({
    caption: `${caption}; the line through each dot is its 95 % interval.`,
    chart,
    paint,
    table: htmlTable({
      caption,
      columns: [
        { head: "vendor" },
        { head: "share", kind: "number" },
        { head: "95 % interval", kind: "number" },
        { head: "of", kind: "number" },
      ],
      rows: known.map(({ vendor, at, low, high, seen }) => [vendor, formatShare(at), `${points(low)}–${points(high)}`, formatCount(seen)]),
    }),
  });
};

const points = (share: number): string => (share * 100).toFixed(1);
