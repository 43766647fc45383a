import type { PlanSummary } from "../documents.ts";
import { formatHours } from "../duration.ts";
import { countOf, formatAmount, formatAmounts, formatCap, formatCount, formatShare } from "../number.ts";
import type { Painter } from "./charts/painter.ts";
import { type ChartRow, rowsChart } from "./charts/rows-chart.ts";
import { named, type Palette } from "./palette.ts";
import { card, htmlTable } from "./parts.ts";
import { picture } from "./picture.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** The plan: who was to get what, at which cost, and what the loss of each vendor would have done. */
export const planSection = (plan: PlanSummary, palette: Palette, paint: Painter): SafeHtml => {
  const { currency } = plan.cost;
  const purposes = plan.vendors.some((vendor) => vendor.purposes !== undefined);
  return card(
    {
      title: "Plan",
      lead: `Plan ${plan.hash.slice(0, 8)}: ${countOf(plan.items, "item")}, ${countOf(plan.slots, "judgment")}; nothing cheaper than ${currency} ${formatAmount(plan.cost.lowerBound)} is possible under these limits.`,
      long: true,
    },
    shares(plan, palette, paint),
    htmlTable({
      caption: "Who was to get what",
      columns: [
        { head: "vendor" },
        { head: "owner" },
        { head: "items", kind: "number" },
        ...(purposes ? ["gold", "overlap"].map((head) => ({ head, kind: "number" as const })) : []),
        { head: `cost, ${currency}`, kind: "number" },
        { head: "ready in, p50 / p90", kind: "number" },
        { head: "why", kind: "words" },
      ],
      rows: plan.vendors.map((vendor) => [
        named(vendor.vendor, palette(vendor.vendor)),
        vendor.owner,
        formatCount(vendor.items),
        ...(purposes ? [formatCount(vendor.purposes?.gold ?? 0), formatCount(vendor.purposes?.overlap ?? 0)] : []),
        formatAmounts(vendor.cost),
        `${formatHours(vendor.turnaroundHours.p50)} / ${formatHours(vendor.turnaroundHours.p90)}`,
        vendor.why.map((reason) => reason.text).join("; "),
      ]),
      foot: ["total", "", formatCount(plan.items), ...(purposes ? ["", ""] : []), formatAmounts(plan.cost), "", ""],
    }),
    contingency(plan),
    plan.warnings.map((warning) => html`<p class="warn">${warning.text}</p>`),
  );
};

/** What each owner will have seen after the plan, against its cap. */
const shares = (plan: PlanSummary, palette: Palette, paint: Painter): Insert => {
  if (plan.vendors.length === 0 || plan.datasetItems === 0) return undefined;
  const of = (items: number): number => items / plan.datasetItems;
  const chart = rowsChart({
    id: "plan",
    title: "The plan against the caps",
    description: plan.vendors
      .map(
        ({ vendor, share, exposure, cap }) =>
          `${vendor} gets ${formatShare(share)}; its owner will have seen ${formatShare(of(exposure.after))}${cap < 1 ? `, the cap is ${formatCap(cap)}` : ""}.`,
      )
      .join(" "),
    min: 0,
    max: 1,
    ticks: [0, 0.25, 0.5, 0.75, 1],
    word: (share) => `${Math.round(share * 100)} %`,
    rows: plan.vendors.map(({ vendor, exposure, cap }): ChartRow => {
      const { colour } = palette(vendor);
      return {
        name: vendor,
        text: formatShare(of(exposure.after)),
        parts: [
          { kind: "bar", from: 0, to: of(exposure.before), colour, pale: true },
          { kind: "bar", from: of(exposure.before), to: of(exposure.after), colour },
          ...(cap < 1 ? [{ kind: "limit", at: cap } as const] : []),
        ],
      };
    }),
  });
  return picture({
    caption:
      "Share of the dataset that each vendor's owner will have seen: pale before this plan, full with it. The upright line is the cap.",
    chart,
    paint,
    table: htmlTable({
      caption: "Shares and caps",
      columns: [
        { head: "vendor" },
        { head: "before", kind: "number" },
        { head: "after", kind: "number" },
        { head: "share", kind: "number" },
        { head: "cap", kind: "number" },
      ],
      rows: plan.vendors.map(({ vendor, cap, exposure }) => [
        vendor,
        formatCount(exposure.before),
        formatCount(exposure.after),
        formatShare(of(exposure.after)),
        cap >= 1 ? "none" : formatCap(cap),
      ]),
    }),
  });
};

const contingency = (plan: PlanSummary): Insert =>
  plan.contingency.length === 0
    ? undefined
    : html`<h3>If one vendor is lost before it answers anything</h3>
        ${htmlTable({
          caption: "What an outage would do",
          columns: [
            { head: "lost" },
            { head: "nowhere to go", kind: "number" },
            { head: "once all is sent", kind: "number" },
            { head: `extra cost, ${plan.cost.currency}`, kind: "number" },
            { head: "later by, at p90", kind: "number" },
            { head: "what would place them", kind: "words" },
          ],
          rows: plan.contingency.map((one) => [
            one.lost,
            formatCount(one.stranded),
            one.strandedOnceSent === undefined ? "–" : formatCount(one.strandedOnceSent),
            formatAmount(one.extraCost),
            delay(one.delayHours),
            needs(one.needs),
          ]),
        })}
        ${lossOfTwo(plan)}`;

const lossOfTwo = (plan: PlanSummary): Insert =>
  plan.contingencyOfTwo === undefined || plan.contingencyOfTwo.length === 0
    ? undefined
    : htmlTable({
        caption: "If two vendors are lost at once",
        columns: [
          { head: "lost" },
          { head: "nowhere to go", kind: "number" },
          { head: `extra cost, ${plan.cost.currency}`, kind: "number" },
          { head: "later by, at p90", kind: "number" },
        ],
        rows: plan.contingencyOfTwo.map((one) => [
          one.lost.join(" and "),
          formatCount(one.stranded),
          formatAmount(one.extraCost),
          delay(one.delayHours),
        ]),
      });

const delay = (hours: number | undefined): string =>
  hours === undefined ? "not known" : hours < 0 ? `−${formatHours(-hours)}` : formatHours(hours);

const needs = (needed: PlanSummary["contingency"][number]["needs"]): string => {
  if (needed === null) return "nothing is needed";
  switch (needed.by) {
    case "max-share":
      return `a cap of ${formatCap(needed.maxShare)}`;
    case "vendor":
      return `one more vendor with room for ${formatCount(needed.room)}`;
    case "nothing-known":
      return needed.text;
    default:
      return needed satisfies never;
  }
};
