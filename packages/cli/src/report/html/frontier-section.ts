import type { FrontierPoint } from "../../core/plan/index.ts";
import { formatHours } from "../duration.ts";
import { capWord, costRangeWord, headline } from "../frontier-text.ts";
import { formatAmount, formatCount, formatShare } from "../number.ts";
import { at, card, htmlTable } from "./parts.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** Cost and finishing time against the largest share any owner sees, as two pictures and a table. */
export const frontierSection = (frontier: readonly FrontierPoint[]): SafeHtml => {
  const currency = frontier[0]?.cost.currency ?? "";
  const several = frontier.some(({ nowhere }) => nowhere > 0);
  return card(
    { title: "The price of privacy", lead: headline(frontier) },
    curve({
      caption: `Cost in ${currency} (low end of each price) against the largest share of the items that one owner has seen; the upright line is the plan as it is.`,
      label: "Cost against the largest share",
      colour: "var(--v0)",
      points: frontier.map(({ largestShare, cost, present }) => ({ share: largestShare, value: cost.low, present })),
      word: formatAmount,
    }),
    curve({
      caption: "Time until nine tenths of the slowest vendor's answers are back, against the same share.",
      label: "Finishing time against the largest share",
      colour: "var(--v1)",
      points: frontier.flatMap(({ largestShare, p90Hours, present }) =>
        p90Hours === null ? [] : [{ share: largestShare, value: p90Hours, present }],
      ),
      word: formatHours,
    }),
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

interface Curve {
  readonly caption: string;
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly share: number; readonly value: number; readonly present: boolean }[];
  readonly word: (value: number) => string;
}

/** A line through the plans, a dot each, from zero up; nothing where fewer than two are known. */
const curve = ({ caption, label, colour, points, word }: Curve): Insert => {
  if (points.length < 2) return undefined;
  const sorted = points.toSorted((a, b) => a.share - b.share);
  const top = Math.max(...sorted.map(({ value }) => value)) || 1;
  const x = (share: number): string => at(share * 1000);
  const y = (value: number): string => at((1 - value / (top * 1.08)) * 1000);
  const present = sorted.find((point) => point.present);
  return html`<figure>
    <figcaption>${caption}</figcaption>
    <div class="plot">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label="${label}; the figures are in the table">
        ${[0, top / 2, top].map((value) => html`<path d="M0 ${y(value)}H1000" stroke="var(--line)" stroke-width="1" vector-effect="non-scaling-stroke" />`)}
        ${
          present === undefined
            ? undefined
            : html`<path
                d="M${x(present.share)} 0V1000"
                stroke="var(--faint)"
                stroke-width="1"
                stroke-dasharray="4 3"
                vector-effect="non-scaling-stroke"
              />`
        }
        <path
          d="M${sorted.map(({ share, value }) => `${x(share)} ${y(value)}`).join("L")}"
          fill="none"
          stroke="${colour}"
          stroke-width="2"
          vector-effect="non-scaling-stroke"
        />
        ${sorted.map(({ share, value }) => html`<path d="M${x(share)} ${y(value)}h0" stroke="${colour}" stroke-width="8" stroke-linecap="round" vector-effect="non-scaling-stroke" />`)}
      </svg>
      ${[0, top / 2, top].map((value) => html`<span class="y" style="bottom:${at((value / (top * 1.08)) * 100)}%">${word(value)}</span>`)}
      ${[0.25, 0.5, 0.75, 1].map((share) => html`<span class="x" style="left:${at(share * 100)}%">${at(share * 100)} %</span>`)}
    </div>
  </figure>`;
};
