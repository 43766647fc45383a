import { type Paint, paint } from "./ansi.ts";
import { bar } from "./bar.ts";
import type { RunDocument, RunVendor } from "./documents.ts";
import { formatElapsed, formatRemaining } from "./duration.ts";
import { failoverText } from "./failover-text.ts";
import { formatCount, formatPrice } from "./number.ts";
import { type ProgressHistory, remainingMs } from "./progress.ts";
import { committedWords, dotted, doneWords, healthWord, inDoubtWords, runTitle, vendorShare } from "./run-words.ts";
import { cutTo, padTo, printable, textWidth, wrapTo } from "./text-width.ts";

export interface PanelFacts {
  readonly run: RunDocument;
  /** For the time that is left; see `noteProgress`. */
  readonly history?: ProgressHistory;
}

export interface PanelStyle {
  /** No line is wider. */
  readonly columns: number;
  readonly color: boolean;
  readonly elapsedMs: number;
}

/** Failovers that stay in sight; the count of earlier ones is said. */
const mostFailovers = 3;

/**
 * The live panel of a run: a title, a bar a vendor, a line of totals, the latest failovers. On narrow terminals bars
 * shrink, then money and open work go, then the bars; texts wrap.
 */
export const panelLines = ({ run, history = [] }: PanelFacts, { columns, color, elapsedMs }: PanelStyle): readonly string[] => {
  const brush = paint(color);
  const left = remainingMs(run, history);
  const totals = dotted([
    doneWords(run),
    inDoubtWords(run),
    committedWords(run),
    run.items.stranded > 0 ? `${formatCount(run.items.stranded)} with nowhere to go` : "",
    left === undefined ? "" : `${formatRemaining(left)} left`,
  ]);
  const earlier = run.failovers.length - mostFailovers;
  return [
    brush.bold(cutTo(dotted([runTitle(run), formatElapsed(elapsedMs)]), columns)),
    ...vendorRows(run, columns, brush),
    ...wrapTo(`  ${totals}`, columns, "  "),
    ...(earlier > 0 ? [cutTo(`${formatCount(earlier)} earlier ${earlier === 1 ? "failover" : "failovers"}`, columns)] : []),
    ...run.failovers
      .slice(-mostFailovers)
      .flatMap((failover) => wrapTo(failoverText(failover, run.startedAt), columns, "  "))
      .map(brush.yellow),
  ];
};

/** The longest word for health. */
const healthCells = "cooling".length;

/** What can be shown of the vendors at a width, best first. */
const layouts = [
  { bar: 20, aside: "all" },
  { bar: 10, aside: "all" },
  { bar: 20, aside: "open" },
  { bar: 10, aside: "open" },
  { bar: 10, aside: "none" },
  { bar: 0, aside: "none" },
] as const;

type Layout = (typeof layouts)[number];

const vendorRows = (run: RunDocument, columns: number, brush: Paint): readonly string[] => {
  const parts = run.vendors.map((vendor) => ({
    name: printable(vendor.vendor),
    count: `${formatCount(vendor.attempts.answered)} / ${formatCount(vendor.planned)}`,
    vendor,
  }));
  const names = Math.max(0, ...parts.map((part) => textWidth(part.name)));
  const counts = Math.max(0, ...parts.map((part) => textWidth(part.count)));
  const opens = Math.max(0, ...parts.map((part) => textWidth(openWords(part.vendor))));
  const room = (layout: Layout): number => 2 + names + 2 + (layout.bar > 0 ? layout.bar + 2 : 0) + counts + 3 + healthCells;
  const widthOf = (layout: Layout): number =>
    room(layout) + Math.max(0, ...parts.map(({ vendor }) => asideCells(aside(vendor, layout, opens))));
  const layout = layouts.find((one) => widthOf(one) <= columns) ?? layouts[layouts.length - 1] ?? { bar: 0, aside: "none" };
  return parts.map(({ name, count, vendor }) => {
    const bars = layout.bar > 0 ? `${bar(vendorShare(vendor), layout.bar)}  ` : "";
    const front = cutTo(`  ${padTo(name, names)}  ${bars}${padTo(count, counts, "right")}   `, columns);
    const room = columns - textWidth(front);
    const rest = cutTo(
      aside(vendor, layout, opens)
        .map((text) => `  ${text}`)
        .join(""),
      room - healthCells,
    );
    const health = cutTo(rest === "" ? vendor.health : padTo(vendor.health, healthCells), room);
    return `${front}${healthWord(vendor.health, health, brush)}${rest}`.trimEnd();
  });
};

const asideCells = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + 2 + textWidth(text), 0);

const openWords = (vendor: RunVendor): string => `${formatCount(vendor.attempts.open)} open`;

/** A vendor in trouble says why; the others what is open and what it has cost. */
const aside = (vendor: RunVendor, layout: Layout, opens: number): readonly string[] => {
  if (layout.aside === "none") return [];
  const note = vendor.note === undefined ? [] : [printable(vendor.note)];
  if (vendor.health !== "ok" && vendor.health !== "waiting" && note.length > 0) return note;
  const open = padTo(openWords(vendor), opens, "right");
  return layout.aside === "open" ? [open] : [open, formatPrice(vendor.cost.committed, vendor.cost.currency), ...note];
};
