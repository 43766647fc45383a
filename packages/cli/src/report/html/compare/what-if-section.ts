import type { FigureInterval, PolicyFigures, WhatIfFigures } from "../../../core/compare/comparison.ts";
import { formatHours, formatHoursRange } from "../../duration.ts";
import { countOf, formatAmount, formatCount, formatShare } from "../../number.ts";
import { type ChartRow, rowsChart } from "../charts/rows-chart.ts";
import { card, htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert, type SafeHtml } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** The answer to `--what-if`: the shares there were and would have been, and what both came to; or why it cannot be told. */
export const whatIfSection = (found: WhatIfFigures, drawing: CompareDrawing): SafeHtml =>
  card(
    {
      title: `What if ${found.policy}?`,
      lead: found.supported
        ? `From ${countOf(found.decisions, "decision")} that the plan's lottery made, worth about ${formatCount(found.effective ?? 0)} under the other policy. Failover is not in it.`
        : "It cannot be told from what was tried.",
      long: true,
    },
    found.because.length === 0
      ? undefined
      : html`<ul class="verdicts">
          ${found.because.map((reason) => html`<li>${reason}</li>`)}
          <li>A share for it in a job of its own, or overlap, is what would tell.</li>
        </ul>`,
    shares(found, drawing),
    found.would === null ? undefined : figures(found.was, found.would, drawing.comparison.cost.currency),
    found.warnings.map((warning) => html`<p class="warn">${warning}</p>`),
  );

const shares = ({ shares: moved }: WhatIfFigures, { palette, paint }: CompareDrawing): Insert => {
  if (moved.length === 0) return undefined;
  const chart = rowsChart({
    id: "what-if",
    title: "Shares as they were and as they would be",
    description: moved.map(({ vendor, was, would }) => `${vendor}: ${formatShare(was)}, would be ${formatShare(would)}.`).join(" "),
    min: 0,
    max: 1,
    ticks: [0, 0.25, 0.5, 0.75, 1],
    word: (share) => `${Math.round(share * 100)} %`,
    rows: moved.flatMap(({ vendor, was, would }): readonly ChartRow[] => {
      const { colour } = palette(vendor);
      return [
        { name: vendor, text: `${formatShare(was)} was`, parts: [{ kind: "bar", from: 0, to: was, colour, pale: true }] },
        { name: "", text: `${formatShare(would)} would be`, parts: [{ kind: "bar", from: 0, to: would, colour }] },
      ];
    }),
  });
  return picture({
    caption: "Share of the judgments: as it was (pale), and under the other policy (full).",
    chart,
    paint,
    table: htmlTable({
      caption: "Shares",
      columns: [{ head: "vendor" }, { head: "was", kind: "number" }, { head: "would be", kind: "number" }],
      rows: moved.map(({ vendor, was, would }) => [vendor, formatShare(was), formatShare(would)]),
    }),
  });
};

const figures = (was: PolicyFigures | null, would: PolicyFigures, currency: string): SafeHtml => {
  const interval = (figure: FigureInterval | null | undefined, word: (value: number) => string): Insert =>
    figure === null || figure === undefined ? "–" : html`${word(figure.at)} <small>${word(figure.low)} to ${word(figure.high)}</small>`;
  const time = (policy: PolicyFigures | null, at: "p50" | "p90"): Insert => {
    if (policy === null) return "–";
    const { p50, low50, high50, p90, low90, high90 } = policy.turnaroundHours;
    const limits = at === "p50" ? { at: p50, low: low50, high: high50 } : { at: p90, low: low90, high: high90 };
    return limits.at === null ? "not yet" : html`${formatHours(limits.at)} <small>${formatHoursRange(limits)}</small>`;
  };
  return htmlTable({
    caption: "What it came to, and would have come to, with 95 % intervals",
    columns: [{ head: "" }, { head: "as it was" }, { head: "under the other policy" }],
    rows: [
      [`cost per answer, ${currency}`, interval(was?.costPerAnswer, formatAmount), interval(would.costPerAnswer, formatAmount)],
      ["right", interval(was?.right, formatShare), interval(would.right, formatShare)],
      ["turnaround p50", time(was, "p50"), time(would, "p50")],
      ["turnaround p90", time(was, "p90"), time(would, "p90")],
    ],
  });
};
