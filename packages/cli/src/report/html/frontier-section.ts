import type { FrontierPoint } from "../../core/plan/index.ts";
import { formatHours } from "../duration.ts";
import { capWord, costRangeWord, headline } from "../frontier-text.ts";
import { formatAmount, formatCount, formatShare } from "../number.ts";
import { curvesChart } from "./charts/curves-chart.ts";
import type { Painter } from "./charts/painter.ts";
import { hourTicks, hourWords, roundTicks, tickWords } from "./charts/ticks.ts";
import { card, htmlTable } from "./parts.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** Cost and finishing time against the largest share any owner sees, as two pictures and a table. */
export const frontierSection = (frontier: readonly FrontierPoint[], paint: Painter): SafeHtml => {
  const currency = frontier[0]?.cost.currency ?? "";
  const several = frontier.some(({ nowhere }) => nowhere > 0);
  return card(
    { title: "The price of privacy", lead: headline(frontier), long: true },
    html`<div class="pair">
      ${curve({
        id: "price",
        title: "Cost against the largest share",
        caption: `Cost in ${currency}, the band up to the high end of each price, against the largest share of the items that one owner has seen. The upright line is the plan as it is.`,
        colour: "var(--v0)",
        points: frontier.map(({ largestShare, cost, present }) => ({
          x: largestShare,
          y: cost.low,
          low: cost.low,
          high: cost.high,
          present,
        })),
        ticks: roundTicks,
        word: formatAmount,
        tickWord: tickWords,
        paint,
      })}
      ${curve({
        id: "patience",
        title: "Finishing time against the largest share",
        caption: "Time until nine tenths of the slowest vendor's answers are back, against the same share.",
        colour: "var(--v1)",
        points: frontier.flatMap(({ largestShare, p90Hours, present }) =>
          p90Hours === null ? [] : [{ x: largestShare, y: p90Hours, present }],
        ),
        ticks: hourTicks,
        word: formatHours,
        tickWord: hourWords,
        paint,
      })}
    </div>`,
    htmlTable({
      caption: "Plans under other caps",
      columns: [
        { head: "cap" },
        { head: "largest share", kind: "number" },
        { head: `cost, ${currency}`, kind: "number" },
        { head: "ready at p90", kind: "number" },
        ...(several ? [{ head: "no place", kind: "number" as const }] : []),
        { head: "no place if one vendor is lost", kind: "number" },
      ],
      rows: frontier.map((point) => [
        point.present ? html`${capWord(point)} <small>now</small>` : capWord(point),
        formatShare(point.largestShare),
        costRangeWord(point),
        formatHours(point.p90Hours),
        ...(several ? [formatCount(point.nowhere)] : []),
        formatCount(point.strandedIfLost),
      ]),
    }),
  );
};

interface PricedCurve {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly colour: string;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low?: number;
    readonly high?: number;
    readonly present: boolean;
  }[];
  readonly ticks: (max: number) => readonly number[];
  readonly word: (value: number) => string;
  readonly tickWord: (ticks: readonly number[]) => (value: number) => string;
  readonly paint: Painter;
}

/** A line through the plans, a dot each, from zero up; nothing where fewer than two are known. */
const curve = ({ id, title, caption, colour, points, ticks, word, tickWord, paint }: PricedCurve): Insert => {
  if (points.length < 2) return undefined;
  const sorted = points.toSorted((a, b) => a.x - b.x);
  const top = Math.max(...sorted.map(({ y, high }) => high ?? y)) || 1;
  const marks = ticks(top);
  const now = sorted.find(({ present }) => present)?.x;
  const words = sorted.map(({ x, y }) => `${word(y)} at ${formatShare(x)}`).join(", ");
  return html`<figure>
    <figcaption>${caption}</figcaption>
    ${paint(
      curvesChart({
        id,
        title,
        half: true,
        description: `${words}.`,
        curves: [{ colour, form: "dots", points: sorted }],
        x: { min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1], word: (share) => `${Math.round(share * 100)} %` },
        y: { min: 0, max: Math.max(top * 1.05, ...marks), ticks: marks, word: tickWord(marks) },
        ...(now === undefined ? {} : { now }),
      }),
    )}
  </figure>`;
};
