import type { CompareDocument } from "../documents.ts";
import { formatHours } from "../duration.ts";
import { at, named, type Palette } from "./parts.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/*
 * Pictures are stretched SVG without any text in it; labels are HTML around them. So letters keep their size on every screen. A dot
 * is a line of no length with round ends: strokes do not stretch.
 */

/** A bar from 0 to `value` of 1, with an upright mark at `mark`. */
export const shareBar = ({ value, mark, colour }: { readonly value: number; readonly mark?: number; readonly colour: string }): SafeHtml =>
  html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect width="100" height="10" fill="var(--track)" />
    <rect width="${at(Math.min(1, value) * 100)}" height="10" fill="${colour}" />
    ${
      mark === undefined
        ? undefined
        : html`<path d="M${at(Math.min(1, mark) * 100)} -2V12" stroke="var(--ink)" stroke-width="2" vector-effect="non-scaling-stroke" />`
    }
  </svg>`;

export interface BarRow {
  readonly name: string;
  readonly colour: string;
  readonly value: number;
  readonly mark?: number;
  readonly text: string;
}

/** Labelled bars, one below the other; every text stands beside its bar. */
export const barRows = (caption: string, rows: readonly BarRow[]): SafeHtml =>
  html`<figure>
    <figcaption>${caption}</figcaption>
    <div class="rows">
      ${rows.map(
        (row) =>
          html`<div>${named(row.name, row.colour)}</div>
            <div class="track">
              ${shareBar({ value: row.value, colour: row.colour, ...(row.mark === undefined ? {} : { mark: row.mark }) })}
            </div>
            <div>${row.text}</div> `,
      )}
    </div>
  </figure>`;

export interface IntervalRow {
  readonly name: string;
  readonly colour: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly text: string;
}

/** Dots with their intervals on one common scale, which starts at a round number below the lowest limit. */
export const intervalRows = (caption: string, rows: readonly IntervalRow[]): SafeHtml => {
  const from = Math.floor(Math.min(...rows.map((row) => row.low)) * 10) / 10;
  const x = (value: number): string => at(((value - from) / (1 - from || 1)) * 100);
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  return html`<figure>
    <figcaption>${caption}</figcaption>
    <div class="rows">
      ${rows.map(
        (row) =>
          html`<div>${named(row.name, row.colour)}</div>
            <div class="track">
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <path d="M0 5H100" stroke="var(--track)" stroke-width="6" vector-effect="non-scaling-stroke" />
                <path d="M${x(row.low)} 5H${x(row.high)}" stroke="${row.colour}" stroke-width="4" vector-effect="non-scaling-stroke" />
                <path
                  d="M${x(row.value)} 5h0"
                  stroke="${row.colour}"
                  stroke-width="13"
                  stroke-linecap="round"
                  vector-effect="non-scaling-stroke"
                />
              </svg>
            </div>
            <div>${row.text}</div> `,
      )}
      <div class="axis-start"></div>
      <div class="track axis"><span>${percent(from)}</span><span>${percent((1 + from) / 2)}</span><span>100 %</span></div>
      <div class="axis-end"></div>
    </div>
  </figure>`;
};

/** The share of the work that has come back over time, per vendor, with bands; open work is counted as open. Nothing before the first answer. */
export const turnaroundChart = (vendors: CompareDocument["vendors"], palette: Palette): Insert => {
  const drawn = vendors
    .map((vendor, index) => ({
      vendor,
      colour: palette(vendor.vendor),
      dash: dashes[index % dashes.length],
      curve: vendor.turnaroundHours.curve,
    }))
    .filter(({ curve }) => curve.length > 0);
  if (drawn.length === 0) return undefined;
  const until = Math.max(...drawn.map(({ vendor, curve }) => (vendor.turnaroundHours.p95 ?? curve.at(-1)?.hours ?? 0) * 1.1), 1e-6);
  const x = (hours: number): number => Math.min(1.2, hours / until) * 1000;
  const y = (share: number): number => (1 - share) * 1000;
  const step = (points: readonly (readonly [hours: number, share: number])[]): string =>
    points.map(([hours, share]) => `H${at(x(hours))}V${at(y(share))}`).join("");
  const back = (points: readonly (readonly [hours: number, share: number])[]): string =>
    points
      .toReversed()
      .map(([hours, share]) => `V${at(y(share))}H${at(x(hours))}`)
      .join("");
  return html`<figure>
    <figcaption>
      Share of the work that has come back, by hours since the vendor took it on; the band is a 95 % interval, lines mark one half and nine
      tenths.
    </figcaption>
    <div class="plot">
      <svg
        viewBox="0 0 1000 1000"
        preserveAspectRatio="none"
        role="img"
        aria-label="Turnaround curves of ${drawn.map(({ vendor }) => vendor.vendor).join(", ")}; the figures are in the table of figures"
      >
        ${[0, 0.5, 0.9, 1].map((share) => html`<path d="M0 ${at(y(share))}H1000" stroke="var(--line)" stroke-width="1" vector-effect="non-scaling-stroke" />`)}
        ${drawn.map(
          ({ curve, colour, dash }) =>
            html`<path
                d="M0 1000${step(curve.map((p) => [p.hours, p.high]))}${back(curve.map((p) => [p.hours, p.low]))}Z"
                fill="${colour}"
                fill-opacity="0.16"
              /><path
                d="M0 1000${step(curve.map((p) => [p.hours, p.answered]))}"
                fill="none"
                stroke="${colour}"
                stroke-width="2"
                stroke-dasharray="${dash}"
                vector-effect="non-scaling-stroke"
              /> `,
        )}
      </svg>
      ${[0, 0.5, 0.9, 1].map((share) => html`<span class="y" style="bottom:${at(share * 100)}%">${share * 100} %</span>`)}
      ${ticks(until).map((hours) => html`<span class="x" style="left:${at((hours / until) * 100)}%">${formatHours(hours)}</span>`)}
    </div>
    <div class="legend">${drawn.map(({ vendor, colour }) => html`<span>${named(vendor.vendor, colour)}</span>`)}</div>
  </figure>`;
};

const dashes = ["none", "8 3", "3 2", "10 3 2 3"] as const;

/** Three to six round times from zero on. */
const ticks = (until: number): readonly number[] => {
  const nice = [1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 720, 2160];
  const step = nice.find((hours) => until / hours <= 5) ?? until / 4;
  const fine = until < 1 / 20 ? until / 4 : step;
  return Array.from({ length: Math.floor(until / fine) }, (_, index) => (index + 1) * fine);
};

/** Where along a run something happened: upright marks on a line from start to end. */
export const timeline = ({
  from,
  to,
  marks,
}: {
  readonly from: number;
  readonly to: number;
  readonly marks: readonly number[];
}): SafeHtml =>
  html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" height="18">
    <path d="M0 5H100" stroke="var(--track)" stroke-width="6" vector-effect="non-scaling-stroke" />
    ${marks.map((mark) => html`<path d="M${at(Math.min(1, Math.max(0, (mark - from) / (to - from || 1))) * 100)} 5h0" stroke="var(--bad)" stroke-width="13" stroke-linecap="round" vector-effect="non-scaling-stroke" />`)}
  </svg>`;
