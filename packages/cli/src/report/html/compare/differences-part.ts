import type { PairFigures } from "../../../core/compare/comparison.ts";
import { formatNumber, formatPoints } from "../../number.ts";
import { rowsChart } from "../charts/rows-chart.ts";
import { roundTicks } from "../charts/ticks.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** Most pairs that are drawn; all are in the table. */
const mostDrawn = 12;

/** How much better each is than each other, with intervals: the largest differences first. Nothing where no right answers are known. */
export const differencesPart = ({ comparison: { pairs, multiple }, palette, paint }: CompareDrawing): Insert => {
  const known = pairs
    .flatMap((pair) => {
      const { difference, low, high } = pair.quality;
      if (difference === null || low === null || high === null) return [];
      // The better one is named first.
      return difference >= 0
        ? [{ pair, better: pair.a, other: pair.b, at: difference, low, high }]
        : [{ pair, better: pair.b, other: pair.a, at: -difference, low: -high, high: -low }];
    })
    .toSorted((one, other) => other.at - one.at);
  if (known.length === 0) return undefined;
  const drawn = known.slice(0, mostDrawn);
  const ticks = around(Math.min(0, ...drawn.map(({ low }) => low)), Math.max(0, ...drawn.map(({ high }) => high)));
  const chart = rowsChart({
    id: "differences",
    title: "Differences in quality",
    description: drawn
      .map(
        ({ better, other, at, low, high }) =>
          `${better} against ${other}: ${formatPoints(at)} points better, between ${formatPoints(low)} and ${formatPoints(high)}.`,
      )
      .join(" "),
    min: ticks[0] ?? 0,
    max: ticks.at(-1) ?? 1,
    ticks,
    word: (share) => formatNumber(share * 100, 0),
    reference: 0,
    rows: drawn.map(({ better, other, at, low, high }) => ({
      name: `${better} − ${other}`,
      text: `${at > 0 ? "+ " : ""}${formatPoints(at)}`,
      parts: [{ kind: "interval", low, at, high, colour: palette(better).colour }],
    })),
  });
  return html`<h3>Differences</h3>
    ${picture({
      caption: `Points by which more answers of the first are right than of the second${known.length > drawn.length ? `, the ${mostDrawn} largest` : ""}. Where the interval crosses the dashed line, the difference may be none.`,
      chart,
      paint,
      table: htmlTable({
        caption: multiple.tests > 1 ? `Each two vendors; p allows for ${multiple.tests} such questions (Holm)` : "Each two vendors",
        columns: [
          { head: "vendors" },
          { head: "points", kind: "number" },
          { head: "items", kind: "number" },
          { head: "p", kind: "number" },
          { head: "p of turnaround", kind: "number" },
        ],
        rows: known.map(({ pair, better, other, at, low, high }) => [
          `${better}, ${other}`,
          html`${formatPoints(at)} <small>${formatPoints(low)} to ${formatPoints(high)}</small>`,
          itemsOf(pair),
          pair.quality.pAdjusted === null ? "–" : chance(pair.quality.pAdjusted),
          pair.turnaround.logRank === null ? "–" : chance(pair.turnaround.logRank.pAdjusted),
        ]),
      }),
    })}`;
};

const itemsOf = ({ quality: { items, basis } }: PairFigures): Insert =>
  html`${formatNumber(items, 0)} <small>${basis === "same items" ? "the same" : "separate"}</small>`;

const chance = (p: number): string => (p < 0.001 ? "< 0.001" : formatNumber(p, 3));

/** Round steps on both sides of zero, as far as they are needed. */
const around = (low: number, high: number): readonly number[] => {
  const step = roundTicks(Math.max(-low, high, 0.01), 3)[1] ?? 0.1;
  const [from, to] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return Array.from({ length: to - from + 1 }, (_, index) => Number(((from + index) * step).toFixed(6)));
};
