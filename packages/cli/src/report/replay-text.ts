import type { FigureInterval, PolicyFigures, WhatIfFigures } from "../core/compare/index.ts";
import { paint } from "./ansi.ts";
import type { CompareStyle } from "./compare-text.ts";
import { formatHours, formatHoursRange } from "./duration.ts";
import { countOf, formatNumber, formatPrice, formatShare } from "./number.ts";
import { table } from "./table.ts";
import { printable, wrapTo } from "./text-width.ts";

/** The answer to `--what-if`: both policies side by side with what they rest on, or what keeps it from being told. */
export const replayText = (
  found: WhatIfFigures,
  currency: string,
  { color = false, columns = Number.POSITIVE_INFINITY }: CompareStyle = {},
): string => {
  const { bold } = paint(color);
  const moved = found.shares
    .filter(({ was, would }) => Math.abs(was - would) > 5e-4)
    .map(({ vendor, was, would }) => `${printable(vendor)} ${formatShare(was, 0)} → ${formatShare(would, 0)}`);
  const head = bold(`What if ${printable(found.policy)}? ${moved.length === 0 ? "Nothing would have gone elsewhere." : moved.join(", ")}`);
  const warnings = found.warnings.flatMap((warning) => wrapTo(printable(warning), columns, "  "));
  if (!found.supported || found.would === null) {
    const because = found.because.flatMap((reason) => wrapTo(`  ${printable(reason)}`, columns, "    "));
    const out = wrapTo("A share for it in a job of its own, or overlap, is what would tell.", columns, "  ");
    return `${[...wrapTo(head, columns, "  "), "It cannot be told from what was tried:", ...because, ...out, ...warnings].join("\n")}\n`;
  }
  const rows = figureRows(found.was, found.would, currency);
  const effective = found.effective ?? 0;
  const basis = `From ${countOf(found.decisions, "decision")} that the plan's lottery made, worth about ${formatNumber(effective, 0)} under the other policy. Failover is not in it.`;
  return `${[
    ...wrapTo(head, columns, "  "),
    "",
    ...table([{ head: "" }, { head: "as it was" }, { head: "" }, { head: "under it" }, { head: "" }], rows, { indent: 0, gap: 2 }),
    "",
    ...wrapTo(basis, columns, "  "),
    ...warnings,
  ].join("\n")}\n`;
};

const figureRows = (was: PolicyFigures | null, would: PolicyFigures, currency: string): readonly (readonly string[])[] => {
  const price = (value: number): string => formatPrice(value, currency);
  const percent = (value: number): string => formatShare(value);
  const money = (figure: FigureInterval | null | undefined): readonly string[] =>
    cells(figure, price, (value) => price(value).replace(`${currency} `, ""));
  const share = (figure: FigureInterval | null | undefined): readonly string[] =>
    cells(figure, percent, (value) => formatNumber(value * 100, 0));
  const time = (policy: PolicyFigures | null, at: "p50" | "p90"): readonly string[] => {
    const hours = policy?.turnaroundHours;
    const figure = hours?.[at] ?? null;
    if (hours === undefined) return ["–", ""];
    return [
      figure === null ? "not yet" : formatHours(figure),
      formatHoursRange({ at: figure, low: at === "p50" ? hours.low50 : hours.low90, high: at === "p50" ? hours.high50 : hours.high90 }),
    ];
  };
  return [
    ["cost per answer", ...money(was?.costPerAnswer), ...money(would.costPerAnswer)],
    ["right", ...share(was?.right), ...share(would.right)],
    ["turnaround p50", ...time(was, "p50"), ...time(would, "p50")],
    ["           p90", ...time(was, "p90"), ...time(would, "p90")],
  ];
};

const cells = (
  figure: FigureInterval | null | undefined,
  of: (value: number) => string,
  limit: (value: number) => string,
): readonly string[] => (figure == null ? ["–", ""] : [of(figure.at), `${limit(figure.low)}–${limit(figure.high)}`]);
