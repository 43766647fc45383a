import { paint } from "./ansi.ts";
import type { RunDocument } from "./documents.ts";
import { formatElapsed } from "./duration.ts";
import { countOf, formatCount, formatPrice } from "./number.ts";
import { dotted, paidTwiceLines } from "./run-words.ts";
import { decisionLines, vendorLines, warningLines } from "./status-text.ts";
import { table } from "./table.ts";
import { printable } from "./text-width.ts";

export interface RunEndStyle {
  readonly color?: boolean;
  /** The job file as the person named it, for the line that says how to go on. */
  readonly jobFile: string;
}

/** The last words of `run`: what became of the job, and the way on from here. */
export const runEndText = (run: RunDocument, style: RunEndStyle): string => `${lines(run, style).join("\n")}\n`;

/** After Ctrl-C. */
export const stoppedText = (jobFile: string): string => `stopped; nothing in doubt is forgotten. Go on with: tranche run ${jobFile}\n`;

const lines = (run: RunDocument, { color = false, jobFile }: RunEndStyle): readonly string[] => {
  const { bold, green, yellow } = paint(color);
  const job = printable(run.job);
  const { items } = run;
  switch (run.state) {
    case "complete":
      return [
        green(
          bold(
            `${job} is complete: ${formatCount(items.done)} of ${countOf(items.total, "item")} ${items.total === 1 ? "has" : "have"} a label`,
          ),
        ),
        ...vendorLines(run),
        ...decisionLines(run),
        ...paidTwiceLines(run),
        ...warningLines(run),
        `  ${dotted([took(run), spent(run), late(run), items.duplicates > 0 ? `${countOf(items.duplicates, "duplicate")} sent once` : ""])}`,
        `next: tranche results ${jobFile}  ·  tranche compare`,
      ];
    case "incomplete":
      return [
        yellow(bold(`${job} ended with ${formatCount(items.total - items.done)} of ${countOf(items.total, "item")} without a label`)),
        ...withoutLabel(run),
        ...wayOut(run),
        ...gateHint(run, jobFile),
        ...decisionLines(run),
        ...paidTwiceLines(run),
        ...warningLines(run),
        `  ${dotted([took(run), spent(run), late(run)])}`,
      ];
    case "cancelled":
      return [
        yellow(
          bold(
            `${job} is cancelled: ${formatCount(items.done)} of ${countOf(items.total, "item")} ${items.done === 1 ? "has" : "have"} a label`,
          ),
        ),
        ...vendorLines(run),
        ...paidTwiceLines(run),
        `  ${dotted([spent(run), late(run)])}`,
      ];
    case "running":
      return [
        bold(`${job} goes on: ${formatCount(items.done)} of ${countOf(items.total, "item")} ${items.done === 1 ? "has" : "have"} a label`),
        ...vendorLines(run),
        ...decisionLines(run),
        ...warningLines(run),
        `go on with: tranche run ${jobFile}`,
      ];
    default:
      return run.state satisfies never;
  }
};

/** Items without a label, gathered by reason, the most frequent reason first. */
const withoutLabel = (run: RunDocument): readonly string[] => {
  const byReason = new Map<string, number>();
  for (const { reasons } of run.stranded) {
    const reason = reasons.join("; ");
    byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  }
  const rows = [...byReason].toSorted(([, a], [, b]) => b - a).map(([reason, count]) => [formatCount(count), reason]);
  const unnamed = run.items.stranded + run.items.quarantined - run.stranded.length;
  if (unnamed > 0) rows.push([formatCount(unnamed), "more, each with its reasons in tranche status --json"]);
  if (run.items.pending > 0) rows.push([formatCount(run.items.pending), waiting(run)]);
  return table([{ head: "", align: "right" }, { head: "" }], rows);
};

const waiting = (run: RunDocument): string => {
  const open = run.vendors
    .filter((vendor) => vendor.attempts.open > 0)
    .map((vendor) => `${vendor.vendor} ${formatCount(vendor.attempts.open)}`);
  return open.length > 0 ? `still pending, open at ${open.join(", ")}` : "still pending, not sent";
};

/** Changes that place all of them come first, side by side; those that place some say how many. */
const wayOut = (run: RunDocument): readonly string[] => {
  if (run.wouldPlace.length === 0) return [];
  const words = run.wouldPlace
    .toSorted((a, b) => b.places - a.places)
    .map(({ text, places }) => (places >= run.stranded.length ? printable(text) : `${printable(text)} (${formatCount(places)} of them)`));
  return [`  what would place them:  ${words.join("  ·  ")}`];
};

/** Who got no more because its gate stayed shut: a person may open it. */
const gateHint = (run: RunDocument, jobFile: string): readonly string[] => {
  const last = new Map(run.releases.map(({ vendor, decision }) => [vendor, decision]));
  const held = [...last].flatMap(([vendor, decision]) => (decision === "hold" ? [printable(vendor)] : []));
  const [first] = held;
  if (first === undefined) return [];
  const others = held.length === 1 ? "" : ` (likewise ${held.slice(1).join(", ")})`;
  return [`  a gate that stayed shut is opened by hand: tranche release ${first}${others}, then tranche run ${jobFile}`];
};

const took = (run: RunDocument): string =>
  run.endedAt === undefined ? "" : `took ${formatElapsed(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`;

const spent = ({ cost }: RunDocument): string =>
  cost.settled === cost.committed
    ? `cost ${formatPrice(cost.settled, cost.currency)}`
    : `cost ${formatPrice(cost.committed, cost.currency)}, of which ${formatPrice(cost.settled, cost.currency)} is settled`;

const late = ({ slots }: RunDocument): string => (slots.late > 0 ? `${countOf(slots.late, "late answer")} kept beside` : "");
