import { formatClock } from "../clock.ts";
import type { DatasetExposure } from "../documents.ts";
import { countOf, formatCap, formatCount, formatShare } from "../number.ts";
import { barRows } from "./charts.ts";
import { card, htmlTable, named, type Palette } from "./parts.ts";
import type { SafeHtml } from "./safe-html.ts";

/** Who has seen what of one dataset, against the caps. */
export const exposureSection = (dataset: DatasetExposure, palette: Palette): SafeHtml =>
  card(
    {
      title: "Exposure",
      lead: `Distinct items of ${dataset.dataset} (${countOf(dataset.items, "item")}) each owner has been sent, over every job and for life.`,
    },
    barRows(
      "Share of the dataset seen; the upright line is the cap",
      dataset.owners.map((owner) => ({
        name: owner.owner,
        colour: palette(owner.vendors[0]),
        value: owner.share,
        ...(owner.cap < 1 ? { mark: owner.cap } : {}),
        text: `${formatShare(owner.share)}${owner.cap < 1 ? ` (cap ${formatCap(owner.cap)})` : ""}`,
      })),
    ),
    htmlTable({
      caption: "Exposure per owner",
      columns: [
        { head: "owner" },
        { head: "vendors" },
        { head: "items", kind: "number" },
        { head: "share", kind: "number" },
        { head: "cap", kind: "number" },
        { head: "in doubt", kind: "number" },
        { head: "groups", kind: "number" },
        { head: "bytes", kind: "number" },
        { head: "last, UTC" },
      ],
      rows: dataset.owners.map((owner) => [
        named(owner.owner, palette(owner.vendors[0])),
        owner.vendors.join(", "),
        formatCount(owner.items),
        formatShare(owner.share),
        owner.cap >= 1 ? "none" : formatCap(owner.cap),
        formatCount(owner.inDoubt),
        formatCount(owner.groups),
        formatCount(owner.bytes),
        formatClock(owner.last),
      ]),
    }),
  );
