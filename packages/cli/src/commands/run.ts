import type { Argv } from "yargs";
import { type Plan, planJob } from "../core/plan/index.ts";
import type { EngineEnd } from "../engine/engine-options.ts";
import type { Survey } from "../engine/planning/survey.ts";
import { itemsByPlan } from "../engine/planning/import-items.ts";
import { stateInputs } from "../engine/planning/job-state.ts";
import { underRules } from "../engine/planning/vendor-facts.ts";
import { holderInWords, isHolderAlive, thisHolder } from "../engine/process-lock.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { watchOwners } from "../engine/watch-owners.ts";
import { systemClock } from "../engine/system-clock.ts";
import type { OwnerRules } from "../core/route/conflict.ts";
import { openItems, ownersFile } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import { type RunDocument, runEndText, stoppedText } from "../report/index.ts";
import { healthFor } from "../core/health/scope.ts";
import { planText } from "../report/plan-text.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import { openPseudonyms, type Pseudonyms } from "../trust/pseudonyms.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { checkBegun } from "./begun-job.ts";
import { confirm } from "./confirm.ts";
import { type JobBench, openJobBench, sortingOf } from "./job-bench.ts";
import { learntBench } from "./learnt-facts.ts";
import { freshPlan, readPlanFile, stateOptions } from "./planned-job.ts";
import { type EngineParts, rulesOf, runTheEngine, type Tools } from "./run-the-engine.ts";
import { readRun } from "./read-run.ts";
import { plannedRelease, releaseSchedule } from "./release-schedule.ts";
import { spoolStdin } from "./spool-stdin.ts";
import { connect, keyFileOf, openStore, openWorkspace, storeProblem } from "./workspace.ts";
import { parseDuration } from "@tranche/sdk";

export interface RunOptions extends CommonOptions {
  readonly job: string;
  readonly plan?: string;
  readonly yes: boolean;
  readonly adopt?: boolean;
  readonly until: "dispatched" | "complete";
  readonly maxWait?: string;
  /** False where the plan was just shown. */
  readonly showPlan?: boolean;
}

/** `tranche run <job>`: plans, asks, dispatches, collects and fails over; run again to go on. */
export const registerRun = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "run <job>",
    "plan, ask, dispatch, collect, fail over; run again to go on",
    (command) =>
      command
        .positional("job", { type: "string", demandOption: true, describe: "job file" })
        .option("plan", { type: "string", requiresArg: true, describe: "run this saved plan, and no other" })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "do not ask" })
        .option("adopt", {
          type: "boolean",
          default: false,
          describe: "after restoring an older store: write down what vendors hold that it does not know, and go on",
        })
        .option("until", { choices: ["dispatched", "complete"] as const, default: "complete" as const, describe: "when to end" })
        .option("max-wait", { type: "string", requiresArg: true, describe: "end with exit code 75 after this long, as in 30m" }),
    async (args) => done(await runRun(args as unknown as RunOptions, context)),
  );

export const runRun = async (options: RunOptions, context: CommandContext): Promise<ExitCode> => {
  const maxWaitMs = options.maxWait === undefined ? undefined : parseDuration(options.maxWait);
  if (options.maxWait !== undefined && maxWaitMs === undefined)
    throw new UserError(2, [{ path: "--max-wait", message: `${options.maxWait} is not a duration`, hint: "write it as in 30m, 6h or 2d" }]);
  const workspace = await openWorkspace(options, context);
  const bench = await openJobBench(options.job, workspace, { ...context, now: systemClock.now() });
  const store = openStore(workspace);
  try {
    return await withLock({
      bench: await learntBench(bench, store),
      store,
      options,
      context,
      ...(maxWaitMs === undefined ? {} : { maxWaitMs }),
    });
  } catch (error) {
    throw storeProblem(error);
  } finally {
    await store.close();
  }
};

interface RunParts {
  readonly bench: JobBench;
  readonly store: SqliteStore;
  readonly options: RunOptions;
  readonly context: CommandContext;
  readonly maxWaitMs?: number;
}

/** A process that was killed a moment ago may still be dying. */
const LOCK_PATIENCE_MS = 2_000;

const withLock = async (parts: RunParts): Promise<ExitCode> => {
  const { bench, store, context } = parts;
  const job = bench.job.name;
  const holder = thisHolder();
  const deadline = systemClock.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const lock = await store.lockJob({
      job,
      holder,
      now: systemClock.now(),
      isAlive: (other, renewedAt) => isHolderAlive(other, { renewedAt, now: systemClock.now() }),
    });
    if (lock.locked) {
      try {
        return await runLocked(parts, lock.fence);
      } finally {
        await store.unlockJob(job, lock.fence).catch(() => {});
      }
    }
    if (systemClock.now() >= deadline)
      throw new UserError(75, [
        { message: `${job} is being run by ${holderInWords(lock.holder)}`, hint: "wait for it, or watch it with: tranche status" },
      ]);
    await systemClock.sleep(100, context.signal);
  }
};

const runLocked = async (parts: RunParts, fence: number): Promise<ExitCode> => {
  const { bench, store, context, options } = parts;
  const { job, workspace } = bench;
  const solve = await loadHighs();
  const pseudonyms = openPseudonyms(keyFileOf(workspace));
  const record = await store.readJob(job.name);
  let connected: Promise<EngineParts["adapters"]> | undefined;
  const connectAll = (): Promise<EngineParts["adapters"]> =>
    (connected ??= Promise.all(bench.vendors.map((vendor) => connect(vendor, workspace, context))));
  if (record === undefined) {
    const begun = await begin(parts, { solve, pseudonyms, connectAll });
    if (begun !== undefined) return begun;
  } else {
    await checkBegun({ bench, record, context, ...(options.plan === undefined ? {} : { plan: options.plan }) });
    await refuseStrangers(parts);
    const cancelled = await store.cancellation(job.name);
    if (cancelled !== undefined)
      context.stderr(
        `! ${job.name} was cancelled at ${new Date(cancelled.at).toISOString()} (${cancelled.why}): nothing new is sent, only late answers are collected\n`,
      );
    await store.updatePlan(job.name, fence, { jobJson: jobAsKept(bench), planJson: record.planJson, planHash: record.planHash });
  }
  const adapters = await connectAll();
  const runId = await store.startRun(job.name, fence, systemClock.now());
  const owners = watchOwners(systemClock, ownersFile(workspace.configFile, { cwd: context.cwd }));
  const end = await runTheEngine(parts, { fence, solve, pseudonyms, adapters, owners });
  await store.endRun(
    runId,
    end.end === "complete" || end.end === "incomplete" || end.end === "cancelled" ? end.end : "running",
    systemClock.now(),
  );
  return report(parts, end, { solve, ...(await rulesOf(owners)) });
};

/** Work at a vendor that the config no longer names cannot be asked for: a person decides, and sees what about. */
const refuseStrangers = async ({ bench, store }: RunParts): Promise<void> => {
  const health = await store.readHealth();
  const { job } = bench;
  const isOut = (vendor: string): boolean =>
    healthFor(health, { vendor, owner: vendor, kind: job.task.shape.kind, job: job.name }).is === "out";
  const known = new Set(bench.vendors.map(({ config }) => config.name));
  const strangers = (await store.liveVendors(bench.job.name)).filter((vendor) => !known.has(vendor) && !isOut(vendor));
  if (strangers.length === 0) return;
  throw new UserError(
    2,
    await Promise.all(
      strangers.map(async (vendor) => ({
        file: bench.workspace.configFile,
        path: `vendors.${vendor}`,
        message: `${vendor} holds ${(await store.liveAttempts(bench.job.name, vendor, "accepted")).length} judgments of ${bench.job.name} and is no longer among its vendors`,
        hint: `put it back, or give its work up with: tranche failover ${vendor}`,
      })),
    ),
  );
};

/** Plans, shows, asks and imports; an exit code where the job does not begin. */
const begin = async (
  given: RunParts,
  { solve, pseudonyms, connectAll }: Tools & { readonly connectAll: () => Promise<unknown> },
): Promise<ExitCode | undefined> => {
  const { store, options, context } = given;
  const bench = { ...given.bench, loaded: await spoolStdin(given.bench.loaded, given.bench.workspace, context) };
  const parts = { ...given, bench };
  const now = systemClock.now();
  const made = await freshPlan({ bench, context, store, solve, now });
  const plan = options.plan === undefined ? made.plan : readPlanFile(options.plan, made.plan.inputs);
  if (!plan.feasible) {
    if (options.json) context.stdout(`${JSON.stringify(plan)}\n`);
    context.stderr(planText(plan, { color: options.color && context.terminal.stderr, columns: context.terminal.columns }));
    return 3;
  }
  if (!options.quiet && options.showPlan !== false) {
    const release = plannedRelease(plan, { job: bench.job, answered: await store.answeredOf(bench.job.dataset), now });
    const style = { color: options.color && context.terminal.stderr, columns: context.terminal.columns };
    context.stderr(planText(plan, { ...style, ...release }));
  }
  if (
    !options.yes &&
    bench.job.items !== "-" &&
    context.terminal.stdin &&
    context.terminal.stderr &&
    !(await confirm("Send it?", context))
  ) {
    context.stderr("Nothing was sent.\n");
    return 0;
  }
  // A key that is missing is said before the job exists: nothing of it is kept, so it can still be changed, and the dataset has not grown.
  await connectAll();
  await importJob(parts, { plan, pseudonyms, survey: made.survey, now });
  return undefined;
};

/** The job with the one path in it made absolute, since later commands have no job file to start from. */
const jobAsKept = ({ job, loaded }: JobBench): string =>
  JSON.stringify(loaded.gold === undefined ? job : { ...job, quality: { ...job.quality, gold: loaded.gold.path } });

const importJob = async (
  { bench, store, context }: RunParts,
  {
    plan,
    pseudonyms,
    survey: { itemsHash, locate, unitOf },
    now,
  }: { readonly plan: Plan; readonly pseudonyms: Pseudonyms; readonly survey: Survey; readonly now: number },
): Promise<void> => {
  const { job } = bench;
  const exposure = await store.exposureOf(job.dataset);
  await store.importJob(
    {
      job: job.name,
      dataset: job.dataset,
      contentHash: bench.contentHash,
      itemsHash,
      jobJson: jobAsKept(bench),
      planJson: JSON.stringify(plan),
      planHash: plan.hash,
      currency: bench.currency,
      slotsPerItem: job.judgments.perItem,
      createdAt: now,
    },
    itemsByPlan(openItems(bench.loaded, { stdin: context.stdin, signal: context.signal }), {
      plan,
      slotsPerItem: job.judgments.perItem,
      answerOf: (id) => bench.gold.get(id),
      ...sortingOf(bench, exposure.length === 0 ? undefined : store),
      ...(locate === undefined ? {} : { locate }),
      ...(unitOf === undefined ? {} : { unitOf }),
      placeFor: (vendor, seq) => pseudonyms.placeFor({ vendor, dataset: job.dataset }, seq),
    }),
    releaseSchedule(plan, { job, answered: await store.answeredOf(job.dataset), now }),
  );
};

interface KnownAtTheEnd extends Pick<Tools, "solve"> {
  readonly rules?: OwnerRules;
}

const report = async (parts: RunParts, end: EngineEnd, known: KnownAtTheEnd): Promise<ExitCode> => {
  const { bench, store, options, context } = parts;
  const { rules } = known;
  const document = readRun({ bench, store, ...(rules === undefined ? {} : { rules }) });
  if (document === undefined) throw new Error(`the store does not know ${bench.job.name}`);
  const told: RunDocument = end.end === "incomplete" ? { ...document, wouldPlace: await remedies(parts, known) } : document;
  if (options.json) context.stdout(`${JSON.stringify(told)}\n`);
  switch (end.end) {
    case "complete":
    case "incomplete":
    case "cancelled":
      if (!options.quiet) context.stderr(runEndText(told, { color: options.color && context.terminal.stderr, jobFile: options.job }));
      return end.end === "complete" ? 0 : 4;
    case "dispatched":
      if (!options.quiet) context.stderr(`Everything is with the vendors. Collect it with: tranche run ${options.job}\n`);
      return 0;
    case "interrupted":
      context.stderr(stoppedText(options.job));
      return 130;
    case "waited-long-enough":
      context.stderr(`--max-wait is over; nothing is lost. Go on with: tranche run ${options.job}\n`);
      return 75;
    default:
      return end satisfies never;
  }
};

/** What would give stranded items a place: the checked remedies of the planner at this state. */
const remedies = async ({ bench, store }: RunParts, { solve, rules }: KnownAtTheEnd): Promise<RunDocument["wouldPlace"]> => {
  const now = systemClock.now();
  const state = stateOptions(bench, now);
  const record = await store.readJob(bench.job.name);
  const inputs = await stateInputs(store, {
    ...state,
    vendors: underRules(state.vendors, { now, ...(rules === undefined ? {} : { rules }) }),
    hashes: { ...bench.hashes, items: record?.itemsHash ?? "" },
  });
  const places = inputs.classes.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0);
  if (places === 0) return [];
  return (planJob(inputs, solve).infeasible?.wouldHelp ?? [])
    .filter(({ change }) => change !== "items")
    .map(({ text }) => ({ text, places }));
};
