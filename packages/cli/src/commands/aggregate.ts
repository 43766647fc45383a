import { resolve } from "node:path";
import type { Argv } from "yargs";
import { type LabelMethod, labelMethods, methodsFor } from "../core/quality/index.ts";
import { type AnswersFile, readAnswers, readComparisons, readKnownLabels, shownPath } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import { aggregateText, judgedText, rankingText } from "../report/index.ts";
import { aggregateFile } from "./aggregated-file.ts";
import { aggregateKind, aggregateRanking, type JudgedKind } from "./aggregated-kinds.ts";
import { type Destination, writeLabels, writeRanking, writeWorkers } from "./aggregated-output.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";

export interface AggregateOptions extends CommonOptions {
  readonly answers: string;
  readonly kind: "classification" | JudgedKind | "ranking";
  readonly method: string;
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
        .option("kind", {
          choices: ["classification", ...judgedKinds, "ranking"] as const,
          default: "classification" as const,
          describe: "what the labels are; ranking reads worker,left,right,label",
        })
        .option("method", {
          choices: [...new Set(["auto", ...labelMethods, ...judgedKinds.flatMap((kind) => methodsFor(kind))])],
          default: "auto",
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

const judgedKinds = ["rating", "text", "spans", "boxes"] as const satisfies readonly JudgedKind[];

export const runAggregate = async (options: AggregateOptions, context: CommandContext): Promise<ExitCode> => {
  const named = (file: string): { readonly path: string; readonly shownAs: string } => {
    const path = resolve(context.cwd, file);
    return { path, shownAs: shownPath(path, context.cwd) };
  };
  refuseMixture(options);
  if (options.kind === "ranking") {
    const document = aggregateRanking(await readComparisons(named(options.answers)));
    const write = (to: Destination): void => writeRanking(document.options, to);
    return say({ document, text: rankingText(document, options.out), write }, { options, context });
  }
  const file = await readWatched(named(options.answers), { options, context });
  if (options.kind !== "classification") {
    const { document, labels } = aggregateKind(file, { kind: options.kind, method: options.method, seed: options.seed });
    const all = options.out === undefined && options.json ? { ...document, labels: [...labels()] } : document;
    return say({ document: all, text: judgedText(document, options.out), write: (to) => writeLabels(labels, to) }, { options, context });
  }
  const gold = options.gold === undefined ? undefined : await readKnownLabels(named(options.gold));
  const truth = options.truth === undefined ? undefined : await readKnownLabels(named(options.truth));
  const { document, labels, workers } = aggregateFile(file, { ...options, method: options.method as LabelMethod | "auto", gold, truth });
  if (options.workers !== undefined) writeWorkers(workers, resolve(context.cwd, options.workers));
  const all = options.out === undefined && options.json ? { ...document, labels: [...labels()] } : document;
  return say({ document: all, text: aggregateText(document, options.out), write: (to) => writeLabels(labels, to) }, { options, context });
};

interface Outcome {
  readonly document: object;
  readonly text: string;
  readonly write: (to: Destination) => void;
}

interface Asked {
  readonly options: AggregateOptions;
  readonly context: CommandContext;
}

/** The answers go to a file or to stdout; what was done goes to stdout where that is free, else to stderr. */
const say = ({ document, text, write }: Outcome, { options, context }: Asked): ExitCode => {
  if (options.out !== undefined) write({ file: resolve(context.cwd, options.out) });
  if (options.json) context.stdout(`${JSON.stringify(document)}\n`);
  else if (options.out !== undefined) context.stdout(text);
  else {
    write({ write: context.stdout });
    if (!options.quiet) context.stderr(text);
  }
  return 0;
};

const readWatched = async (
  file: { readonly path: string; readonly shownAs: string },
  { options, context }: Asked,
): Promise<AnswersFile> => {
  const watched = context.terminal.stderr && !options.quiet;
  const read = await readAnswers(file, {
    signal: context.signal,
    ...(watched ? { onRows: (rows: number) => context.stderr(`\r${rows.toLocaleString("en")} answers read`) } : {}),
  });
  if (watched) context.stderr("\r\u001b[K");
  return read;
};

/** What is only there for classes, and methods of another kind. */
const refuseMixture = ({ kind, method, gold, truth, workers, seed }: AggregateOptions): void => {
  if (!Number.isSafeInteger(seed)) throw new UserError(2, [{ path: "--seed", message: "it takes a whole number", hint: "as in --seed 7" }]);
  const methods = kind === "ranking" ? [] : methodsFor(kind);
  if (method !== "auto" && !methods.some((one) => one === method))
    throw new UserError(2, [
      { path: "--method", message: `${method} is no method for --kind ${kind}`, hint: `there are ${["auto", ...methods].join(", ")}` },
    ]);
  const extra = Object.entries({ gold, truth, workers }).find(([, value]) => value !== undefined);
  if (kind !== "classification" && extra !== undefined)
    throw new UserError(2, [{ path: `--${extra[0]}`, message: `it goes with --kind classification, not with ${kind}` }]);
};
