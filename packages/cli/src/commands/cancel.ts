import type { Argv } from "yargs";
import { loadHighs } from "../engine/solve/highs.ts";
import { watchOwners } from "../engine/watch-owners.ts";
import { systemClock } from "../engine/system-clock.ts";
import { ownersFile } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { Cancellation, JobRecord } from "../ports/store.ts";
import { type CancelDocument, cancelText, type CancelVendor } from "../report/index.ts";
import { keptUnits, openWork } from "../store/sqlite/facts/open-work.ts";
import { openPseudonyms } from "../trust/pseudonyms.ts";
import { confirm } from "./confirm.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { isRunning, whileNobodyRuns } from "./job-lock.ts";
import { findJob, jobOf, type OpenedStore, withStore } from "./opened-job.ts";
import { runTheEngine } from "./run-the-engine.ts";
import { storedBench } from "./stored-bench.ts";
import { connect, keyFileOf } from "./workspace.ts";

export interface CancelOptions extends CommonOptions {
  readonly job: string;
  readonly reason?: string;
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** `tranche cancel <job>`: shows what is owed, asks back what can be asked back, and says of every item what could not. */
export const registerCancel = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "cancel <job>",
    "end a job: nothing new is sent, what vendors hold is asked back",
    (builder) =>
      builder
        .positional("job", { type: "string", demandOption: true, describe: "job file or name" })
        .option("reason", { type: "string", requiresArg: true, describe: "kept with the decision" })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "do not ask" })
        .option("dry-run", { type: "boolean", default: false, describe: "only say what is owed" }),
    async (args) => done(await runCancel(args as unknown as CancelOptions, context)),
  );

export const runCancel = (options: CancelOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async (opened) => {
    const { store } = opened;
    const record = await findJob(store, options.job, context.cwd);
    const before = await store.cancellation(record.job);
    const print = (document: CancelDocument): void =>
      context.stdout(options.json ? `${JSON.stringify(document)}\n` : cancelText(document, options.job));
    const asked = documentOf(opened, { record, cancellation: before, running: isRunning(store, record.job) });
    if (options.dryRun || (before === undefined && !(await agreed(options, asked, context)))) {
      print(asked);
      return 0;
    }
    // From here on nothing new is sent, whatever becomes of the rest of this command.
    const cancellation = await store.cancelJob(record.job, { why: options.reason ?? "cancelled by hand", at: Date.now() });
    const ended = await whileNobodyRuns(store, record.job, (fence) => windDown(opened, { record, options, context, fence }));
    print(documentOf(opened, { record, cancellation, running: ended === undefined }));
    return 0;
  });

/** Only a person at a terminal can be asked; a script has to say `--yes`. */
const agreed = async ({ yes, job }: CancelOptions, document: CancelDocument, context: CommandContext): Promise<boolean> => {
  if (yes) return true;
  if (!context.terminal.stdin || !context.terminal.stderr)
    throw new UserError(2, [
      { path: "--yes", message: "nobody is there to be asked", hint: "look at it with --dry-run, then cancel with --yes" },
    ]);
  context.stderr(cancelText(document, job).split("\n").slice(1).join("\n"));
  return confirm("Cancel it?", context);
};

/** The engine does it: it sees that the job is cancelled, and ends it in order. */
const windDown = async (
  { workspace, store }: OpenedStore,
  {
    record,
    options,
    context,
    fence,
  }: { readonly record: JobRecord; readonly options: CancelOptions; readonly context: CommandContext; readonly fence: number },
): Promise<true> => {
  const job = jobOf(record);
  const vendors = workspace.vendors.filter(({ config }) => job.vendors?.includes(config.name) ?? true);
  const { job: jobFacts, vendors: facts, currency } = storedBench(workspace, job);
  const adapters = await Promise.all(vendors.map((vendor) => connect(vendor, workspace, context)));
  const runId = await store.startRun(record.job, fence, Date.now());
  const end = await runTheEngine(
    {
      bench: { workspace, job, vendors, facts, jobFacts, currency, hashes: { job: "", vendors: "" }, loaded: { instructions: "" } },
      store,
      context,
      options: { ...options, until: "complete" },
    },
    {
      fence,
      solve: await loadHighs(),
      pseudonyms: openPseudonyms(keyFileOf(workspace)),
      adapters,
      owners: watchOwners(systemClock, ownersFile(workspace.configFile, { cwd: context.cwd })),
    },
  );
  await store.endRun(runId, end.end === "interrupted" ? "running" : "cancelled", Date.now());
  return true;
};

const documentOf = (
  { workspace, store }: OpenedStore,
  {
    record,
    cancellation,
    running,
  }: { readonly record: JobRecord; readonly cancellation: Cancellation | undefined; readonly running: boolean },
): CancelDocument => {
  const takesBack = new Map(
    workspace.vendors.map(({ config, definition }): [string, CancelVendor["takesBack"]] => [config.name, definition.capabilities.cancel]),
  );
  const lateMs = workspace.config.failover.lateWindowMs;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    job: record.job,
    is: cancellation === undefined ? "would-be" : "cancelled",
    at: cancellation === undefined ? null : iso(cancellation.at),
    why: cancellation?.why ?? "",
    running,
    vendors: openWork(store.database, record.job).map(({ owedMicros, ...work }) => ({
      ...work,
      takesBack: takesBack.get(work.vendor) ?? "none",
      owed: { amount: owedMicros / 1_000_000, currency: record.currency },
    })),
    kept:
      cancellation === undefined
        ? []
        : keptUnits(store.database, record.job).map(({ item, vendor, said, inDoubt }) => ({
            item,
            vendor,
            why: said ?? (inDoubt ? "in doubt: it may be there" : whyNot(takesBack.get(vendor))),
          })),
    lateUntil: cancellation === undefined ? null : iso(cancellation.at + lateMs / workspace.config.timeScale),
    lateHours: lateMs / 3_600_000,
  };
};

const whyNot = (takesBack: CancelVendor["takesBack"] | undefined): string =>
  takesBack === undefined || takesBack === "none" ? "the vendor gives nothing back" : "the vendor could not be asked";
