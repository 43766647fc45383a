import type { VendorFigures } from "../../../core/compare/comparison.ts";
import { formatHours, formatHoursRange } from "../../duration.ts";
import { formatCount } from "../../number.ts";
import { curvesChart } from "../charts/curves-chart.ts";
import { hourTicks, hourWords } from "../charts/ticks.ts";
import { lined } from "../palette.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** The share of the work that has come back over time, per vendor, with bands. Nothing before the first answer. */
export const turnaroundPart = ({ comparison: { vendors }, palette, paint }: CompareDrawing): Insert => {
  const drawn = vendors.filter(({ turnaroundHours: { curve } }) => curve.length > 0);
  if (drawn.length === 0) return undefined;
  const until = Math.max(...drawn.map(({ turnaroundHours: { p95, curve } }) => (p95 ?? curve.at(-1)?.hours ?? 0) * 1.1), 1e-6);
  const ticks = hourTicks(until);
  const chart = curvesChart({
    id: "turnaround",
    title: "Turnaround",
    description: `Share of the work that has come back, by hours since the vendor took it on. ${drawn.map(inWords).join(" ")}`,
    curves: drawn.map(({ vendor, turnaroundHours: { curve } }) => {
      const points = [
        { x: 0, y: 0, low: 0, high: 0 },
        ...curve.map(({ hours, answered, low, high }) => ({ x: hours, y: answered, low, high })),
      ];
      return { ...palette(vendor), form: "step", points };
    }),
    x: { min: 0, max: until, ticks, word: hourWords(ticks) },
    y: { min: 0, max: 1, ticks: [0, 0.5, 0.9, 1], word: (share) => `${Math.round(share * 100)} %` },
  });
  return html`<h3>Turnaround</h3>
    ${picture({
      caption:
        "Share of the work that has come back, by time since the vendor took it on; bands are 95 % intervals, lines mark one half and nine tenths.",
      chart,
      paint,
      legend: drawn.map(({ vendor }) => lined(vendor, palette(vendor))),
      table: htmlTable({
        caption: "Time until a share is back",
        columns: [{ head: "vendor" }, ...["one half", "9 of 10", "95 of 100"].map((head) => ({ head, kind: "number" as const }))],
        rows: drawn.map(({ vendor, turnaroundHours: t }) => [
          vendor,
          hours(t.p50, t.low50, t.high50),
          hours(t.p90, t.low90, t.high90),
          hours(t.p95, t.low95, t.high95),
        ]),
      }),
    })}`;
};

const inWords = ({ vendor, open, turnaroundHours: { p50, p90 } }: VendorFigures): string =>
  `${vendor}: ${p50 === null ? "half is not back yet" : `half after ${formatHours(p50)}`}${p90 === null ? "" : `, nine tenths after ${formatHours(p90)}`}${open > 0 ? `, ${formatCount(open)} still open` : ""}.`;

/** A time with its limits below it. */
export const hours = (at: number | null, low: number | null, high: number | null): Insert =>
  at === null ? "not yet" : html`${formatHours(at)} <small>${formatHoursRange({ at, low, high })}</small>`;
