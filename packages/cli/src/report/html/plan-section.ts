import type { PlanSummary } from "../documents.ts";
import { formatHours } from "../duration.ts";
import { countOf, formatAmount, formatCap, formatCount, formatShare } from "../number.ts";
import { card, htmlTable, named, type Palette } from "./parts.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** The plan: who was to get what, at which cost, and what the loss of each vendor would have done. */
export const planSection = (plan: PlanSummary, palette: Palette): SafeHtml => {
  const { currency } = plan.cost;
  return card(
    {
      title: "Plan",
      lead: `Plan ${plan.hash.slice(0, 8)}: ${countOf(plan.items, "item")}, ${countOf(plan.slots, "judgment")}; nothing cheaper than ${currency} ${formatAmount(plan.cost.lowerBound)} is possible under these limits.`,
    },
    htmlTable({
      caption: "Who was to get what",
      columns: [
        { head: "vendor" },
        { head: "owner" },
        { head: "items", kind: "number" },
        { head: "share", kind: "number" },
        { head: "cap", kind: "number" },
        { head: `cost, ${currency}`, kind: "number" },
        { head: "ready in, p50 / p90", kind: "number" },
        { head: "why", kind: "words" },
      ],
      rows: plan.vendors.map((vendor) => [
        named(vendor.vendor, palette(vendor.vendor)),
        vendor.owner,
        formatCount(vendor.items),
        formatShare(vendor.share),
        vendor.cap >= 1 ? "none" : formatCap(vendor.cap),
        range(vendor.cost),
        `${formatHours(vendor.turnaroundHours.p50)} / ${formatHours(vendor.turnaroundHours.p90)}`,
        vendor.why.map((reason) => reason.text).join("; "),
      ]),
      foot: ["total", "", formatCount(plan.items), "", "", range(plan.cost), "", ""],
    }),
    contingency(plan),
    plan.warnings.map((warning) => html`<p class="warn">${warning.text}</p>`),
  );
};

const range = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  formatAmount(low) === formatAmount(high) ? formatAmount(low) : `${formatAmount(low)} to ${formatAmount(high)}`;

const contingency = (plan: PlanSummary): Insert =>
  plan.contingency.length === 0
    ? undefined
    : html`<h3>If one vendor is lost before it answers anything</h3>
        ${htmlTable({
          caption: "What an outage would do",
          columns: [
            { head: "lost" },
            { head: "nowhere to go", kind: "number" },
            { head: `extra cost, ${plan.cost.currency}`, kind: "number" },
            { head: "what would place them", kind: "words" },
          ],
          rows: plan.contingency.map((one) => [one.lost, formatCount(one.stranded), formatAmount(one.extraCost), needs(one.needs)]),
        })}`;

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
