import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseDuration } from "@tranche/sdk";
import type { Argv } from "yargs";
import {
  compareVendors,
  type CompareOptions as CompareVendorsOptions,
  historyRows,
  readPolicyChange,
  whatIf,
  type WhatIfFigures,
} from "../core/compare/index.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { readTruth } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { JobRecord } from "../ports/store.ts";
import {
  compareCsv,
  type CompareDocument,
  compareMarkdown,
  type CompareStyle,
  compareText,
  htmlReport,
  replayText,
} from "../report/index.ts";
import { compareFacts, type CompareFactsQuery } from "../store/sqlite/facts/compare-facts.ts";
import { loggedDecisions } from "../store/sqlite/facts/logged-decisions.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { exposureOfStore } from "./exposure.ts";
import { goldAnswers } from "./gold-answers.ts";
import { findJob, jobOf, withStore } from "./opened-job.ts";
import { policyTarget, stratumNames } from "./policy-target.ts";
import type { Workspace } from "./workspace.ts";
import { runFacts } from "../store/sqlite/facts/run-facts.ts";

export interface CompareOptions extends CommonOptions {
  readonly jobs: readonly string[];
  readonly html?: string;
  readonly since?: string;
  readonly truth?: string;
  readonly basis?: "matched" | "weighted";
  readonly interval?: "wilson" | "beta";
  readonly seed?: number;
  readonly whatIf?: string;
  readonly format?: "text" | "json" | "csv" | "md";
  readonly out?: string;
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
        .option("what-if", {
          type: "string",
          requiresArg: true,
          describe: "another policy: maxShare=0.6, shares.V=0.5, without=V, objective=time; several with commas between them",
        })
        .option("format", { choices: ["text", "json", "csv", "md"] as const, default: "text" as const })
        .option("out", { type: "string", requiresArg: true, describe: "write it there instead of to stdout" })
        .option("truth", { type: "string", requiresArg: true, describe: "file with the right answers (id,label), to score against" }),
    async (args) => done(await runCompare(args as unknown as CompareOptions, context)),
  );

export const runCompare = (options: CompareOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async ({ workspace, store }) => {
    const sinceMs = options.since === undefined ? undefined : parseDuration(options.since);
    if (options.since !== undefined && sinceMs === undefined)
      throw new UserError(2, [{ path: "--since", message: `${options.since} is not a duration`, hint: "write it as in 30d or 12h" }]);
    if (options.seed !== undefined && !Number.isSafeInteger(options.seed))
      throw new UserError(2, [{ path: "--seed", message: "is not a whole number", hint: "write it as in --seed 7" }]);
    const named = options.jobs ?? [];
    const records = named.length === 0 ? await store.listJobs() : await Promise.all(named.map((job) => findJob(store, job, context.cwd)));
    oneCurrency(records);
    const now = Date.now();
    const query = await factsQuery({
      workspace,
      records,
      options,
      context,
      now,
      ...(sinceMs === undefined ? {} : { since: now - sinceMs }),
    });
    const how: CompareVendorsOptions = {
      ...(options.basis === undefined ? {} : { basis: options.basis }),
      ...(options.interval === undefined ? {} : { interval: options.interval }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    };
    const compared = compareVendors(compareFacts(store.database, query), how);
    const history =
      records.length < 2
        ? []
        : records.flatMap(({ job, createdAt }) =>
            historyRows(
              { job, at: new Date(createdAt).toISOString() },
              compareVendors(compareFacts(store.database, { ...query, jobs: [job] }), { ...how, replicates: 1 }),
            ),
          );
    const asked =
      options.whatIf === undefined
        ? undefined
        : await answerWhatIf(options.whatIf, { workspace, store, records, query, now, seed: options.seed ?? 1 });
    const document: CompareDocument = {
      ...compared,
      ...(history.length === 0 ? {} : { history }),
      ...(asked === undefined ? {} : { whatIf: asked }),
    };
    const format = options.json ? "json" : (options.format ?? "text");
    const style = {
      color: options.color && context.terminal.stdout && options.out === undefined,
      ...(options.out === undefined ? { columns: context.terminal.columns } : {}),
    };
    const text = rendered(document, format, style);
    if (options.out === undefined) context.stdout(text);
    else {
      writeFileSync(resolve(context.cwd, options.out), text);
      if (!options.quiet) context.stderr(`comparison → ${options.out}\n`);
    }
    if (options.html !== undefined) {
      const [record] = records;
      const run =
        record === undefined || records.length > 1
          ? undefined
          : runFacts(store.database, {
              job: record.job,
              vendors: query.vendors.map((vendor) => ({ vendor, owner: query.owners[vendor] ?? vendor })),
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
    // A question that the facts cannot answer is a check that failed: a script must not go on as if it had an answer.
    return asked === undefined || asked.supported ? 0 : 5;
  });

const rendered = (document: CompareDocument, format: "text" | "json" | "csv" | "md", style: CompareStyle): string => {
  switch (format) {
    case "json":
      return `${JSON.stringify(document)}\n`;
    case "csv":
      return compareCsv(document);
    case "md":
      return compareMarkdown(document);
    case "text":
      return document.whatIf === undefined ? compareText(document, style) : replayText(document.whatIf, document.cost.currency, style);
    default:
      return format satisfies never;
  }
};

interface QueryParts {
  readonly workspace: Workspace;
  readonly records: readonly JobRecord[];
  readonly options: CompareOptions;
  readonly context: CommandContext;
  readonly now: number;
  readonly since?: number;
}

const factsQuery = async ({ workspace, records, options, context, now, since }: QueryParts): Promise<CompareFactsQuery> => {
  const gold = new Map(await Promise.all(records.map(async (record) => [record.job, await goldAnswers(record, workspace)] as const)));
  const truth = new Map(await Promise.all(records.map(async (record) => [record.job, await truthOf(options, context, record)] as const)));
  const vendors = Object.keys(workspace.config.vendors).filter((vendor) =>
    records.some((record) => jobOf(record).vendors?.includes(vendor) ?? true),
  );
  return {
    jobs: records.map(({ job }) => job),
    vendors,
    timeScale: workspace.config.timeScale,
    now,
    ...(since === undefined ? {} : { since }),
    owners: Object.fromEntries(vendors.map((vendor) => [vendor, workspace.config.vendors[vendor]?.owner ?? vendor])),
    noCancel: new Set(
      workspace.vendors.filter(({ definition }) => definition.capabilities.cancel === "none").map(({ config }) => config.name),
    ),
    scale: records.length > 0 && records.every((record) => jobOf(record).task.shape.kind === "rating") ? "numbers" : "names",
    gold,
    truth,
  };
};

interface WhatIfParts {
  readonly workspace: Workspace;
  readonly store: SqliteStore;
  readonly records: readonly JobRecord[];
  readonly query: CompareFactsQuery;
  readonly now: number;
  readonly seed: number;
}

const answerWhatIf = async (policy: string, { workspace, store, records, query, now, seed }: WhatIfParts): Promise<WhatIfFigures> => {
  const read = readPolicyChange(policy, query.vendors);
  if (!read.ok) throw new UserError(2, [{ path: "--what-if", message: read.why, hint: read.hint }]);
  const { decisions, strata, notDealt } = loggedDecisions(store.database, query);
  if (decisions.length === 0)
    throw new UserError(2, [
      {
        path: "--what-if",
        message: "these jobs do not say how their items were dealt",
        hint: "jobs that were begun by this version of tranche do",
      },
    ]);
  return whatIf({
    policy,
    decisions,
    strata,
    notDealt,
    target: policyTarget({ workspace, records, strata, change: read.change, policy, solve: await loadHighs(), now }),
    nameOf: stratumNames(records),
    seed,
    replicates: 1000,
  });
};

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
