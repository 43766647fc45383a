import type { FrontierPoint } from "../core/plan/index.ts";
import { paint } from "./ansi.ts";
import { formatHours } from "./duration.ts";
import { formatAmounts, formatCap, formatCount, formatPrice, formatShare } from "./number.ts";
import { table } from "./table.ts";
import { wrapTo } from "./text-width.ts";

/** What `tranche plan --frontier` adds to the plan: cost and time under other caps, tightest first, the present one marked. */
export const frontierText = (
  frontier: readonly FrontierPoint[],
  { color = false, columns = Infinity }: { readonly color?: boolean; readonly columns?: number } = {},
): string => {
  const brush = paint(color);
  if (frontier.length === 0) return "Under no cap at all is there a plan: the limits in the way are others.\n";
  const nowhere = frontier.some((point) => point.nowhere > 0);
  const right = (head: string): { readonly head: string; readonly align: "right" } => ({ head, align: "right" });
  const lines = table(
    [
      right("cap"),
      right("largest share"),
      { head: `cost ${frontier[0]?.cost.currency ?? ""}` },
      { head: "ready at p90" },
      ...(nowhere ? [right("no place")] : []),
      right("no place if one is lost"),
      { head: "" },
    ],
    frontier.map((point) => [
      capWord(point),
      formatShare(point.largestShare),
      costRangeWord(point),
      formatHours(point.p90Hours),
      ...(nowhere ? [formatCount(point.nowhere)] : []),
      formatCount(point.strandedIfLost),
      point.present ? "now" : "",
    ]),
    { gap: 3 },
  );
  return `${[
    ...wrapTo(headline(frontier), columns, "  "),
    ...lines.map((line, index) => (index === 0 ? brush.dim(line) : frontier[index - 1]?.present === true ? brush.bold(line) : line)),
  ].join("\n")}\n`;
};

/** A cap as it was written; `none` where everything may go to one owner. */
export const capWord = ({ maxShare }: Pick<FrontierPoint, "maxShare">): string => (maxShare >= 1 ? "none" : formatCap(maxShare));

/** `1,562 to 1,882`, or one amount where the price is exact. */
export const costRangeWord = ({ cost }: Pick<FrontierPoint, "cost">): string => formatAmounts(cost);

/** What the whole range comes to, in a sentence. */
export const headline = (frontier: readonly FrontierPoint[]): string => {
  const [first, last] = [frontier[0], frontier.at(-1)];
  if (first === undefined || last === undefined) return "";
  if (first === last)
    return `The price of privacy: ${capWord(first) === "none" ? "no cap" : `a cap of ${capWord(first)}`} is the only one there is a plan for.`;
  const saved = first.cost.low - last.cost.low;
  const tightest = `The tightest cap with a plan is ${capWord(first)}`;
  if (first.nowhere > last.nowhere)
    return `The price of privacy: under ${capWord(first)} ${formatCount(first.nowhere)} judgments have no place, without a cap ${formatCount(last.nowhere)}.`;
  if (saved === 0) return `The price of privacy: nothing. ${tightest}, at the price of having none.`;
  const change = `${formatPrice(Math.abs(saved), last.cost.currency)} ${saved > 0 ? "more" : "less"} than having none`;
  return `The price of privacy. ${tightest}, at ${change}.`;
};
