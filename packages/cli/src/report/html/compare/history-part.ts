import type { HistoryRow } from "../../../core/compare/comparison.ts";
import { formatHours } from "../../duration.ts";
import { formatAmount, formatCount, formatShare } from "../../number.ts";
import { cutTo, printable } from "../../text-width.ts";
import { type Curve, curvesChart } from "../charts/curves-chart.ts";
import { hourTicks, hourWords, roundTicks, shareTicks, tickWords } from "../charts/ticks.ts";
import { lined } from "../palette.ts";
import { htmlTable } from "../parts.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

interface Measure {
  readonly id: string;
  readonly title: string;
  readonly of: (row: HistoryRow) => { readonly y: number; readonly low?: number; readonly high?: number } | undefined;
  readonly scale: (values: readonly number[]) => {
    readonly min: number;
    readonly max: number;
    readonly ticks: readonly number[];
    readonly word: (value: number) => string;
  };
}

const measures: readonly Measure[] = [
  {
    id: "history-right",
    title: "Share right, gold and truth file together",
    of: ({ right, low, high }) => (right === null ? undefined : { y: right, ...(low === null || high === null ? {} : { low, high }) }),
    scale: (values) => {
      const ticks = shareTicks(Math.min(...values));
      return { min: ticks[0] ?? 0, max: 1, ticks, word: (share) => `${Math.round(share * 100)} %` };
    },
  },
  {
    id: "history-time",
    title: "Time until half was back",
    of: ({ p50Hours, low50, high50 }) =>
      p50Hours === null ? undefined : { y: p50Hours, ...(low50 === null || high50 === null ? {} : { low: low50, high: high50 }) },
    scale: (values) => {
      const max = Math.max(...values) * 1.05;
      const ticks = hourTicks(max);
      return { min: 0, max, ticks, word: hourWords(ticks) };
    },
  },
  {
    id: "history-cost",
    title: "Cost per answer",
    of: ({ costPerAnswer }) => (costPerAnswer === null ? undefined : { y: costPerAnswer }),
    scale: (values) => {
      const ticks = roundTicks(Math.max(...values));
      return { min: 0, max: Math.max(...ticks), ticks, word: tickWords(ticks) };
    },
  },
];

/** The same vendors job by job, oldest first. Nothing for a single job. */
export const historyPart = ({ comparison: { history = [], cost }, palette, paint }: CompareDrawing): Insert => {
  const jobs = [...new Set(history.map(({ job }) => job))];
  if (jobs.length < 2) return undefined;
  const vendors = [...new Set(history.map(({ vendor }) => vendor))];
  const pictures = measures.flatMap((measure) => {
    const curves = vendors.flatMap((vendor): readonly Curve[] => {
      const points = history.flatMap((row) => {
        const found = row.vendor === vendor ? measure.of(row) : undefined;
        return found === undefined ? [] : [{ x: jobs.indexOf(row.job), ...found }];
      });
      return points.length === 0 ? [] : [{ ...palette(vendor), form: "dots", points }];
    });
    const values = curves.flatMap(({ points }) => points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]));
    if (values.length === 0) return [];
    const drawn = paint(
      curvesChart({
        id: measure.id,
        title: measure.title,
        description: `${measure.title} in ${jobs.length} jobs, oldest first; the figures are in the table.`,
        half: true,
        curves,
        x: { min: -0.3, max: jobs.length - 0.7, ticks: sparse(jobs.length), word: (index) => cutTo(printable(jobs[index] ?? ""), 11) },
        y: measure.scale(values),
      }),
    );
    return [
      html`<figure>
        <figcaption>${measure.title}${measure.id === "history-cost" ? `, ${cost.currency}` : ""}</figcaption>
        ${drawn}
      </figure>`,
    ];
  });
  return html`<h3>Job by job</h3>
    <div class="pair">${pictures}</div>
    <div class="legend">${vendors.map((vendor) => lined(vendor, palette(vendor)))}</div>
    ${htmlTable({
      caption: `The same vendors in ${formatCount(jobs.length)} jobs, oldest first`,
      columns: [
        { head: "job" },
        { head: "vendor" },
        { head: "answered", kind: "number" },
        { head: "p50", kind: "number" },
        { head: `per answer, ${cost.currency}`, kind: "number" },
        { head: "right", kind: "number" },
        { head: "began", kind: "number" },
      ],
      rows: history.map((row) => [
        row.job,
        row.vendor,
        `${formatCount(row.answered)} of ${formatCount(row.slots)}`,
        formatHours(row.p50Hours),
        row.costPerAnswer === null ? "–" : formatAmount(row.costPerAnswer),
        row.right === null ? "–" : html`${formatShare(row.right)} <small>of ${formatCount(row.seen)}</small>`,
        row.at.slice(0, 10),
      ]),
    })}`;
};

/** Places of at most four names, so that they do not run into each other. */
const sparse = (count: number): readonly number[] => {
  const step = Math.ceil(count / 4);
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
};
