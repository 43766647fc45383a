import type { Paint } from "./ansi.ts";
import type { ReleaseLine, RunDocument, RunVendor, RunHealth } from "./documents.ts";
import { countOf, formatAmount, formatCount, formatPrice } from "./number.ts";
import { printable } from "./text-width.ts";

/** Painted by how much it matters. */
export const healthWord = (health: RunHealth, text: string, paint: Paint): string => {
  switch (health) {
    case "ok":
    case "waiting":
      return paint.green(text);
    case "cooling":
    case "held":
      return paint.yellow(text);
    case "out":
      return paint.red(text);
    default:
      return health satisfies never;
  }
};

/** `USD 391 of 2,000 committed` */
export const committedWords = ({ cost }: RunDocument): string =>
  `${cost.currency} ${formatAmount(cost.committed)}${cost.cap === null ? "" : ` of ${formatAmount(cost.cap)}`} committed`;

/** `in doubt 3 (asking surge)`, or nothing. */
export const inDoubtWords = ({ slots, vendors }: RunDocument): string => {
  if (slots.inDoubt === 0) return "";
  const asked = vendors.filter((vendor) => vendor.attempts.inDoubt > 0).map((vendor) => printable(vendor.vendor));
  return `in doubt ${formatCount(slots.inDoubt)}${asked.length > 0 ? ` (asking ${asked.join(", ")})` : ""}`;
};

const DOUBTS_SHOWN = 5;

/** Which items are in doubt, and the way out of it; nothing where none is. */
export const doubtLines = ({ doubts = [], slots }: RunDocument): readonly string[] => {
  if (doubts.length === 0) return [];
  const shown = doubts
    .slice(0, DOUBTS_SHOWN)
    .map(({ item, vendor, since }) => `    ${printable(item)} at ${printable(vendor)} since ${since}`);
  const more = slots.inDoubt - shown.length;
  return [
    `  in doubt: looked for by every run; where the vendor cannot say, decide with: tranche resolve ${printable(doubts[0]?.item ?? "")} --as … --dry-run`,
    ...shown,
    ...(more > 0 ? [`    and ${formatCount(more)} more`] : []),
  ];
};

/** `paid twice: 3 items, USD 0.24, because …`, and what may yet follow; nothing where there is neither. */
export const paidTwiceLines = ({ paidTwice, cost }: RunDocument): readonly string[] => {
  if (paidTwice === undefined) return [];
  const { items, because, mayFollow } = paidTwice;
  const amount = (micros: number): string => formatPrice(micros, cost.currency);
  return [
    ...(items > 0
      ? [`  paid twice: ${countOf(items, "item")}, ${amount(paidTwice.cost)}, because ${because.map(printable).join("; ")}`]
      : []),
    ...(mayFollow.items > 0
      ? [`  given up and may still be answered and billed: ${countOf(mayFollow.items, "item")}, ${amount(mayFollow.cost)}`]
      : []),
  ];
};

/** `done 2,408 of 5,160` */
export const doneWords = ({ items }: RunDocument): string => `done ${formatCount(items.done)} of ${formatCount(items.total)}`;

/** `support-intent · run 12 · plan 7f3a91c2` */
export const runTitle = (run: RunDocument): string => `${printable(run.job)} · run ${printable(run.runId)} · plan ${run.plan.slice(0, 8)}`;

/** What a vendor has answered of what it was to answer. */
export const vendorShare = (vendor: RunVendor): number => (vendor.planned === 0 ? 0 : vendor.attempts.answered / vendor.planned);

/** The parts that say something, with ` · ` between them. */
export const dotted = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" · ");

/** What was decided at a vendor's gate, and why. */
export const releaseWords = ({ vendor, decision, tranche, because }: ReleaseLine): string => {
  const what = decision === "hold" ? "held at the gate" : decision === "begin" ? "begins" : `released tranche ${tranche}`;
  return `${printable(vendor)} ${what}: ${printable(because)}`;
};
