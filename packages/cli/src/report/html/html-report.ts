import type { FrontierPoint } from "../../core/plan/index.ts";
import type { CompareDocument, ExposureDocument, PlanSummary, RunDocument } from "../documents.ts";
import { formatElapsed } from "../duration.ts";
import { formatAmount, formatCount, formatShare } from "../number.ts";
import { loadPainter } from "./charts/painter.ts";
import { compareSection } from "./compare/compare-section.ts";
import { whatIfSection } from "./compare/what-if-section.ts";
import { exposureSection } from "./exposure-section.ts";
import { frontierSection } from "./frontier-section.ts";
import { paletteOf } from "./palette.ts";
import { planSection } from "./plan-section.ts";
import { runSection, strandedSection } from "./run-section.ts";
import { html, type Insert, type SafeHtml, trusted } from "./safe-html.ts";
import { style } from "./style.ts";

/** What a report is made of; what is missing is left out. */
export interface ReportFacts {
  /** ISO 8601; said in the footer. */
  readonly madeAt: string;
  readonly plan?: PlanSummary;
  /** Plans under other caps, tightest first; shown below the plan where there are at least two. */
  readonly frontier?: readonly FrontierPoint[];
  readonly run?: RunDocument;
  readonly comparison?: CompareDocument;
  readonly exposure?: ExposureDocument;
}

/**
 * One self-contained HTML file: no script, no network (its own policy forbids both), light and dark, fit for paper. Beside every
 * picture stands a table with the same figures. The same facts give the same bytes.
 */
export const htmlReport = async (facts: ReportFacts): Promise<string> => {
  const paint = await loadPainter();
  const { plan, run, comparison, exposure } = facts;
  const title = run?.job ?? plan?.job ?? comparison?.jobs.join(", ") ?? "tranche";
  const vendors = [plan?.vendors, run?.vendors, comparison?.vendors].flatMap((list) => list?.map(({ vendor }) => vendor) ?? []);
  const palette = paletteOf([...new Set(vendors)]);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <meta name="referrer" content="no-referrer" />
        <title>${title} · tranche</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header>
          ${themeSwitch}
          <h1>${title}</h1>
          ${run === undefined ? undefined : state(run)}
        </header>
        <main>
          ${tiles(facts)} ${run === undefined ? undefined : strandedSection(run)}
          ${comparison === undefined || comparison.vendors.length === 0 ? undefined : html`${comparison.whatIf === undefined ? undefined : whatIfSection(comparison.whatIf, { comparison, palette, paint })}${compareSection({ comparison, palette, paint })}`}
          ${exposure?.datasets.map((dataset, index) => exposureSection({ dataset, index, palette, paint }))}
          ${run === undefined ? undefined : runSection(run, palette, paint)}
          ${plan === undefined ? undefined : planSection(plan, palette, paint)}
          ${(facts.frontier ?? []).length < 2 ? undefined : frontierSection(facts.frontier ?? [], paint)}
        </main>
        <footer>Made ${facts.madeAt} by tranche. Amounts are in the currency of the job; shares are of distinct items.</footer>
      </body>
    </html> `.markup;
};

/** Radio buttons that the style sheet looks at: no script, works from the keyboard. */
const themeSwitch: SafeHtml = html`<fieldset class="theme">
  <legend>Colours</legend>
  <label><input type="radio" name="theme" id="theme-system" checked />Auto</label>
  <label><input type="radio" name="theme" id="theme-light" />Light</label>
  <label><input type="radio" name="theme" id="theme-dark" />Dark</label>
</fieldset>`;

const state = (run: RunDocument): SafeHtml => {
  const missing = run.items.total - run.items.done;
  switch (run.state) {
    case "complete":
      return html`<p class="good">Complete: every one of the ${formatCount(run.items.total)} items has a label.</p>`;
    case "incomplete":
      return html`<p class="warn">Ended with ${formatCount(missing)} of ${formatCount(run.items.total)} items without a label.</p>`;
    case "running":
      return html`<p class="faint">Running: ${formatCount(run.items.done)} of ${formatCount(run.items.total)} items have a label.</p>`;
    case "cancelled":
      return html`<p class="warn">Cancelled with ${formatCount(run.items.done)} of ${formatCount(run.items.total)} items labelled.</p>`;
    default:
      return run.state satisfies never;
  }
};

const tile = (figure: string, words: string): SafeHtml => html`<div class="tile"><b>${figure}</b><span>${words}</span></div>`;

const tiles = ({ run, exposure }: ReportFacts): Insert => {
  const owners = exposure?.datasets.flatMap((dataset) => dataset.owners) ?? [];
  const most = owners.toSorted((a, b) => b.share - a.share)[0];
  const shown = [
    ...(run === undefined
      ? []
      : [
          tile(formatCount(run.items.done), `of ${formatCount(run.items.total)} items labelled`),
          tile(
            `${run.cost.currency} ${formatAmount(run.cost.committed)}`,
            run.cost.cap === null ? "committed" : `committed of ${formatAmount(run.cost.cap)}`,
          ),
          ...(run.endedAt === undefined
            ? []
            : [tile(formatElapsed(Date.parse(run.endedAt) - Date.parse(run.startedAt)), "from start to end")]),
          tile(formatCount(run.failovers.length), run.failovers.length === 1 ? "failover" : "failovers"),
        ]),
    ...(most === undefined ? [] : [tile(formatShare(most.share), `the most any owner has seen (${most.owner})`)]),
  ];
  return shown.length === 0 ? undefined : html`<div class="tiles">${shown}</div>`;
};
