import { formatClock } from "../clock.ts";
import type { DatasetExposure } from "../documents.ts";
import { countOf, formatCap, formatCount, formatShare } from "../number.ts";
import type { Painter } from "./charts/painter.ts";
import { rowsChart } from "./charts/rows-chart.ts";
import { named, type Palette } from "./palette.ts";
import { card, htmlTable } from "./parts.ts";
import { picture } from "./picture.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

interface ExposureDrawing {
  readonly dataset: DatasetExposure;
  /** Makes the picture's id, where several datasets are shown. */
  readonly index: number;
  readonly palette: Palette;
  readonly paint: Painter;
}

/** Who has seen what of one dataset, against the caps. */
export const exposureSection = ({ dataset, index, palette, paint }: ExposureDrawing): SafeHtml => {
  const chart = rowsChart({
    id: `exposure-${index}`,
    title: `Exposure of ${dataset.dataset}`,
    description: dataset.owners
      .map(
        ({ owner, share, cap }) =>
          `${owner} has seen ${formatShare(share)}${cap < 1 ? `, its cap is ${formatCap(cap)}` : ", it has no cap"}.`,
      )
      .join(" "),
    min: 0,
    max: 1,
    ticks: [0, 0.25, 0.5, 0.75, 1],
    word: (share) => `${Math.round(share * 100)} %`,
    rows: dataset.owners.map((owner) => {
      const { colour } = palette(owner.vendors[0]);
      const sure = dataset.items === 0 ? owner.share : owner.share - owner.inDoubt / dataset.items;
      return {
        name: owner.owner,
        text: formatShare(owner.share),
        parts: [
          { kind: "bar", from: 0, to: Math.max(0, sure), colour },
          ...(sure < owner.share ? [{ kind: "bar", from: Math.max(0, sure), to: owner.share, colour, pale: true } as const] : []),
          ...(owner.cap < 1 ? [{ kind: "limit", at: owner.cap } as const] : []),
        ],
      };
    }),
  });
  const owners = htmlTable({
    caption: "Exposure per owner",
    columns: [
      { head: "owner" },
      { head: "items", kind: "number" },
      { head: "share", kind: "number" },
      { head: "cap", kind: "number" },
      { head: "in doubt", kind: "number" },
    ],
    rows: dataset.owners.map((owner) => [
      named(owner.owner, palette(owner.vendors[0])),
      formatCount(owner.items),
      formatShare(owner.share),
      owner.cap >= 1 ? "none" : formatCap(owner.cap),
      formatCount(owner.inDoubt),
    ]),
  });
  return card(
    {
      title: "Exposure",
      lead: `Distinct items of ${dataset.dataset} (${countOf(dataset.items, "item")}) each owner has been sent, over every job and for life.`,
    },
    dataset.owners.length === 0
      ? html`<p>Nobody has been sent anything.</p>`
      : picture({
          caption: "Share of the dataset seen; the upright line is the cap. What may have been seen, and is not known to be, is pale.",
          chart,
          paint,
          table: owners,
        }),
    more(dataset),
  );
};

const more = (dataset: DatasetExposure): Insert =>
  dataset.owners.length === 0
    ? undefined
    : html`<details>
        <summary>Vendors, groups, bytes and last time</summary>
        ${htmlTable({
          caption: "More about each owner",
          columns: [
            { head: "owner" },
            { head: "vendors", kind: "words" },
            { head: "groups", kind: "number" },
            { head: "bytes", kind: "number" },
            { head: "last", kind: "number" },
          ],
          rows: dataset.owners.map((owner) => [
            owner.owner,
            owner.vendors.join(", "),
            formatCount(owner.groups),
            formatCount(owner.bytes),
            formatClock(owner.last),
          ]),
        })}
      </details>`;
