import type { RunDocument, RunHealth } from "../documents.ts";
import { formatElapsed, formatHours } from "../duration.ts";
import { failoverWords } from "../failover-text.ts";
import { countOf, formatAmount, formatCount } from "../number.ts";
import { lanesChart } from "./charts/lanes-chart.ts";
import type { Painter } from "./charts/painter.ts";
import { named, type Palette } from "./palette.ts";
import { card, htmlTable } from "./parts.ts";
import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** What became of the work at every vendor. */
export const runSection = (run: RunDocument, palette: Palette, paint: Painter): SafeHtml =>
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
    failovers(run, palette, paint),
    run.warnings.map((warning) => html`<p class="warn">${warning}</p>`),
  );

const health = (word: RunHealth): SafeHtml => {
  switch (word) {
    case "ok":
    case "waiting":
      return html`<span class="good">${word}</span>`;
    case "cooling":
    case "held":
      return html`<span class="warn">${word}</span>`;
    case "out":
      return html`<span class="bad">out</span>`;
    default:
      return word satisfies never;
  }
};

const failovers = (run: RunDocument, palette: Palette, paint: Painter): Insert => {
  if (run.failovers.length === 0) return undefined;
  const start = Date.parse(run.startedAt);
  const since = (time: string): number => Date.parse(time) - start;
  const until = Math.max(...run.failovers.map(({ at }) => since(at)), run.endedAt === undefined ? 0 : since(run.endedAt));
  const lane = (vendor: string): number => run.vendors.findIndex((one) => one.vendor === vendor);
  const chart = lanesChart({
    id: "failovers",
    title: "Failovers",
    description: run.failovers.map((failover) => `After ${formatElapsed(since(failover.at))}: ${failoverWords(failover)}.`).join(" "),
    lanes: run.vendors.map(({ vendor, health: word }) => ({
      name: vendor,
      colour: palette(vendor).colour,
      // One that is back works on: only the loss itself is marked.
      lost:
        word === "out"
          ? run.failovers
              .filter(({ from }) => from === vendor)
              .map(({ at }) => since(at))
              .slice(-1)
          : [],
    })),
    moves: run.failovers
      .filter(({ from }) => lane(from) >= 0)
      .map(({ at, from, to, slots, stranded }) => ({
        at: since(at),
        from: lane(from),
        to: Object.entries(to)
          .filter(([vendor, count]) => count > 0 && lane(vendor) >= 0)
          .map(([vendor, count]) => ({ lane: lane(vendor), text: `+ ${formatCount(count)}` })),
        text: `${formatCount(slots)} missing${stranded > 0 ? `, ${formatCount(stranded)} stranded` : ""}`,
      })),
    until,
    ticks: [0, until],
    word: (ms) => formatElapsed(ms),
  });
  return html`<h3>Failovers</h3>
    <figure>
      <figcaption>
        From the start of the run to ${run.endedAt === undefined ? "the last of them" : "its end"}: a cross is a vendor that was lost,
        arrows lead to the vendors that took over what was missing.
      </figcaption>
      ${paint(chart)}
    </figure>
    ${htmlTable({
      caption: "What was moved",
      columns: [
        { head: "after", kind: "number" },
        { head: "what became of its work", kind: "words" },
      ],
      rows: run.failovers.map((failover) => [formatElapsed(since(failover.at)), failoverWords(failover)]),
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
