import type { Job } from "@tranche/sdk";
import {
  examineJob,
  findConfig,
  findCredentialProblem,
  type ItemTotals,
  type LoadedConfig,
  type LoadedJob,
  loadAdapter,
  loadConfig,
  openItems,
  type Problem,
  readTruth,
  renderProblems,
  UserError,
} from "../input/index.ts";
import { createGoldLint } from "../core/purpose/gold-lint.ts";
import type { CommandContext, CommonOptions, ExitCode, Register } from "./context.ts";

export interface ValidateOptions extends CommonOptions {
  readonly job: string;
}

/** `tranche validate <job>`: everything that is wrong with a job and what it needs, at once; sends nothing and reads no key. */
export const registerValidate: Register = (yargs, context, done) =>
  yargs.command(
    "validate <job>",
    "check job, items, config and the presence of credentials: all problems at once",
    (command) => command.positional("job", { type: "string", demandOption: true, describe: "job file" }),
    async (args) => done(await runValidate(args as unknown as ValidateOptions, context)),
  );

/**
 * Checks a job with everything it names. Answers 0 where it could be planned as it is; throws a UserError (2) with every problem
 * found, or, with `json`, prints `{ ok: false, problems, warnings }` and answers 2.
 */
export const runValidate = async (options: ValidateOptions, context: CommandContext): Promise<ExitCode> => {
  const found = createFindings();
  const ofConfig = createFindings();
  const config = await ofConfig.collect(() => configOf(options, context));
  const examined = await found.collect(() =>
    examineJob(options.job, { cwd: context.cwd, ...(config === undefined ? {} : { config: config.config }) }),
  );
  const job = examined?.job;
  found.problems.push(...(examined?.problems ?? []), ...ofConfig.problems);
  if (config !== undefined)
    found.problems.push(...(await vendorProblems({ config, context, ...(job === undefined ? {} : { job: job.job }) })));
  const totals = job === undefined || examined?.hasItems !== true ? undefined : await found.collect(() => itemsOf(job, context, found));
  const warnings = [
    ...(job?.warnings ?? []),
    ...found.warnings,
    ...(job === undefined || totals === undefined ? [] : itemWarnings(job, totals)),
  ];
  if (found.problems.length === 0 && job !== undefined && config !== undefined && totals !== undefined) {
    const vendors = job.job.vendors ?? Object.keys(config.config.vendors);
    if (options.json)
      context.stdout(
        `${JSON.stringify({ ok: true, job: job.job.name, dataset: job.job.dataset, items: counts(totals), vendors, problems: [], warnings })}\n`,
      );
    else {
      context.stdout(`${summary({ job: job.job, totals, vendors, file: options.job })}\n`);
      if (warnings.length > 0 && !options.quiet)
        context.stderr(renderProblems(warnings, { color: options.color && context.terminal.stderr }));
    }
    return 0;
  }
  if (!options.json) throw new UserError(2, found.problems);
  context.stdout(`${JSON.stringify({ ok: false, problems: found.problems, warnings })}\n`);
  context.stderr(renderProblems(found.problems, { color: options.color && context.terminal.stderr, closing: "nothing was sent" }));
  return 2;
};

interface Findings {
  readonly problems: Problem[];
  readonly warnings: Problem[];
  /** What `work` answers, or undefined where it threw problems, which are kept. */
  readonly collect: <T>(work: () => Promise<T>) => Promise<T | undefined>;
}

const createFindings = (): Findings => {
  const problems: Problem[] = [];
  return {
    problems,
    warnings: [],
    collect: async (work) => {
      try {
        return await work();
      } catch (error) {
        if (!UserError.is(error)) throw error;
        problems.push(...error.problems);
        return undefined;
      }
    },
  };
};

const configOf = async (options: ValidateOptions, context: CommandContext): Promise<LoadedConfig> =>
  loadConfig(
    findConfig({
      cwd: context.cwd,
      env: context.env,
      job: options.job,
      ...(options.config === undefined ? {} : { option: options.config }),
    }),
    { cwd: context.cwd },
  );

interface VendorCheck {
  readonly config: LoadedConfig;
  readonly context: CommandContext;
  /** Absent where it could not be read: then every vendor is looked at. */
  readonly job?: Job;
}

const vendorProblems = async ({ config, context, job }: VendorCheck): Promise<readonly Problem[]> => {
  const { problems, collect } = createFindings();
  for (const vendor of Object.values(config.config.vendors)) {
    if (job?.vendors !== undefined && !job.vendors.includes(vendor.name)) continue;
    await collect(() => loadAdapter(vendor, config));
    const missing = await findCredentialProblem(vendor.credential, { vendor: vendor.name, folder: config.folder, env: context.env });
    if (missing !== undefined) {
      const { path: _path, ...said } = missing;
      problems.push(config.problemAt({ path: ["vendors", vendor.name, "credential"], ...said }));
    }
  }
  return problems;
};

/** Reads every item, and sees that the gold items are among them. */
const itemsOf = async (loaded: LoadedJob, context: CommandContext, found: Findings): Promise<ItemTotals> => {
  const { gold, job } = loaded;
  const truth = gold === undefined ? undefined : await found.collect(() => readTruth(gold, job.task.shape));
  const unseen = new Set(truth?.keys());
  const reading = openItems(loaded, { stdin: context.stdin, signal: context.signal });
  const lint = createGoldLint();
  for await (const batch of reading) {
    if (truth === undefined) continue;
    for (const { id, seq, fields } of batch) {
      unseen.delete(id);
      lint.see({
        id,
        isGold: truth.has(id),
        seq,
        length: Object.values(fields).reduce((sum: number, value) => sum + String(value).length, 0),
      });
    }
  }
  if (gold !== undefined) found.warnings.push(...lint.found().map((message) => ({ file: gold.shownAs, message })));
  if (unseen.size > 0 && gold !== undefined) {
    const named = [...unseen].slice(0, 5).map((id) => JSON.stringify(id));
    found.problems.push({
      file: gold.shownAs,
      message: `${unseen.size === 1 ? "one id is" : `${unseen.size} ids are`} not among the items: ${named.join(", ")}${unseen.size > named.length ? ", …" : ""}`,
      hint: "gold names items of this job whose answer is known",
    });
  }
  return reading.totals;
};

const itemWarnings = (loaded: LoadedJob, totals: ItemTotals): readonly Problem[] =>
  totals.blank === 0
    ? []
    : [
        {
          ...(loaded.items === "stdin" ? {} : { file: loaded.items.shownAs }),
          message: `${totals.blank === 1 ? "one item has" : `${plainNumber(totals.blank)} items have`} nothing but empty text to show`,
        },
      ];

const counts = ({ items, duplicates, blank, bytes }: ItemTotals): Readonly<Record<string, number>> => ({
  total: items,
  distinct: items - duplicates,
  duplicates,
  blank,
  bytes,
});

const plainNumber = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

interface Summary {
  readonly job: Job;
  readonly totals: ItemTotals;
  readonly vendors: readonly string[];
  readonly file: string;
}

const summary = ({ job, totals, vendors, file }: Summary): string => {
  const { items, duplicates } = totals;
  const lines = [
    `${job.name} is fine: ${plainNumber(items)} item${items === 1 ? "" : "s"}, ${job.task.shape.kind}, ${vendors.length} vendor${vendors.length === 1 ? "" : "s"} (${vendors.join(", ")})`,
  ];
  if (duplicates > 0)
    lines.push(
      `  ${duplicates === 1 ? "one item repeats" : `${plainNumber(duplicates)} items repeat`} the visible content of another: it is sent once, and its answer counts for all of them`,
    );
  lines.push(`Nothing has been sent. next: tranche plan ${file}`);
  return lines.join("\n");
};
