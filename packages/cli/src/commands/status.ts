import type { Argv } from "yargs";
import { statusText, withConflicts } from "../report/index.ts";
import { itemText } from "../report/index.ts";
import { itemFacts } from "../store/sqlite/facts/item-facts.ts";
import { runFacts } from "../store/sqlite/facts/run-facts.ts";
import { UserError } from "../input/problem.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { findJob, jobOf, withStore } from "./opened-job.ts";
import { watchRun } from "./run-watch.ts";

export interface StatusOptions extends CommonOptions {
  readonly job?: string;
  readonly watch: boolean;
  readonly item?: string;
}

/** `tranche status [job]`: where a job stands, from the store alone; safe while it runs. */
export const registerStatus = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "status [job]",
    "where a job stands, vendor by vendor",
    (command) =>
      command
        .positional("job", { type: "string", describe: "job file or name; default: the latest" })
        .option("watch", { alias: "w", type: "boolean", default: false, describe: "keep showing it until Ctrl-C" })
        .option("item", { type: "string", requiresArg: true, describe: "one item's history over every attempt" }),
    async (args) => done(await runStatus(args as unknown as StatusOptions, context)),
  );

export const runStatus = (options: StatusOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async ({ workspace, store }) => {
    const record = await findJob(store, options.job, context.cwd);
    const job = jobOf(record);
    if (options.item !== undefined) {
      const document = itemFacts(store.database, { job: record.job, item: options.item });
      if (document === undefined)
        throw new UserError(2, [{ message: `${record.job} has no item ${options.item}`, hint: "ids are those of the items file" }]);
      context.stdout(options.json ? `${JSON.stringify(document)}\n` : itemText(document));
      return 0;
    }
    const { owners: stakes, rules } = workspace.config;
    const read = (strandedAtMost?: number): ReturnType<typeof runFacts> => {
      const now = Date.now();
      const document = runFacts(store.database, {
        job: record.job,
        vendors: Object.values(workspace.config.vendors)
          .filter(({ name }) => job.vendors === undefined || job.vendors.includes(name))
          .map(({ name, owner }) => ({ vendor: name, owner })),
        ...(job.budget === undefined ? {} : { budgetMicros: job.budget.total.micros }),
        timeScale: workspace.config.timeScale,
        now,
        ...(strandedAtMost === undefined ? {} : { strandedAtMost }),
      });
      const question = { deny: job.policy.deny, rules: { stakes, conflictPerMillion: rules.conflictPerMillion }, now };
      return document === undefined ? undefined : withConflicts(document, question);
    };
    if (options.watch) {
      const watch = watchRun({ context, options, read: () => read(0) });
      await new Promise<void>((resolve) =>
        context.signal.aborted ? resolve() : context.signal.addEventListener("abort", () => resolve(), { once: true }),
      );
      watch.stop();
      return 130;
    }
    const document = read();
    if (document === undefined) throw new UserError(2, [{ message: `${record.job} has not begun` }]);
    context.stdout(
      options.json ? `${JSON.stringify(document)}\n` : statusText(document, { color: options.color && context.terminal.stdout }),
    );
    return 0;
  });
