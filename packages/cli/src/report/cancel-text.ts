import { formatHours } from "./duration.ts";
import { countOf, formatCount, formatPrice } from "./number.ts";
import { table } from "./table.ts";
import { printable } from "./text-width.ts";

/** What `cancel` says. */
export interface CancelDocument {
  readonly job: string;
  /** `cancelled` also where it was before; `would-be` after a dry run, or where a person said no. */
  readonly is: "cancelled" | "would-be";
  readonly at: string | null;
  readonly why: string;
  /** Whether a run goes on that ends it; else it is ended. */
  readonly running: boolean;
  readonly vendors: readonly CancelVendor[];
  /** Units that a vendor did not give back, and why. */
  readonly kept: readonly { readonly item: string; readonly vendor: string; readonly why: string }[];
  /** Until when late answers are collected. */
  readonly lateUntil: string | null;
  /** As long as that is from the cancellation. */
  readonly lateHours: number;
}

export interface CancelVendor {
  readonly vendor: string;
  readonly unsent: number;
  readonly open: number;
  readonly inDoubt: number;
  readonly givenUp: number;
  readonly withdrawn: number;
  /** The smallest thing it gives back. */
  readonly takesBack: "item" | "batch" | "project" | "engagement" | "none";
  /** What may still be billed of it. */
  readonly owed: { readonly amount: number; readonly currency: string };
}

const takesBackWords: Readonly<Record<CancelVendor["takesBack"], string>> = {
  item: "gives back single items",
  batch: "gives back whole batches",
  project: "gives back the whole project",
  engagement: "gives back the whole engagement",
  none: "gives nothing back",
};

const KEPT_SHOWN = 10;

/** What is owed, what was given back, and what was not. */
export const cancelText = (document: CancelDocument, jobFile: string): string => {
  const { job, is, at, why, running, vendors, kept, lateUntil, lateHours } = document;
  const right = (head: string): { head: string; align: "right" } => ({ head, align: "right" });
  const rows = table(
    [
      { head: "vendor" },
      right("not sent"),
      right("open"),
      right("in doubt"),
      right("given up"),
      right("withdrawn"),
      right("may be billed"),
      { head: "" },
    ],
    vendors.map((vendor) => [
      vendor.vendor,
      formatCount(vendor.unsent),
      formatCount(vendor.open),
      formatCount(vendor.inDoubt),
      formatCount(vendor.givenUp),
      formatCount(vendor.withdrawn),
      formatPrice(vendor.owed.amount, vendor.owed.currency),
      takesBackWords[vendor.takesBack],
    ]),
  );
  const name = printable(job);
  const head =
    is === "would-be"
      ? `${name} would be cancelled; nothing was done`
      : `${name} is cancelled since ${at ?? "now"} (${printable(why)})${running ? "; the run that is going on ends it" : ""}`;
  const late =
    is === "would-be"
      ? `Answers that come within ${formatHours(lateHours)} of it are kept`
      : `Answers that come until ${lateUntil ?? ""} are kept; collect them with: tranche run ${jobFile}`;
  return `${[head, ...rows, ...keptLines(kept), late].join("\n")}\n`;
};

const keptLines = (kept: CancelDocument["kept"]): readonly string[] => {
  if (kept.length === 0) return [];
  const shown = kept
    .slice(0, KEPT_SHOWN)
    .map(({ item, vendor, why }) => `    ${printable(item)} at ${printable(vendor)}: ${printable(why)}`);
  const more = kept.length - shown.length;
  return [
    `  ${countOf(kept.length, "judgment")} ${kept.length === 1 ? "was" : "were"} not given back:`,
    ...shown,
    ...(more > 0 ? [`    and ${formatCount(more)} more, each in tranche cancel --json`] : []),
  ];
};
