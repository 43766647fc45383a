import { resolve } from "node:path";
import type { Argv } from "yargs";
import { type LabelMethod, labelMethods } from "../core/quality/index.ts";
import { readAnswers, readKnownLabels, shownPath } from "../input/index.ts";
import { aggregateText } from "../report/index.ts";
import { aggregateFile } from "./aggregated-file.ts";
import { writeLabels, writeWorkers } from "./aggregated-output.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";

export interface AggregateOptions extends CommonOptions {
  readonly answers: string;
  readonly method: LabelMethod | "auto";
  readonly out?: string;
  readonly workers?: string;
  readonly gold?: string;
  readonly truth?: string;
  readonly repeats: "once" | "all";
  readonly seed: number;
}

/** `tranche aggregate <answers.csv>`: one label a task from the answers of several workers; needs no job. */
export const registerAggregate = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "aggregate <answers>",
    "one label a task from a file of answers (task,worker,label and, if you have it, vendor)",
    (command) =>
      command
        .positional("answers", { type: "string", demandOption: true, describe: "CSV with the columns task, worker, label, and vendor" })
        .option("method", {
          choices: ["auto", ...labelMethods] as const,
          default: "auto" as const,
          describe: "how labels are found; auto picks by the data and says why",
        })
        .option("out", { type: "string", requiresArg: true, describe: "write task,label,confidence there instead of to stdout" })
        .option("workers", {
          type: "string",
          requiresArg: true,
          describe: "write a line a worker there: figures, tests, what is suspicious",
        })
        .option("gold", { type: "string", requiresArg: true, describe: "known labels (task,label): they pin those tasks and calibrate" })
        .option("truth", { type: "string", requiresArg: true, describe: "known labels to score the result against; not used to find it" })
        .option("repeats", {
          choices: ["once", "all"] as const,
          default: "once" as const,
          describe: "whether a worker's same answer to a task counts each time it is there",
        })
        .option("seed", { type: "number", requiresArg: true, default: 1, describe: "for what is drawn: intervals, restarts of mace" }),
    async (args) => done(await runAggregate(args as unknown as AggregateOptions, context)),
  );

export const runAggregate = async (options: AggregateOptions, context: CommandContext): Promise<ExitCode> => {
  const named = (file: string): { readonly path: string; readonly shownAs: string } => {
    const path = resolve(context.cwd, file);
    return { path, shownAs: shownPath(path, context.cwd) };
  };
  const watched = context.terminal.stderr && !options.quiet;
  const file = await readAnswers(named(options.answers), {
    signal: context.signal,
    ...(watched ? { onRows: (rows: number) => context.stderr(`\r${rows.toLocaleString("en")} answers read`) } : {}),
  });
  if (watched) context.stderr("\r\u001b[K");
  const gold = options.gold === undefined ? undefined : await readKnownLabels(named(options.gold));
  const truth = options.truth === undefined ? undefined : await readKnownLabels(named(options.truth));
  const { document, labels, workers } = aggregateFile(file, { ...options, gold, truth });
  if (options.out !== undefined) writeLabels(labels, { file: resolve(context.cwd, options.out) });
  if (options.workers !== undefined) writeWorkers(workers, resolve(context.cwd, options.workers));
  if (options.json) {
    const all = options.out === undefined ? { ...document, labels: [...labels()] } : document;
    context.stdout(`${JSON.stringify(all)}\n`);
  } else if (options.out === undefined) {
    writeLabels(labels, { write: context.stdout });
    if (!options.quiet) context.stderr(aggregateText(document, undefined));
  } else context.stdout(aggregateText(document, options.out));
  return 0;
};
