import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { resultsCsv, resultsCsvHead, resultsJsonl } from "../report/index.ts";
import { resultFacts } from "../store/sqlite/facts/result-facts.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { goldAnswers } from "./gold-answers.ts";
import { findJob, withStore } from "./opened-job.ts";

export interface ResultsOptions extends CommonOptions {
  readonly job?: string;
  readonly format: "jsonl" | "csv";
  readonly out?: string;
}

/** `tranche results <job>`: one record an item, with every judgment behind it; at any time, also while it runs. */
export const registerResults = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "results [job]",
    "one record an item, with every judgment behind it",
    (command) =>
      command
        .positional("job", { type: "string", describe: "job file or name; default: the latest" })
        .option("format", { choices: ["jsonl", "csv"] as const, default: "jsonl" as const })
        .option("out", { type: "string", requiresArg: true, describe: "write there instead of to stdout" }),
    async (args) => done(await runResults(args as unknown as ResultsOptions, context)),
  );

const FLUSH_CHARACTERS = 1 << 16;

export const runResults = (options: ResultsOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async ({ workspace, store }) => {
    const record = await findJob(store, options.job, context.cwd);
    const gold = await goldAnswers(record, workspace);
    const file = options.out === undefined ? undefined : openSync(resolve(context.cwd, options.out), "w");
    const write = (text: string): void => (file === undefined ? context.stdout(text) : void writeSync(file, text));
    let count = 0;
    let waiting = options.format === "csv" ? resultsCsvHead : "";
    for (const result of resultFacts(store.database, { job: record.job, goldOf: (item) => gold.get(item) })) {
      count += 1;
      waiting += options.format === "csv" ? resultsCsv(result) : resultsJsonl(result);
      if (waiting.length < FLUSH_CHARACTERS) continue;
      write(waiting);
      waiting = "";
    }
    write(waiting);
    if (file !== undefined) {
      closeSync(file);
      if (!options.quiet) context.stderr(`${count} items → ${options.out ?? ""}\n`);
    }
    return 0;
  });
