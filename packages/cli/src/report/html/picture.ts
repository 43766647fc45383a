import type { Chart } from "./charts/chart.ts";
import type { Painter } from "./charts/painter.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

export interface Picture {
  /** One sentence above it: what is drawn, and in which unit. */
  readonly caption: Insert;
  readonly chart: Chart;
  readonly paint: Painter;
  /** Below it: whose line is whose. */
  readonly legend?: readonly SafeHtml[];
  /** The same figures to read: beside the picture where there is room, else below. */
  readonly table: SafeHtml;
}

/** A picture with its figures. */
export const picture = ({ caption, chart, paint, legend, table }: Picture): SafeHtml =>
  html`<div class="picture">
    <figure>
      <figcaption>${caption}</figcaption>
      ${paint(chart)}${legend === undefined ? undefined : html`<div class="legend">${legend}</div>`}
    </figure>
    ${table}
  </div> `;
