import type { Difference, Reconciliation } from "../core/compare/index.ts";
import { countOf, formatCount, formatNumber, formatPrice } from "./number.ts";
import { table } from "./table.ts";
import { printable } from "./text-width.ts";

/** What `reconcile` says. Amounts are decimals of `currency`; a difference is what was billed less what should have been. */
export interface ReconcileDocument {
  readonly ok: boolean;
  readonly vendor: string;
  readonly invoice: string;
  readonly jobs: readonly string[];
  readonly lines: number;
  /** Pieces of work, or entries, that were billed as they should be. */
  readonly agreed: number;
  readonly billed: number;
  readonly expected: number;
  readonly currency: string;
  /** Lines that name nothing that was delivered: fees, minimums, credits. */
  readonly unnamed: { readonly lines: readonly number[]; readonly amount: number };
  readonly differences: readonly ReconcileDifference[];
}

export interface ReconcileDifference {
  readonly kind: Difference["kind"];
  readonly ref: string | null;
  readonly job: string | null;
  readonly item: string | null;
  /** Of the invoice; empty where it is not on it. */
  readonly lines: readonly number[];
  readonly amount: number;
  readonly currency: string;
  readonly expected: number | null;
  readonly billed: number | null;
  /** What we know of it: `withdrawn`, `accepted` (still open), `unknown` (not ours) …; null where that says nothing. */
  readonly state: string | null;
}

export const reconcileDocument = (
  about: Pick<ReconcileDocument, "vendor" | "invoice" | "jobs" | "currency">,
  found: Reconciliation,
): ReconcileDocument => ({
  ok: found.differences.length === 0,
  ...about,
  lines: found.lines,
  agreed: found.agreed,
  billed: found.billed / 1e6,
  expected: found.expected / 1e6,
  unnamed: { lines: found.unnamed.lines, amount: found.unnamed.micros / 1e6 },
  differences: found.differences.map((one) => ({
    kind: one.kind,
    ref: one.ref ?? null,
    job: "job" in one ? one.job : null,
    item: "item" in one ? one.item : null,
    lines: "lines" in one ? one.lines : [],
    amount: one.micros / 1e6,
    currency: one.kind === "other currency" ? one.currency : about.currency,
    expected: one.kind === "wrong price" ? one.expected / 1e6 : null,
    billed: one.kind === "wrong price" ? one.billed / 1e6 : null,
    state: "state" in one ? one.state : null,
  })),
});

const mostShown = 20;

/** The answer first, then what differs by kind, the first of each kind in full. */
export const reconcileText = (document: ReconcileDocument): string => {
  const { vendor, invoice, lines, agreed, billed, expected, currency, unnamed, differences, ok } = document;
  const sums = `billed ${billPrice(billed, currency)}, expected ${billPrice(expected, currency)}, ${countOf(agreed, "piece")} agreed`;
  const head = `${printable(vendor)}: ${printable(invoice)} (${countOf(lines, "line")}) ${
    ok ? "is what was delivered" : `differs in ${countOf(differences.length, "thing")}`
  }: ${sums}`;
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  const blocks = kinds.map((kind) => {
    const own = differences.filter((one) => one.kind === kind);
    const rows = own.slice(0, mostShown).map((one) => [one.ref ?? "–", one.item ?? "", signed(one.amount, one.currency), whereAndWhy(one)]);
    const left = own.length - rows.length;
    return [
      `${kind}: ${formatCount(own.length)}${kind === "other currency" ? "" : `, ${signed(sum(own), currency)}`}`,
      ...table([{ head: "ref" }, { head: "item" }, { head: "difference", align: "right" }, { head: "" }], rows),
      ...(left > 0 ? [`  and ${formatCount(left)} more (--json lists them all)`] : []),
    ].join("\n");
  });
  const fees =
    unnamed.lines.length === 0
      ? []
      : [
          `Not tied to anything delivered, and not judged: ${countOf(unnamed.lines.length, "line")}, ${billPrice(unnamed.amount, currency)}.`,
        ];
  return `${[head, ...blocks, ...fees].join("\n\n")}\n`;
};

const sum = (differences: readonly ReconcileDifference[]): number =>
  differences.reduce((total, { amount }) => total + Math.round(amount * 1e6), 0) / 1e6;

/** Of a bill cents count, however large it is: nothing is rounded to whole amounts, or lines would not add up to their sum. */
const billPrice = (amount: number, currency: string): string =>
  Math.abs(amount) >= 1000 && !Number.isInteger(amount) ? `${currency} ${formatNumber(amount, 2)}` : formatPrice(amount, currency);

const signed = (amount: number, currency: string): string => `${amount > 0 ? "+ " : ""}${billPrice(amount, currency)}`;

const whereAndWhy = ({ lines, state, expected, billed, currency }: ReconcileDifference): string => {
  const where =
    lines.length === 0 ? "" : `${lines.length === 1 ? "line" : "lines"} ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? ", …" : ""}`;
  const why =
    expected !== null && billed !== null
      ? `${billPrice(billed, currency)} instead of ${billPrice(expected, currency)}`
      : state === null
        ? ""
        : (stateWords[state] ?? state);
  return [where, why].filter((part) => part !== "").join(": ");
};

const stateWords: Readonly<Record<string, string>> = {
  accepted: "still open",
  expired: "given up, never answered",
  returned: "given back",
  unknown: "nothing we ever sent",
};
