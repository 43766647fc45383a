import type { Argv } from "yargs";
import { auditRecords } from "../store/sqlite/facts/audit-records.ts";
import { verifyChain } from "../trust/verify-chain.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { withStore } from "./opened-job.ts";

export interface AuditOptions extends CommonOptions {
  readonly what: "verify" | "export";
  readonly head?: string;
}

/** `tranche audit verify|export`: checks the chain of disclosures, or writes it out, a JSON line a record. */
export const registerAudit = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "audit <what>",
    "verify: check the chain of disclosures; export: write it out",
    (command) =>
      command
        .positional("what", { choices: ["verify", "export"] as const, demandOption: true, describe: "verify or export" })
        .option("head", {
          type: "string",
          requiresArg: true,
          describe: "with verify: the head that was kept elsewhere, so that a cut-off end is seen, too",
        }),
    async (args) => done(await runAudit(args as unknown as AuditOptions, context)),
  );

/** 0: every record follows from the one before it; 5: one does not, and is named. */
export const runAudit = (options: AuditOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async ({ store }) => {
    if (options.what === "export") {
      for (const { fingerprint, chain, at, ...record } of auditRecords(store.database))
        context.stdout(
          `${JSON.stringify({ ...record, at: new Date(at).toISOString(), fingerprint: hex(fingerprint), chain: hex(chain) })}\n`,
        );
      return 0;
    }
    const report = verifyChain(auditRecords(store.database), options.head);
    if (options.json) context.stdout(`${JSON.stringify(report)}\n`);
    else if (report.ok)
      context.stdout(`${report.records.toLocaleString("en-US")} disclosures, each follows from the one before it\nhead ${report.head}\n`);
    else context.stdout(`${report.firstBad?.why ?? "the chain is broken"}\nrecords before it hold, up to head ${report.head}\n`);
    return report.ok ? 0 : 5;
  });

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
