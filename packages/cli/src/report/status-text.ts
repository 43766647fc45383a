import { paint } from "./ansi.ts";
import type { ItemDocument, RunDocument, RunVendor } from "./documents.ts";
import { formatElapsed, formatHours } from "./duration.ts";
import { failoverText } from "./failover-text.ts";
import { countOf, formatAmount, formatCount } from "./number.ts";
import { committedWords, dotted, doneWords, doubtLines, inDoubtWords, paidTwiceLines, releaseWords, runTitle } from "./run-words.ts";
import { type Column, table } from "./table.ts";
import { printable } from "./text-width.ts";

/** What `status` says: where the work stands at every vendor, with ages, waits and money. */
export const statusText = (run: RunDocument, { color = false }: { readonly color?: boolean } = {}): string => {
  const { bold } = paint(color);
  return `${[bold(`${runTitle(run)} · ${run.state}`), ...vendorLines(run), summary(run), ...doubtLines(run), ...paidTwiceLines(run), ...decisionLines(run), ...warningLines(run)].join("\n")}\n`;
};

/** Columns that are there only where they say something of someone. */
const occasional: readonly {
  readonly head: string;
  readonly count: (vendor: RunVendor) => number;
  readonly text?: (vendor: RunVendor) => string;
}[] = [
  { head: "open", count: (vendor) => vendor.attempts.open },
  { head: "oldest", count: (vendor) => vendor.attempts.open, text: (vendor) => formatHours(vendor.oldestOpenHours) },
  { head: "in doubt", count: (vendor) => vendor.attempts.inDoubt },
  { head: "refused", count: (vendor) => vendor.attempts.refused },
  { head: "withdrawn", count: (vendor) => vendor.attempts.withdrawn },
  { head: "expired", count: (vendor) => vendor.attempts.expired },
  { head: "late", count: (vendor) => vendor.attempts.late },
];

/** The vendors of a run as an aligned table. */
export const vendorLines = (run: RunDocument): readonly string[] => {
  const extra = occasional.filter(({ count }) => run.vendors.some((vendor) => count(vendor) > 0));
  const right = (head: string): Column => ({ head, align: "right" });
  return table(
    [
      { head: "vendor" },
      { head: "health" },
      right("answered"),
      right("planned"),
      ...extra.map(({ head }) => right(head)),
      { head: "p50 / p90" },
      right(run.cost.currency),
      { head: "" },
    ],
    run.vendors.map((vendor) => [
      vendor.vendor,
      vendor.health,
      formatCount(vendor.attempts.answered),
      formatCount(vendor.planned),
      ...extra.map(({ count, text }) => (text ? text(vendor) : formatCount(count(vendor)))),
      `${formatHours(vendor.turnaroundHours.p50)} / ${formatHours(vendor.turnaroundHours.p90)}`,
      formatAmount(vendor.cost.committed),
      vendor.note ?? "",
    ]),
  );
};

const summary = (run: RunDocument): string => {
  const { items } = run;
  return `  ${dotted([
    doneWords(run),
    items.pending > 0 ? `pending ${formatCount(items.pending)}` : "",
    items.stranded > 0 ? `stranded ${formatCount(items.stranded)}` : "",
    items.quarantined > 0 ? `quarantined ${formatCount(items.quarantined)}` : "",
    run.slots.waiting > 0 ? `not released ${formatCount(run.slots.waiting)}` : "",
    run.slots.added > 0 ? `asked once more ${formatCount(run.slots.added)}` : "",
    run.slots.spared > 0 ? `spared ${formatCount(run.slots.spared)}` : "",
    inDoubtWords(run),
    committedWords(run),
    items.duplicates > 0 ? `${countOf(items.duplicates, "duplicate")} sent once` : "",
  ])}`;
};

/** One line a decision at a gate and one a failover, in the order in which they were made. */
export const decisionLines = (run: RunDocument): readonly string[] =>
  [
    ...run.releases.map((line) => ({
      at: Date.parse(line.at),
      text: `${formatElapsed(Date.parse(line.at) - Date.parse(run.startedAt))} ${releaseWords(line)}`,
    })),
    ...run.failovers.map((failover) => ({ at: Date.parse(failover.at), text: failoverText(failover, run.startedAt) })),
  ]
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => `  ${text}`);

/** One line a warning. */
export const warningLines = (run: RunDocument): readonly string[] => run.warnings.map((warning) => `  ! ${printable(warning)}`);

/** What `status --item` says: one item's history over every attempt; times are since its first event. */
export const itemText = (document: ItemDocument): string => {
  const start = Date.parse(document.events[0]?.at ?? "");
  const lines = table(
    [
      { head: "after", align: "right" },
      { head: "slot", align: "right" },
      { head: "try", align: "right" },
      { head: "vendor" },
      { head: "what" },
      { head: "" },
    ],
    document.events.map((event) => [
      formatElapsed(Date.parse(event.at) - start),
      String(event.slot + 1),
      String(event.epoch + 1),
      event.vendor,
      event.what,
      event.note ?? "",
    ]),
  );
  const began = document.events[0]?.at;
  const head = `${printable(document.item)} · ${document.status}${began === undefined ? " · nothing has been sent" : ` · since ${began}`}`;
  const nowhere =
    document.nowhere.length === 0 ? [] : ["  nowhere to go:", ...document.nowhere.map((reason) => `    ${printable(reason)}`)];
  return `${[head, ...(document.events.length === 0 ? [] : lines), ...nowhere].join("\n")}\n`;
};
