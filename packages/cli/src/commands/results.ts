import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { TaskShape } from "@tranche/sdk";
import type { Argv } from "yargs";
import { type ConsensusMethod, methodsFor } from "../core/quality/index.ts";
import { UserError } from "../input/problem.ts";
import { resultsCsv, resultsCsvHead, resultsJsonl } from "../report/index.ts";
import { resultFacts } from "../store/sqlite/facts/result-facts.ts";
import { settledAnswers } from "../store/sqlite/facts/settled-answers.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { goldAnswers } from "./gold-answers.ts";
import { findJob, jobOf, withStore } from "./opened-job.ts";

export interface ResultsOptions extends CommonOptions {
  readonly job?: string;
  readonly format: "jsonl" | "csv";
  readonly out?: string;
  readonly method: string;
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
        .option("method", {
          type: "string",
          requiresArg: true,
          default: "auto",
          describe: "how several judgments of an item become one answer; auto picks by the data",
        })
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
    let several = false;
    let waiting = options.format === "csv" ? resultsCsvHead : "";
    const { shape } = jobOf(record).task;
    const goldOf = (item: string): string | undefined => gold.get(item);
    const settled = settledAnswers(store.database, { job: record.job, shape, method: methodOf(options.method, shape), goldOf });
    for (const result of resultFacts(store.database, { job: record.job, goldOf, settled })) {
      count += 1;
      several ||= result.method !== null && result.judgments.length > 1;
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
    if (!options.quiet && several) context.stderr(`several judgments of an item are one answer by ${settled.method}: ${settled.why}\n`);
    return 0;
  });

const methodOf = (named: string, shape: TaskShape): ConsensusMethod | "auto" => {
  const methods = methodsFor(shape.kind);
  const found = named === "auto" ? named : methods.find((method) => method === named);
  if (found !== undefined) return found;
  throw new UserError(2, [
    { path: "--method", message: `${named} is no method for a task of kind ${shape.kind}`, hint: `there are auto, ${methods.join(", ")}` },
  ]);
};
