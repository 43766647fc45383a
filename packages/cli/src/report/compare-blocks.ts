import type { CostParts, VendorFigures } from "../core/compare/index.ts";
import { bar } from "./bar.ts";
import type { CompareDocument } from "./documents.ts";
import { formatHours, formatHoursRange } from "./duration.ts";
import { wordsOfFlag } from "./flag-words.ts";
import { countOf, formatAmount, formatCount, formatNumber, formatPrice, formatShare } from "./number.ts";
import { table, tableWidth } from "./table.ts";
import { printable, wrapTo } from "./text-width.ts";

/** Where the money went, a bar a vendor, and what is owed if everything stops now. Nothing where nothing was spent. */
export const moneyBlock = (document: CompareDocument, columns: number): readonly string[] => {
  const spent = document.vendors.filter(({ cost }) => partsOf(cost.parts).length > 0);
  const most = Math.max(0, ...spent.map(({ cost }) => cost.total));
  if (most <= 0) return [];
  const rows = spent.map(({ vendor, cost }) => [
    vendor,
    formatPrice(cost.total, cost.currency),
    bar(cost.total / most, 12),
    partsOf(cost.parts)
      .map(([part, amount]) => `${part} ${formatAmount(amount)}`)
      .join(", "),
  ]);
  const { owed, estimate, currency } = document.cost;
  const range =
    owed.low === owed.high ? formatPrice(owed.low, currency) : `${formatPrice(owed.low, currency)} to ${formatAmount(owed.high)}`;
  const expected =
    estimate === null
      ? ""
      : `; what is paid for was expected to cost ${formatAmount(estimate.low)}${estimate.high > estimate.low ? ` to ${formatAmount(estimate.high)}` : ""}, and came to ${formatAmount(estimate.actual)}`;
  return [
    "where the money went",
    ...fitting(rows, columns),
    ...wrapTo(`If everything stops now, ${range} is owed in all${expected}.`, columns, "  "),
  ];
};

const partWords: Readonly<Record<keyof CostParts, string>> = {
  answers: "answers",
  gold: "gold",
  overlap: "overlap",
  late: "late extras",
  rejected: "thrown away",
  failed: "no answer",
  open: "open",
  overhead: "no item",
};

const partsOf = (parts: CostParts): readonly (readonly [word: string, amount: number])[] =>
  (Object.keys(partWords) as (keyof CostParts)[]).flatMap((part) => (parts[part] === 0 ? [] : [[partWords[part], parts[part]] as const]));

/** When answers come, a bar an hour. Nothing before the second answer. */
export const hoursBlock = ({ vendors }: CompareDocument, columns: number): readonly string[] => {
  const timed = vendors.filter(({ throughput }) => throughput.perDay !== null);
  if (timed.length === 0) return [];
  const rows = timed.map(({ vendor, throughput }) => [vendor, sparks(throughput.byHourUtc), `${rate(throughput.perDay ?? 0)} a day`]);
  return ["answers by hour of the day, UTC, from midnight on", ...fitting(rows, columns)];
};

const rate = (perDay: number): string => formatNumber(perDay, perDay < 10 ? 1 : 0);

const heights = "▁▂▃▄▅▆▇█";

/** One character a number, the tallest for the largest; a dot for none. */
const sparks = (counts: readonly number[]): string => {
  const most = Math.max(1, ...counts);
  return counts.map((count) => (count === 0 ? "·" : (heights[Math.min(7, Math.floor((count / most) * 8))] ?? "█"))).join("");
};

/** What the numbers say about all vendors together: whether turnaround differs at all, how far they agree, how often gold was seen. */
export const overallLines = (
  { turnaroundTest, agreement, goldViews, multiple, vendors, pairs }: CompareDocument,
  columns: number,
): readonly string[] => {
  const lines: string[] = [];
  if (turnaroundTest !== null && vendors.length > 1)
    lines.push(
      turnaroundTest.p < 0.05
        ? `Turnaround differs between these vendors (log-rank, ${probability(turnaroundTest.p)}).`
        : `Turnaround is not shown to differ between these vendors (log-rank, ${probability(turnaroundTest.p)}).`,
    );
  if (agreement !== null)
    lines.push(
      `Agreement between vendors beyond chance: alpha ${formatNumber(agreement.alpha, 2)} (${formatNumber(agreement.low, 2)} to ${formatNumber(agreement.high, 2)}) over ${countOf(agreement.items, "item")}.`,
    );
  if (multiple.tests > 1)
    lines.push(`${formatCount(multiple.tests)} pairs are many questions: a verdict allows for the other ones (Holm).`);
  const known = new Set(vendors.filter(({ quality }) => quality.known.seen > 0).map(({ vendor }) => vendor));
  if (pairs.some(({ a, b, quality }) => quality.basis === "none" && quality.support === null && known.has(a) && known.has(b)))
    lines.push("Vendors with known answers that share no items can be compared each on its own: --basis weighted.");
  for (const { vendor, quality } of vendors)
    for (const { since, rate: share } of quality.drift?.alerts.slice(0, 1) ?? [])
      lines.push(
        `${printable(vendor)} seems to have got worse about ${since.slice(0, 16).replace("T", " ")} UTC: ${formatShare(quality.drift?.before ?? 0, 0)} right before, ${formatShare(share, 0)} then.`,
      );
  for (const { owner, items, views, most, shared } of goldViews.filter((one) => one.most > 1 || one.shared > 0))
    lines.push(
      `${printable(owner)} was shown ${countOf(items, "gold item")} ${formatCount(views)} times, one of them ${formatCount(most)} times${shared > 0 ? `; ${formatCount(shared)} at more than one of its vendors, which are no independent scores` : ""}.`,
    );
  return lines.flatMap((line) => wrapTo(line, columns, "  "));
};

const probability = (p: number): string => (p < 0.001 ? "p < 0.001" : `p = ${formatNumber(p, 3)}`);

/** Most workers of all vendors that are named; the others are in `--json`. */
const mostNamed = 8;

/** Named workers who are worth a look, and why. Nothing where nobody is. */
export const workersBlock = ({ vendors, workerTest }: CompareDocument, columns: number): readonly string[] => {
  const all = vendors
    .flatMap(({ vendor, quality }) => quality.flagged.map((one) => ({ vendor, ...one })))
    .toSorted((a, b) => b.answers - a.answers);
  if (all.length === 0) return [];
  const rows = all
    .slice(0, mostNamed)
    .map(({ vendor, worker, answers, confirmed, flags }) => [
      `${worker} (${vendor})`,
      confirmed === null ? countOf(answers, "answer") : `${formatShare(confirmed.rate, 0)} of ${formatCount(answers)} confirmed`,
      flags.map((flag) => wordsOfFlag[flag]).join("; "),
    ]);
  const more = all.length > mostNamed ? `, those with most answers first; ${formatCount(all.length - mostNamed)} more with --json` : "";
  const rates =
    workerTest !== null && all.some(({ flags }) => flags.includes("held"))
      ? wrapTo(
          `The sequential test tells ${formatShare(workerTest.good, 0)} confirmed from ${formatShare(workerTest.bad, 0)}: of those who are as good as all are, it fails about ${formatShare(workerTest.falseHold, 0)}.`,
          columns,
          "  ",
        )
      : [];
  return [`${countOf(all.length, "worker")} worth a look${more}`, ...fitting(rows, columns), ...rates];
};

/** The same vendors job by job. */
export const historyBlock = ({ history = [], cost }: CompareDocument, columns: number): readonly string[] => {
  if (history.length === 0) return [];
  const rows = history.map((row) => [
    row.at.slice(0, 10),
    row.job,
    row.vendor,
    `${formatCount(row.answered)} of ${formatCount(row.slots)}`,
    row.p50Hours === null ? "–" : formatHours(row.p50Hours),
    row.costPerAnswer === null ? "–" : formatPrice(row.costPerAnswer, cost.currency),
    row.right === null ? "–" : `${formatShare(row.right)} (${formatCount(row.seen)})`,
    formatHoursRange({ at: row.p50Hours, low: row.low50, high: row.high50 }),
  ]);
  const heads = ["began", "job", "vendor", "answered", "p50", "per answer", "right", "p50 between"];
  return ["job by job", ...fitting(rows, columns, heads)];
};

/** A table without its last columns, as many as it takes to fit. */
const fitting = (rows: readonly (readonly string[])[], columns: number, heads: readonly string[] = []): readonly string[] => {
  let width = Math.max(0, ...rows.map((row) => row.length));
  const drawn = (): readonly string[] =>
    table(
      Array.from({ length: width }, (_, index) => ({ head: heads[index] ?? "" })),
      rows.map((row) => row.slice(0, width)),
    );
  let lines = drawn();
  while (width > 1 && tableWidth(lines) > columns) {
    width -= 1;
    lines = drawn();
  }
  return lines;
};

/** `0.091–0.098`: what the share right leaves of the price of a right answer. */
export const rightPriceRange = ({ cost }: VendorFigures): string =>
  cost.lowRight === null || cost.highRight === null ? "" : `${formatAmount(cost.lowRight)}–${formatAmount(cost.highRight)}`;
