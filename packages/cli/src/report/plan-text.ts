import type { Contingency, Plan, PlannedVendor } from "../core/plan/plan.ts";
import { type Paint, paint } from "./ansi.ts";
import { formatHours } from "./duration.ts";
import { countOf, formatAmount, formatCap, formatCount, formatPrice, formatShare } from "./number.ts";
import { table, tableWidth } from "./table.ts";
import { padTo, printable, textWidth, wrapTo } from "./text-width.ts";

export interface PlanTextOptions {
  readonly color: boolean;
  /** Cells a line may take; default: as many as it needs. */
  readonly columns?: number;
  /** Where the plan was saved. */
  readonly savedAs?: string;
  /** The job file as the person wrote it, for the command that comes next. */
  readonly jobFile?: string;
  /** How the plan is released, where it is not all at once: the judgments of each tranche, by vendor. */
  readonly release?: readonly PlannedRelease[];
  /** The job has begun: this is the plan of what is missing of it. */
  readonly began?: boolean;
}

export interface PlannedRelease {
  readonly vendor: string;
  readonly tranches: readonly number[];
}

/** What `tranche plan` says: who gets what and why, what an outage would do, what it costs; or why there is no plan. */
export const planText = (plan: Plan, options: PlanTextOptions): string => {
  const brush = paint(options.color);
  const parts =
    plan.infeasible === undefined ? feasibleLines(plan, options, brush) : infeasibleLines(plan, plan.infeasible, options, brush);
  return `${parts.join("\n")}\n`;
};

const feasibleLines = (plan: Plan, options: PlanTextOptions, brush: Paint): readonly string[] => [
  ...wrapTo(titleOf(plan), options.columns ?? Infinity, "  "),
  ...(options.began === true && plan.slots === 0 ? ["Nothing of it is missing: what is not answered is at work or has ended"] : []),
  "",
  ...vendorTable(plan, options, brush),
  ...strandedLines(plan, options, brush),
  ...purposeLines(plan, options),
  ...trancheLines(plan, options),
  ...warningLines(plan, options, brush),
  ...(plan.contingency.length === 0
    ? []
    : [
        "",
        "If one vendor is lost before it answers anything",
        ...contingencyLines(plan, options, brush),
        ...onceSentLines(plan, options, brush),
      ]),
  ...twoLines(plan, options, brush),
  ...independenceLines(plan, options),
  "",
  ...lastLines(plan, options),
];

/** What is bought on top of the job itself, at whom, and what that costs. */
const purposeLines = (plan: Plan, { columns = Infinity }: PlanTextOptions): readonly string[] => {
  const of = (purpose: "gold" | "overlap"): string => {
    const parts = plan.vendors.flatMap(({ vendor, slots, purposes }) => {
      const count = purposes?.[purpose] ?? 0;
      return count === 0 ? [] : [`${printable(vendor)} ${formatCount(count)} (${formatShare(count / slots)})`];
    });
    return parts.join(", ");
  };
  const [gold, overlap] = [of("gold"), of("overlap")];
  const lines = [
    ...(gold === "" ? [] : [`  gold, to measure by: ${gold} of each one's judgments`]),
    ...(overlap === "" ? [] : [`  overlap, to compare two owners: ${overlap}`]),
  ];
  return lines.length === 0 ? [] : ["", ...lines.flatMap((line) => wrapTo(line, columns, "    "))];
};

/** What has nowhere to go, and what keeps every vendor from it: only of a job that has begun is anything left over. */
const strandedLines = (plan: Plan, { columns = Infinity }: PlanTextOptions, brush: Paint): readonly string[] => {
  const why = new Map<string, number>();
  for (const { slots, reasons } of plan.stranded) {
    const text = reasons.map((reason) => `${printable(reason.vendor)}: ${printable(reason.text)}`).join("; ");
    why.set(text, (why.get(text) ?? 0) + slots);
  }
  const lines = [...why].map(([text, slots]) => `  ${countOf(slots, "judgment")} ${slots === 1 ? "has" : "have"} nowhere to go: ${text}`);
  return lines.length === 0 ? [] : ["", ...lines.flatMap((line) => wrapTo(line, columns, "    ")).map(brush.yellow)];
};

/** Whether groups go to their vendors as a whole. */
const inGroups = (plan: Plan): boolean => plan.assignment.classes.some(({ group }) => group?.keep === "together");

/** In which parts each vendor is sent its work. */
const trancheLines = (plan: Plan, { release = [], columns = Infinity }: PlanTextOptions): readonly string[] => {
  const size = inGroups(plan) ? "about so much, in whole groups: " : "";
  const parts = release
    .filter(({ tranches }) => tranches.some((count) => count > 0))
    .map(
      ({ vendor, tranches }) =>
        `${printable(vendor)} ${tranches
          .filter((count) => count > 0)
          .map(formatCount)
          .join(", then ")}`,
    );
  return parts.length === 0 ? [] : wrapTo(`  released in parts, each after a gate: ${size}${parts.join("; ")}`, columns, "    ");
};

const titleOf = (plan: Plan): string =>
  [
    printable(plan.job),
    countOf(plan.items, "item"),
    countOf(plan.slots, "judgment"),
    `dataset ${printable(plan.dataset)} (${disclosedSoFar(plan)})`,
  ].join(" · ");

const disclosedSoFar = (plan: Plan): string => {
  const owners = new Map(plan.vendors.map((vendor) => [vendor.owner, vendor.exposure.before]));
  const seen = [...owners].filter(([, before]) => before > 0);
  if (seen.length === 0) return "0 items disclosed so far";
  return `disclosed so far: ${seen.map(([owner, before]) => `${printable(owner)} ${formatCount(before)}`).join(", ")} of ${formatCount(plan.datasetItems)}`;
};

const range = (low: number, high: number): string => {
  const [from, to] = [formatAmount(low), formatAmount(high)];
  return from === to ? from : `${from} to ${to}`;
};

const ready = ({ p50, p90 }: PlannedVendor["turnaroundHours"]): string =>
  p50 === null && p90 === null ? "–" : `${formatHours(p50)} / ${formatHours(p90)}`;

const vendorTable = (plan: Plan, { columns = Infinity }: PlanTextOptions, brush: Paint): readonly string[] => {
  const several = plan.slots !== plan.items;
  const slowest = Math.max(...plan.vendors.map(({ turnaroundHours }) => turnaroundHours.p90 ?? 0));
  const unknown = plan.vendors.some(({ slots, turnaroundHours }) => slots > 0 && turnaroundHours.p90 === null);
  const right = (head: string): { readonly head: string; readonly align: "right" } => ({ head, align: "right" });
  const facts = table(
    [
      { head: "vendor" },
      { head: "owner" },
      right("items"),
      ...(several ? [right("judgments")] : []),
      right("share"),
      right("cap"),
      { head: `cost ${plan.cost.currency}` },
      { head: "ready in p50 / p90" },
    ],
    [
      ...plan.vendors.map((vendor) => [
        vendor.vendor,
        vendor.owner,
        formatCount(vendor.items),
        ...(several ? [formatCount(vendor.slots)] : []),
        vendor.items === 0 ? "–" : formatShare(vendor.share),
        vendor.cap >= 1 ? "none" : formatCap(vendor.cap),
        vendor.slots === 0 ? "–" : range(vendor.cost.low, vendor.cost.high),
        ready(vendor.turnaroundHours),
      ]),
      [
        "total",
        "",
        formatCount(plan.items),
        ...(several ? [formatCount(plan.slots)] : []),
        "",
        "",
        range(plan.cost.low, plan.cost.high),
        slowest === 0 ? "–" : `${formatHours(slowest)} at p90${unknown ? ", as far as known" : ""}`,
      ],
    ],
    { gap: 3 },
  );
  const lowest =
    formatAmount(plan.cost.lowerBound) === formatAmount(plan.cost.low)
      ? `lowest possible under these limits: ${formatAmount(plan.cost.low)}`
      : `lowest possible under these limits: ${formatAmount(plan.cost.lowerBound)}, and ${formatAmount(plan.cost.low - plan.cost.lowerBound)} for whole ${inGroups(plan) ? "groups" : "items"}`;
  const whys = ["why", ...plan.vendors.map(({ why }) => why.map(({ text }) => printable(text)).join("; ")), lowest];
  return beside(facts, whys, columns).map((line, index, all) =>
    index === 0 ? brush.dim(line) : index === all.length - 1 ? brush.bold(line) : line,
  );
};

/** Puts a last column beside a table where there is room for it, else under each line. */
const beside = (lines: readonly string[], texts: readonly string[], columns: number): readonly string[] => {
  const width = tableWidth(lines) + 3;
  const fits = texts.every((text) => width + textWidth(text) <= columns);
  return lines.flatMap((line, index) => {
    const text = texts[index] ?? "";
    if (text === "") return [line];
    if (fits) return [`${line}${" ".repeat(width - textWidth(line))}${text}`];
    return index === 0 ? [line] : [line, ...wrapTo(`      ${text}`, columns, "      ")];
  });
};

const warningLines = (plan: Plan, { columns = Infinity }: PlanTextOptions, brush: Paint): readonly string[] =>
  plan.warnings.length === 0
    ? []
    : ["", ...plan.warnings.flatMap(({ text }) => wrapTo(`  ! ${printable(text)}`, columns, "    ").map(brush.yellow))];

const contingencyLines = (plan: Plan, { columns = Infinity }: PlanTextOptions, brush: Paint): readonly string[] => {
  const what = plan.slots === plan.items ? "item" : "judgment";
  const counts = plan.contingency.map(({ stranded }) => formatCount(stranded));
  const width = Math.max(...counts.map(textWidth));
  const facts = table(
    [{ head: "" }, { head: "" }],
    plan.contingency.map(({ lost, stranded }, index) => [
      lost,
      stranded === 0
        ? "everything finds another place"
        : `${padTo(counts[index] ?? "", width, "right")} ${stranded === 1 ? `${what} has` : `${what}s have`} nowhere to go`,
    ]),
    { gap: 4 },
  );
  const start = tableWidth(facts) + 4;
  return facts.flatMap((line, index) => {
    const contingency = plan.contingency[index];
    if (contingency === undefined) return [line];
    const colored = contingency.stranded === 0 ? line : brush.yellow(line);
    const text = wayOut(contingency, plan.cost.currency);
    if (start + textWidth(text) <= columns) return [`${colored}${" ".repeat(start - textWidth(line))}${text}`];
    return [colored, ...wrapTo(`      ${text}`, columns, "      ")];
  });
};

/** Where a loss leaves more without a place once everything is sent: what is sent cannot be moved, and stays shown and paid for. */
const onceSentLines = (plan: Plan, { columns = Infinity }: PlanTextOptions, brush: Paint): readonly string[] => {
  const worse = plan.contingency.flatMap(({ lost, stranded, strandedOnceSent = 0 }) =>
    strandedOnceSent > stranded ? [`${printable(lost)} ${formatCount(strandedOnceSent)}`] : [],
  );
  if (worse.length === 0) return [];
  const what = plan.slots === plan.items ? "items" : "judgments";
  const text = `  once all is sent, which cannot be taken back and stays paid for, more ${what} would have nowhere to go: ${worse.join(", ")}`;
  return wrapTo(text, columns, "    ").map(brush.yellow);
};

/** At most so many pairs of vendors are printed; the document has them all. */
const mostPairs = 5;

/** The losses of two vendors at once that leave the most without a place. */
const twoLines = (plan: Plan, { columns = Infinity }: PlanTextOptions, brush: Paint): readonly string[] => {
  const pairs = plan.contingencyOfTwo ?? [];
  if (pairs.length === 0) return [];
  const worst = pairs.filter(({ stranded }) => stranded > 0).toSorted((a, b) => b.stranded - a.stranded);
  if (worst.length === 0) return ["", "Whichever two vendors are lost at once, everything finds another place"];
  const what = plan.slots === plan.items ? "item" : "judgment";
  const lines = worst
    .slice(0, mostPairs)
    .map(
      ({ lost: [a, b], stranded }) =>
        `  ${a} and ${b}: ${formatCount(stranded)} ${stranded === 1 ? `${what} has` : `${what}s have`} nowhere to go`,
    );
  const left = worst.length - lines.length;
  return [
    "",
    "If two vendors are lost at once",
    ...lines.flatMap((line) => wrapTo(line, columns, "    ")).map(brush.yellow),
    ...(left === 0
      ? []
      : [`  and ${countOf(left, "more pair")} that ${left === 1 ? "leaves" : "leave"} something without a place (--json has them)`]),
  ];
};

/** What it would cost, in money and exposure, to keep an item's judgments more or less independent. */
const independenceLines = (plan: Plan, { columns = Infinity }: PlanTextOptions): readonly string[] => {
  const lines = plan.independence ?? [];
  if (lines.length === 0) return [];
  const facts = table(
    [{ head: "" }, { head: "" }, { head: "" }, { head: "" }],
    lines.map(({ independent, present, cost, disclosures, largestShare }) =>
      cost === null
        ? [independent, "no plan", "", ""]
        : [
            independent,
            `${plan.cost.currency} ${range(cost.low, cost.high)}`,
            `${countOf(disclosures ?? 0, "disclosure")}, largest share ${formatShare(largestShare ?? 0)}`,
            present ? "now" : "",
          ],
    ),
    { gap: 3 },
  );
  return ["", "Independent judgments of an item: what each choice costs", ...facts.flatMap((line) => wrapTo(line, columns, "      "))];
};

/** `, 20 h later`; nothing where nobody knows or it is the same. */
const later = (hours: number | undefined): string =>
  hours === undefined || hours === 0 ? "" : `, ${formatHours(Math.abs(hours))} ${hours > 0 ? "later" : "earlier"}`;

const wayOut = ({ extraCost, delayHours, needs }: Contingency, currency: string): string => {
  if (needs === null) return `at ${difference(extraCost, currency)}${later(delayHours)}`;
  switch (needs.by) {
    case "max-share":
      return needs.maxShare >= 1
        ? `without a cap all would have a place, at ${difference(needs.extraCost, currency)}`
        : `a cap of ${formatCap(needs.maxShare)} would place them all, at ${difference(needs.extraCost, currency)}`;
    case "vendor":
      return `one more vendor with room for ${formatCount(needs.room)} would take them`;
    case "nothing-known":
      return needs.text;
    default:
      return needs satisfies never;
  }
};

/** `+ USD 1,214`, `− USD 1,290`, `no extra cost`. */
const difference = (amount: number, currency: string): string =>
  amount === 0 ? "no extra cost" : `${amount > 0 ? "+" : "−"} ${formatPrice(Math.abs(amount), currency)}`;

const lastLines = (plan: Plan, { savedAs, jobFile, began = false, columns = Infinity }: PlanTextOptions): readonly string[] => {
  const sent = `${began ? "Planning sends nothing" : "Nothing has been sent"}. Plan ${plan.hash.slice(0, 8)}${savedAs === undefined ? "" : ` → ${printable(savedAs)}`}`;
  if (jobFile === undefined) return [sent];
  const next = `next: tranche run ${printable(jobFile)}${savedAs === undefined ? "" : ` --plan ${printable(savedAs)}`}`;
  const line = `${sent}      ${next}`;
  return textWidth(line) <= columns ? [line] : [sent, next];
};

const infeasibleLines = (
  plan: Plan,
  { because, wouldHelp }: NonNullable<Plan["infeasible"]>,
  { columns = Infinity }: PlanTextOptions,
  brush: Paint,
): readonly string[] => [
  ...wrapTo(`No plan meets these limits: ${printable(because[0]?.text ?? "no place was found")}.`, columns, "  ").map(brush.red),
  ...because.slice(1).flatMap(({ text }) => wrapTo(`  ${printable(text)}`, columns, "    ")),
  ...(wouldHelp.length === 0
    ? ["  no single change that was tried would do"]
    : [
        wouldHelp.length === 1 ? "  this would do, and was checked:" : "  any one of these would do, each checked:",
        ...wouldHelp.flatMap(({ text }) => wrapTo(`    ${printable(text)}`, columns, "      ")),
      ]),
  ...warningLines({ ...plan, warnings: plan.warnings.filter(({ code }) => code !== "no-cap") }, { color: false, columns }, brush),
  "Nothing has been sent.",
];
