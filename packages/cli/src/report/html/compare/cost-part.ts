import type { VendorFigures } from "../../../core/compare/comparison.ts";
import { formatAmount } from "../../number.ts";
import { type ChartRow, rowsChart } from "../charts/rows-chart.ts";
import { roundTicks, tickWords } from "../charts/ticks.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

type Measure = readonly [word: string, of: (vendor: VendorFigures) => number | null];

const measures: readonly Measure[] = [
  ["an answer", ({ cost }) => cost.perAnswer],
  ["a usable one", ({ cost }) => cost.perAccepted],
  ["a right one", ({ cost }) => cost.perRight],
];

/** What an answer costs at each vendor, what a usable one does, and a right one where that is known. */
export const costPart = ({ comparison: { vendors }, palette, paint }: CompareDrawing): Insert => {
  const priced = vendors.filter(({ cost }) => cost.perAnswer !== null);
  const currency = priced[0]?.cost.currency ?? "";
  const amounts = priced.flatMap((vendor) => measures.flatMap(([, of]) => of(vendor) ?? []));
  const most = Math.max(0, ...amounts);
  if (most <= 0) return undefined;
  const ticks = roundTicks(most);
  const chart = rowsChart({
    id: "cost",
    title: `Cost in ${currency}`,
    description: priced
      .map(
        (vendor) =>
          `${vendor.vendor}: ${measures.flatMap(([word, of]) => (of(vendor) === null ? [] : [`${formatAmount(of(vendor) ?? 0)} ${word}`])).join(", ")}.`,
      )
      .join(" "),
    min: 0,
    max: Math.max(...ticks),
    ticks,
    word: tickWords(ticks),
    rows: priced.flatMap((vendor): readonly ChartRow[] =>
      measures
        .flatMap(([word, of]) => {
          const amount = of(vendor);
          return amount === null ? [] : [{ word, amount }];
        })
        .map(({ word, amount }, index) => ({
          name: index === 0 ? vendor.vendor : "",
          text: `${formatAmount(amount)} ${word}`,
          parts: [{ kind: "bar", from: 0, to: amount, colour: palette(vendor.vendor).colour, pale: index > 0 }],
        })),
    ),
  });
  return html`<h3>Cost</h3>
    ${picture({
      caption: `Cost in ${currency}. What failed, was thrown away or belongs to no single answer is in it.`,
      chart,
      paint,
      table: htmlTable({
        caption: `Cost, ${currency}`,
        columns: [
          { head: "vendor" },
          ...["an answer", "a usable one", "a right one", "in all"].map((head) => ({ head, kind: "number" as const })),
        ],
        rows: priced.map((vendor) => [
          vendor.vendor,
          ...measures.map(([, of]) => amountOf(of(vendor))),
          html`${formatAmount(vendor.cost.total)}${vendor.cost.final < vendor.cost.total ? html` <small>${formatAmount(vendor.cost.final)} final</small>` : undefined}`,
        ]),
      }),
    })}`;
};

/** An amount, or a dash where it is not known. */
export const amountOf = (value: number | null): string => (value === null ? "–" : formatAmount(value));
