import type { RunDocument, VendorHealth } from "../documents.ts";
import { formatElapsed, formatHours } from "../duration.ts";
import { failoverWords } from "../failover-text.ts";
import { countOf, formatAmount, formatCount } from "../number.ts";
import { timeline } from "./charts.ts";
import { card, htmlTable, named, type Palette } from "./parts.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** What became of the work at every vendor. */
export const runSection = (run: RunDocument, palette: Palette): SafeHtml =>
  card(
    {
      title: "Run",
      lead: `Run ${run.runId}, ${countOf(run.slots.total, "judgment")} wanted, ${formatCount(run.slots.filled)} counted${run.slots.late > 0 ? `, ${formatCount(run.slots.late)} came late and are kept beside` : ""}.`,
    },
    htmlTable({
      caption: "Vendors",
      columns: [
        { head: "vendor" },
        { head: "health" },
        ...["planned", "answered", "open", "in doubt", "refused", "withdrawn", "expired", "late"].map((head) => ({
          head,
          kind: "number" as const,
        })),
        { head: "p50 / p90", kind: "number" },
        { head: `cost, ${run.cost.currency}`, kind: "number" },
        { head: "note", kind: "words" },
      ],
      rows: run.vendors.map((vendor) => [
        named(vendor.vendor, palette(vendor.vendor)),
        health(vendor.health),
        ...[
          vendor.planned,
          vendor.attempts.answered,
          vendor.attempts.open,
          vendor.attempts.inDoubt,
          vendor.attempts.refused,
          vendor.attempts.withdrawn,
          vendor.attempts.expired,
          vendor.attempts.late,
        ].map(formatCount),
        `${formatHours(vendor.turnaroundHours.p50)} / ${formatHours(vendor.turnaroundHours.p90)}`,
        formatAmount(vendor.cost.committed),
        vendor.note ?? "",
      ]),
    }),
    failovers(run),
    run.warnings.map((warning) => html`<p class="warn">${warning}</p>`),
  );

const health = (word: VendorHealth): SafeHtml => {
  switch (word) {
    case "ok":
      return html`<span class="good">ok</span>`;
    case "cooling":
    case "held":
      return html`<span class="warn">${word}</span>`;
    case "out":
      return html`<span class="bad">out</span>`;
    default:
      return word satisfies never;
  }
};

const failovers = (run: RunDocument): Insert => {
  if (run.failovers.length === 0) return undefined;
  const from = Date.parse(run.startedAt);
  const marks = run.failovers.map((failover) => Date.parse(failover.at));
  const to = run.endedAt === undefined ? Math.max(...marks) : Date.parse(run.endedAt);
  return html`<h3>Failovers</h3>
    <figure>
      <figcaption>
        From the start of the run to ${run.endedAt === undefined ? "the last of them" : `its end after ${formatElapsed(to - from)}`}
      </figcaption>
      ${timeline({ from, to, marks })}
    </figure>
    ${htmlTable({
      caption: "What was moved",
      columns: [
        { head: "after", kind: "number" },
        { head: "what became of its work", kind: "words" },
      ],
      rows: run.failovers.map((failover) => [formatElapsed(Date.parse(failover.at) - from), failoverWords(failover)]),
    })}`;
};

/** Most item ids that are written out for one reason. */
const mostIds = 500;

/** Items without a place, gathered by reason, and what would place them; nothing where there are none. */
export const strandedSection = (run: RunDocument): Insert => {
  if (run.stranded.length === 0) return undefined;
  const byReason = new Map<string, string[]>();
  for (const { item, reasons } of run.stranded) {
    const reason = reasons.join("; ");
    const known = byReason.get(reason);
    if (known) known.push(item);
    else byReason.set(reason, [item]);
  }
  const groups = [...byReason].toSorted(([, a], [, b]) => b.length - a.length);
  return card(
    { title: "Without a label", lead: `${countOf(run.stranded.length, "item")} had nowhere to go.`, long: true },
    groups.map(
      ([reason, items]) =>
        html`<details>
          <summary><b>${formatCount(items.length)}</b> ${reason}</summary>
          <p class="ids">
            ${items.slice(0, mostIds).join(", ")}${items.length > mostIds ? ` and ${formatCount(items.length - mostIds)} more` : ""}
          </p>
        </details>`,
    ),
    run.wouldPlace.length === 0
      ? undefined
      : html`<h3>What would place them</h3>
          <ul class="verdicts">
            ${run.wouldPlace.map(({ text, places }) => html`<li>${text}${places < run.stranded.length ? ` (${formatCount(places)} of them)` : ""}</li>`)}
          </ul>`,
  );
};
