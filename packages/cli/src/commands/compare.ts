import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseDuration } from "@tranche/sdk";
import type { Argv } from "yargs";
import { compareVendors } from "../core/compare/index.ts";
import { readTruth } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { JobRecord } from "../ports/store.ts";
import { compareText, htmlReport } from "../report/index.ts";
import { compareFacts } from "../store/sqlite/facts/compare-facts.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { exposureOfStore } from "./exposure.ts";
import { goldAnswers } from "./gold-answers.ts";
import { findJob, jobOf, withStore } from "./opened-job.ts";
import { runFacts } from "../store/sqlite/facts/run-facts.ts";

export interface CompareOptions extends CommonOptions {
  readonly jobs: readonly string[];
  readonly html?: string;
  readonly since?: string;
  readonly truth?: string;
  readonly basis?: "matched" | "weighted";
  readonly interval?: "wilson" | "beta";
  readonly seed?: number;
}

/** `tranche compare [job…]`: vendors side by side on turnaround, cost and quality, with intervals. */
export const registerCompare = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "compare [jobs..]",
    "vendors side by side: turnaround, cost, quality, with intervals",
    (command) =>
      command
        .positional("jobs", { type: "string", array: true, describe: "job files or names; default: all" })
        .option("html", { type: "string", requiresArg: true, describe: "write a self-contained HTML report there" })
        .option("since", { type: "string", requiresArg: true, describe: "only what was sent since, as in 30d" })
        .option("basis", {
          choices: ["matched", "weighted"] as const,
          default: "matched" as const,
          describe: "compare quality on items both answered, or each vendor on its own, as the plan's lottery dealt them",
        })
        .option("interval", { choices: ["wilson", "beta"] as const, default: "wilson" as const, describe: "of shares right" })
        .option("seed", { type: "number", requiresArg: true, default: 1, describe: "of everything that is resampled" })
        .option("truth", { type: "string", requiresArg: true, describe: "file with the right answers (id,label), to score against" }),
    async (args) => done(await runCompare(args as unknown as CompareOptions, context)),
  );

export const runCompare = (options: CompareOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async ({ workspace, store }) => {
    const sinceMs = options.since === undefined ? undefined : parseDuration(options.since);
    if (options.since !== undefined && sinceMs === undefined)
      throw new UserError(2, [{ path: "--since", message: `${options.since} is not a duration`, hint: "write it as in 30d or 12h" }]);
    const named = options.jobs ?? [];
    const records = named.length === 0 ? await store.listJobs() : await Promise.all(named.map((job) => findJob(store, job, context.cwd)));
    oneCurrency(records);
    const gold = new Map(await Promise.all(records.map(async (record) => [record.job, await goldAnswers(record, workspace)] as const)));
    const truth = new Map(await Promise.all(records.map(async (record) => [record.job, await truthOf(options, context, record)] as const)));
    const now = Date.now();
    const vendors = Object.keys(workspace.config.vendors).filter((vendor) =>
      records.some((record) => jobOf(record).vendors?.includes(vendor) ?? true),
    );
    const document = compareVendors(
      compareFacts(store.database, {
        jobs: records.map(({ job }) => job),
        vendors,
        timeScale: workspace.config.timeScale,
        now,
        ...(sinceMs === undefined ? {} : { since: now - sinceMs }),
        owners: Object.fromEntries(vendors.map((vendor) => [vendor, workspace.config.vendors[vendor]?.owner ?? vendor])),
        noCancel: new Set(
          workspace.vendors.filter(({ definition }) => definition.capabilities.cancel === "none").map(({ config }) => config.name),
        ),
        goldItems: (job) => gold.get(job)?.keys() ?? [],
        goldOf: (job, item) => gold.get(job)?.get(item),
        truthOf: (job, item) => truth.get(job)?.get(item),
      }),
      {
        ...(options.basis === undefined ? {} : { basis: options.basis }),
        ...(options.interval === undefined ? {} : { interval: options.interval }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      },
    );
    context.stdout(
      options.json
        ? `${JSON.stringify(document)}\n`
        : compareText(document, { color: options.color && context.terminal.stdout, columns: context.terminal.columns }),
    );
    if (options.html !== undefined) {
      const [record] = records;
      const run =
        record === undefined || records.length > 1
          ? undefined
          : runFacts(store.database, {
              job: record.job,
              vendors: vendors.map((vendor) => ({ vendor, owner: workspace.config.vendors[vendor]?.owner ?? vendor })),
              timeScale: workspace.config.timeScale,
              now,
              strandedAtMost: 200,
            });
      const plan =
        record === undefined || records.length > 1 ? undefined : (JSON.parse(record.planJson) as Parameters<typeof htmlReport>[0]["plan"]);
      const exposure = await exposureOfStore({ workspace, store }, {});
      const facts = {
        madeAt: new Date(now).toISOString(),
        comparison: document,
        exposure,
        ...(run === undefined ? {} : { run }),
        ...(plan === undefined ? {} : { plan }),
      };
      writeFileSync(resolve(context.cwd, options.html), await htmlReport(facts));
      if (!options.quiet) context.stderr(`report → ${options.html}\n`);
    }
    return 0;
  });

/** The currency of the jobs; throws where they are in several. */
export const oneCurrency = (records: readonly JobRecord[]): string => {
  const currencies = new Set(records.map(({ currency }) => currency));
  if (currencies.size > 1)
    throw new UserError(2, [
      {
        message: `these jobs are in different currencies: ${[...currencies].join(", ")}`,
        hint: "name the jobs of one currency at a time",
      },
    ]);
  return [...currencies][0] ?? "USD";
};

const truthOf = async (options: CompareOptions, context: CommandContext, record: JobRecord): Promise<ReadonlyMap<string, string>> => {
  if (options.truth === undefined) return new Map();
  const truth = await readTruth(resolve(context.cwd, options.truth), jobOf(record).task.shape);
  return new Map([...truth].map(([id, answer]) => [id, JSON.stringify(answer)]));
};
