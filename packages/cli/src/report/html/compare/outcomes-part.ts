import type { ShareInterval, VendorFigures } from "../../../core/compare/comparison.ts";
import { formatShare } from "../../number.ts";
import { type ChartRow, rowsChart } from "../charts/rows-chart.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

type Ends = NonNullable<VendorFigures["outcomes"]["atEnd"]>;

/** How work ends at each vendor; nothing where everything that ended was answered. */
export const outcomesPart = ({ comparison: { vendors }, palette, paint }: CompareDrawing): Insert => {
  const known = vendors.flatMap(({ vendor, outcomes: { atEnd } }) =>
    atEnd === null ? [] : [{ vendor, ends: atEnd, open: openOf(atEnd) }],
  );
  if (!known.some(({ ends }) => ends.answered.share < 1)) return undefined;
  const chart = rowsChart({
    id: "outcomes",
    title: "How work ends",
    description: known
      .map(
        ({ vendor, ends, open }) =>
          `${vendor}: ${formatShare(ends.answered.share)} answered, ${formatShare(ends.returned.share)} given back, ${formatShare(ends.expired.share)} expired, ${formatShare(ends.failed.share)} outside the shape, ${formatShare(open)} not ended.`,
      )
      .join(" "),
    min: 0,
    max: 1,
    ticks: [0, 0.25, 0.5, 0.75, 1],
    word: (share) => `${Math.round(share * 100)} %`,
    rows: known.map(({ vendor, ends }): ChartRow => {
      const { colour } = palette(vendor);
      const [answered, returned, expired] = [ends.answered.share, ends.returned.share, ends.expired.share];
      return {
        name: vendor,
        text: `${formatShare(answered)} answered`,
        parts: [
          { kind: "bar", from: 0, to: answered, colour },
          { kind: "bar", from: answered, to: answered + returned, colour, pale: true },
          { kind: "bar", from: answered + returned, to: answered + returned + expired, colour: "var(--bad)" },
          {
            kind: "bar",
            from: answered + returned + expired,
            to: answered + returned + expired + ends.failed.share,
            colour: "var(--warn)",
          },
        ],
      };
    }),
  });
  return html`<h3>How work ends</h3>
    ${picture({
      caption:
        "Share of the work by its end, in this order: answered (full), given back (pale), expired (red), answered outside the shape (yellow); the rest had not ended. Open work is counted as censored, so the shares are those of work watched to its end.",
      chart,
      paint,
      table: htmlTable({
        caption: "How work ends, with 95 % intervals",
        columns: [
          { head: "vendor" },
          ...["answered", "given back", "expired", "outside"].map((head) => ({ head, kind: "number" as const })),
        ],
        rows: known.map(({ vendor, ends }) => [
          vendor,
          share(ends.answered),
          share(ends.returned),
          share(ends.expired),
          share(ends.failed),
        ]),
      }),
    })}`;
};

const openOf = ({ answered, returned, expired, failed }: Ends): number =>
  Math.max(0, 1 - answered.share - returned.share - expired.share - failed.share);

const share = ({ share: at, low, high }: ShareInterval): Insert =>
  at === 0 && high === 0 ? "–" : html`${formatShare(at)} <small>${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}</small>`;
