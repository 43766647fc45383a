import type { CostRange } from "../core/plan/plan.ts";
import { paint } from "./ansi.ts";
import type { ExplainDocument, PlannedExplanation, StartedExplanation } from "./documents.ts";
import { formatAmounts, formatCount } from "./number.ts";
import { padTo, printable, textWidth, wrapTo } from "./text-width.ts";

/** What `explain` says: where the item goes, and a line a vendor with what decided. */
export const explainText = (
  document: ExplainDocument,
  { color = false, columns = Infinity }: { readonly color?: boolean; readonly columns?: number } = {},
): string => {
  const brush = paint(color);
  const rows: readonly Line[] = document.from === "plan" ? document.vendors.map(plannedLine) : document.vendors.map(startedLine);
  const width = Math.max(0, ...rows.map(({ vendor }) => textWidth(printable(vendor))));
  return `${[
    ...wrapTo(`${printable(document.item)} → ${destination(document)}`, columns, "  ").map(brush.bold),
    ...(document.sharesAnswerOf === undefined
      ? []
      : wrapTo(
          `  it repeats the visible content of ${printable(document.sharesAnswerOf)}, is not sent, and shares its answer`,
          columns,
          "  ",
        )),
    ...rows.flatMap(({ vendor, text }) =>
      wrapTo(`  ${padTo(printable(vendor), width)}   ${printable(text)}`, columns, " ".repeat(width + 5)),
    ),
    ...wrapTo(lastLine(document), columns, "  ").map(brush.dim),
  ].join("\n")}\n`;
};

interface Line {
  readonly vendor: string;
  readonly text: string;
}

const destination = (document: ExplainDocument): string => {
  const going =
    document.from === "plan"
      ? document.vendors.flatMap((one) => (one.is === "chosen" ? [one.slots === 1 ? one.vendor : `${one.vendor} (${one.slots})`] : []))
      : document.slots.flatMap(({ state, vendor }) => (vendor === undefined ? [] : [`${vendor} (${stateWord(state)})`]));
  const without =
    document.from === "plan"
      ? document.nowhere
      : document.slots.filter(({ vendor, state }) => vendor === undefined && state !== "spared").length;
  if (going.length === 0) return document.from === "store" && document.status === "quarantined" ? "nowhere: quarantined" : "nowhere";
  return `${going.map(printable).join(", ")}${without === 0 ? "" : `, and ${without} more nowhere`}`;
};

const stateWords: Readonly<Record<string, string>> = {
  filled: "answered",
  live: "at work",
  pending: "to be sent",
  waiting: "waits for its release",
};
const stateWord = (state: string): string => stateWords[state] ?? state;

const price = (cost: CostRange): string => `${cost.currency} ${formatAmounts(cost)}`;

type NotChosen = Exclude<PlannedExplanation["vendors"][number], { readonly is: "chosen" }>;

const notChosen = (one: Pick<NotChosen, "is" | "reason"> & Partial<NotChosen>): string => {
  const { reason } = one;
  if (!("price" in one) || one.price === undefined || reason.code === "no-plan") return reason.text;
  if (one.is !== "full") return `allowed, ${price(one.price)}: ${reason.text}`;
  const extra = one.extraCostMicros ?? null;
  if (extra === null) return `${price(one.price)}, but ${reason.text}`;
  if (extra === 0) return `the same price (${price(one.price)}), but ${reason.text}`;
  return extra < 0 ? `cheaper (${price(one.price)}), but ${reason.text}` : `dearer (${price(one.price)}), and ${reason.text}`;
};

const plannedLine = (one: PlannedExplanation["vendors"][number]): Line => {
  if (one.is !== "chosen") return { vendor: one.vendor, text: notChosen(one) };
  const place = `place ${formatCount(one.place.at)} of its ${formatCount(one.place.of)}`;
  return { vendor: one.vendor, text: [`${price(one.price)}, ${place}`, ...one.reasons.map(({ text }) => text)].join("; ") };
};

const startedLine = (one: StartedExplanation["vendors"][number]): Line => {
  const history = one.attempts.map(({ state, note }) => (note === undefined ? state : `${state} (${note})`)).join(", then ");
  const parts = [
    one.is === "holder" ? price(one.price) : notChosen(one),
    ...(one.bar === undefined ? [] : [`not asked again: ${one.bar}`]),
    ...(history === "" ? [] : [`so far: ${history}`]),
    ...(one.seen && one.attempts.length === 0 ? ["its owner has seen it already"] : []),
  ];
  return { vendor: one.vendor, text: parts.join("; ") };
};

const lastLine = (document: ExplainDocument): string => {
  if (document.from === "plan")
    return document.because === undefined
      ? `Nothing has been sent. Plan ${document.plan.slice(0, 8)}`
      : `No plan meets the limits: ${document.because.map(printable).join("; ")}.`;
  const reasons = [
    ...new Set(document.slots.flatMap(({ vendor, reason }) => (vendor === undefined && reason !== undefined ? reason.split("\n") : []))),
  ];
  return reasons.length === 0
    ? `${document.job} has begun: this is what its store says now.`
    : `When it was last planned again: ${reasons.map(printable).join("; ")}.`;
};
