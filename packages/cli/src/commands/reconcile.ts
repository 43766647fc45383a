import { resolve } from "node:path";
import { nearest } from "@tranche/sdk";
import type { Argv } from "yargs";
import { reconcile } from "../core/compare/index.ts";
import { readInvoice } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import { reconcileDocument, reconcileText } from "../report/index.ts";
import { billableUnits } from "../store/sqlite/facts/billable-units.ts";
import { oneCurrency } from "./compare.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { findJob, withStore } from "./opened-job.ts";

export interface ReconcileOptions extends CommonOptions {
  readonly invoice: string;
  readonly vendor: string;
  readonly job?: string;
  readonly columns?: string;
  readonly from?: string;
  readonly to?: string;
}

/** `tranche reconcile <invoice.csv> --vendor V`: an invoice held against what was delivered; 5 where something differs. */
export const registerReconcile = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "reconcile <invoice>",
    "hold a vendor's invoice against what was delivered",
    (command) =>
      command
        .positional("invoice", {
          type: "string",
          demandOption: true,
          describe: "CSV with a header: what is billed, how much, in which currency",
        })
        .option("vendor", { type: "string", demandOption: true, requiresArg: true, describe: "whose invoice it is" })
        .option("job", { type: "string", requiresArg: true, describe: "only this job; default: all" })
        .option("columns", { type: "string", requiresArg: true, describe: "as in ref=task_id,amount=cost,currency=currency" })
        .option("from", { type: "string", requiresArg: true, describe: "first day the invoice is about, as in 2026-11-01" })
        .option("to", { type: "string", requiresArg: true, describe: "last day the invoice is about" }),
    async (args) => done(await runReconcile(args as unknown as ReconcileOptions, context)),
  );

const dayMs = 86_400_000;

export const runReconcile = (options: ReconcileOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async ({ workspace, store }) => {
    const { vendor } = options;
    const vendors = Object.keys(workspace.config.vendors);
    if (!vendors.includes(vendor)) {
      const meant = nearest(vendor, vendors);
      throw new UserError(2, [
        {
          path: "--vendor",
          message: `there is no vendor called ${vendor} in ${workspace.configFile}`,
          hint: meant === undefined ? `it has ${vendors.join(", ")}` : `did you mean ${meant}?`,
        },
      ]);
    }
    const from = dayOf("--from", options.from);
    const to = dayOf("--to", options.to);
    const records = options.job === undefined ? await store.listJobs() : [await findJob(store, options.job, context.cwd)];
    const currency = oneCurrency(records);
    const lines = await readInvoice({
      file: { path: resolve(context.cwd, options.invoice), shownAs: options.invoice },
      currency,
      ...(options.columns === undefined ? {} : { columns: options.columns }),
    });
    const units = billableUnits(store.database, {
      vendor,
      jobs: records.map(({ job }) => job),
      named: new Set(lines.flatMap(({ ref }) => (ref === undefined ? [] : [ref]))),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to: to + dayMs }),
    });
    const document = reconcileDocument(
      { vendor, invoice: options.invoice, jobs: records.map(({ job }) => job), currency },
      reconcile({ currency, lines, units }),
    );
    context.stdout(options.json ? `${JSON.stringify(document)}\n` : reconcileText(document));
    return document.ok ? 0 : 5;
  });

const dayOf = (path: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new UserError(2, [{ path, message: `${text} is not a day`, hint: "write it as in 2026-11-01 (UTC)" }]);
  return at;
};
