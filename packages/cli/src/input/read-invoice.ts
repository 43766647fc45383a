import { nearest } from "@tranche/sdk";
import type { InvoiceLine } from "../core/compare/index.ts";
import { readCsvRows } from "./csv-rows.ts";
import type { NamedFile } from "./load-job.ts";
import { UserError } from "./problem.ts";
import { createProblemList } from "./problem-list.ts";
import { readBlocks } from "./read-blocks.ts";

/** The columns an invoice is read by. `currency` may be missing: then every line is in the currency of the jobs, or says its own beside the amount. */
export interface InvoiceColumns {
  readonly ref: string;
  readonly amount: string;
  readonly currency?: string;
}

const usual = {
  ref: ["ref", "reference", "task_id", "task", "unit_id", "unit", "submission_id", "assignment_id", "entry_id", "external_id", "id"],
  amount: ["amount", "cost", "price", "charge", "total", "line_total", "net", "fee"],
  currency: ["currency", "cur", "ccy"],
} as const;

export interface ReadInvoiceOptions {
  readonly file: NamedFile;
  /** As typed: `ref=Task,amount=Net`; what it leaves out is found by its usual names. */
  readonly columns?: string;
  readonly currency: string;
}

/** Reads a vendor's invoice, CSV with a header. Throws a UserError with every line that is wrong, and where a column cannot be found. */
export const readInvoice = async ({ file, columns, currency }: ReadInvoiceOptions): Promise<readonly InvoiceLine[]> => {
  const { path, shownAs } = file;
  const problems = createProblemList(shownAs);
  const bad = new Set<number>();
  const blocks = readBlocks({
    source: { from: "file", path },
    shownAs,
    onBadLine: (line) => {
      bad.add(line);
      problems.add({ line, message: "is not UTF-8" });
    },
  });
  const asked = columns === undefined ? {} : typedColumns(columns);
  const lines: InvoiceLine[] = [];
  let found: InvoiceColumns | undefined;
  for await (const rows of readCsvRows({ blocks, problems, isBad: (line) => bad.has(line), columns: [] })) {
    for (const { line, record } of rows) {
      found ??= findColumns(Object.keys(record), asked, shownAs);
      const text = (name: string | undefined): string => (name === undefined ? "" : String(record[name] ?? "").trim());
      const amount = parseAmount(text(found.amount));
      if (amount === undefined) {
        problems.add({
          line,
          message: `${found.amount} is not an amount: ${JSON.stringify(text(found.amount))}`,
          hint: "write it as 0.08, 1,234.50, 0.08 USD or -0.08",
        });
        continue;
      }
      const ref = text(found.ref);
      const named = text(found.currency).toUpperCase();
      lines.push({
        line,
        ref: ref === "" ? undefined : ref,
        micros: amount.micros,
        currency: amount.currency ?? (named === "" ? currency : named),
        decimals: amount.decimals,
      });
    }
  }
  problems.throwIfAny();
  if (lines.length === 0)
    throw new UserError(2, [{ file: shownAs, message: "there are no lines in it", hint: "the first line names the columns" }]);
  return lines;
};

const typedColumns = (text: string): Partial<InvoiceColumns> => {
  const columns: { ref?: string; amount?: string; currency?: string } = {};
  for (const part of text.split(",")) {
    const [, name = "", column = ""] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    if (name !== "ref" && name !== "amount" && name !== "currency")
      throw new UserError(2, [
        {
          path: "--columns",
          message: `"${part.trim()}" is not understood`,
          hint: "write it as in ref=task_id,amount=cost,currency=currency",
        },
      ]);
    columns[name] = column;
  }
  return columns;
};

/** A name as people vary it: `Task ID`, `task-id` and `task_id` are one. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s-]+/g, "_");

const findColumns = (header: readonly string[], asked: Partial<InvoiceColumns>, file: string): InvoiceColumns => {
  const pick = (what: keyof typeof usual): string | undefined => {
    const typed = asked[what];
    if (typed === undefined) return usual[what].flatMap((name) => header.filter((column) => plain(column) === name))[0];
    const exact = header.find((column) => column === typed) ?? header.find((column) => plain(column) === plain(typed));
    if (exact !== undefined) return exact;
    const meant = nearest(typed, header);
    throw new UserError(2, [
      {
        file,
        line: 1,
        message: `there is no column "${typed}" (--columns ${what}=${typed})`,
        hint: meant === undefined ? `there are ${header.map((column) => `"${column}"`).join(", ")}` : `did you mean "${meant}"?`,
      },
    ]);
  };
  const [ref, amount, currency] = [pick("ref"), pick("amount"), pick("currency")];
  if (ref === undefined || amount === undefined)
    throw new UserError(2, [
      {
        file,
        line: 1,
        message: `no column tells ${ref === undefined ? "what is billed" : "how much is billed"}: there are ${header.map((column) => `"${column}"`).join(", ")}`,
        hint: `say which: --columns ${ref === undefined ? "ref=…" : `ref=${ref}`},amount=${amount ?? "…"}`,
      },
    ]);
  return { ref, amount, ...(currency === undefined ? {} : { currency }) };
};

/** `0.08`, `1,234.50`, `(0.08)` and `-0.08` for credits, with a currency before or behind it or none. Never goes through floating point. */
export const parseAmount = (
  text: string,
): { readonly micros: number; readonly decimals: number; readonly currency?: string } | undefined => {
  const found = /^(?:([A-Z]{3})\s*)?(\()?([-−])?\s*[$€£]?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,6}))?\)?(?:\s*([A-Z]{3}))?$/.exec(
    text.trim(),
  );
  if (!found) return undefined;
  const [, before, bracket, sign, whole = "0", fraction = "", behind] = found;
  const micros = Number(whole.replaceAll(",", "")) * 1_000_000 + Number(fraction.padEnd(6, "0"));
  const currency = before ?? behind;
  return {
    micros: (bracket ?? sign) === undefined ? micros : -micros,
    decimals: fraction.length,
    ...(currency === undefined ? {} : { currency }),
  };
};
