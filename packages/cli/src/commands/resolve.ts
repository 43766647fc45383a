import type { Argv } from "yargs";
import { decideAttempt, type DecisionAnswer, type DecisionWord } from "../core/failover/decision.ts";
import { engineRules } from "../engine/planning/engine-vendor.ts";
import { UserError } from "../input/problem.ts";
import type { JobRecord } from "../ports/store.ts";
import { type DecisionDocument, decisionText } from "../report/index.ts";
import { type ItemAttempt, itemAttempts } from "../store/sqlite/facts/item-attempts.ts";
import { confirm } from "./confirm.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { isRunning, whileNobodyRuns } from "./job-lock.ts";
import { findJob, type OpenedStore, withStore } from "./opened-job.ts";

export interface ResolveOptions extends CommonOptions {
  readonly item: string;
  readonly as: DecisionWord;
  readonly vendor?: string;
  readonly job?: string;
  readonly ref?: string;
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** `tranche resolve <item>`: a person decides about work in doubt, and sees first what being wrong would cost. */
export const registerResolve = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "resolve <item>",
    "decide about work that is in doubt: it is there, it is not, or it is given up",
    (builder) =>
      builder
        .positional("item", { type: "string", demandOption: true, describe: "the item's id" })
        .option("as", { choices: ["absent", "accepted", "abandon"] as const, demandOption: true, describe: "what you found at the vendor" })
        .option("vendor", { type: "string", requiresArg: true, describe: "at which vendor, where more than one is in doubt" })
        .option("job", { type: "string", requiresArg: true, describe: "job file or name; default: the latest" })
        .option("ref", { type: "string", requiresArg: true, describe: "with --as accepted: the vendor's own id of the work" })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "do not ask" })
        .option("dry-run", { type: "boolean", default: false, describe: "only say what it may cost" }),
    async (args) => done(await runResolve(args as unknown as ResolveOptions, context)),
  );

export const runResolve = (options: ResolveOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async (opened) => {
    const { store } = opened;
    const record = await findJob(store, options.job, context.cwd);
    const candidates = candidatesOf(opened, record, options);
    const decisions = candidates.flatMap(({ attempt, answer }) => (answer.may ? [{ attempt: attempt.attempt, event: answer.event }] : []));
    const document = documentOf({ record, candidates, options, running: isRunning(store, record.job) });
    const undecided: DecisionDocument = { ...document, decided: false };
    const print = (told: DecisionDocument): void => context.stdout(options.json ? `${JSON.stringify(told)}\n` : decisionText(told));
    const refused = candidates.find(({ answer }) => !answer.may && !answer.done);
    if (decisions.length === 0 && refused !== undefined && !refused.answer.may)
      throw new UserError(2, [
        {
          message: `${options.item} at ${refused.attempt.vendor} cannot be resolved as ${options.as}: ${refused.answer.why}`,
          hint: `its history: tranche status ${record.job} --item ${options.item}`,
        },
      ]);
    if (decisions.length === 0 || options.dryRun) {
      print(undecided);
      return 0;
    }
    if (!options.yes && !(await agreed(undecided, context))) {
      print(undecided);
      return 0;
    }
    const { triesPerVendor } = engineRules(opened.workspace.config);
    const applied = await whileNobodyRuns(store, record.job, (fence) =>
      store.apply({
        job: record.job,
        fence,
        now: Date.now(),
        changes: decisions.map(({ attempt, event }) => ({ target: { attempt }, event })),
        triesPerVendor,
      }),
    );
    if (applied === undefined) await store.decide(record.job, decisions, Date.now());
    print({ ...document, decided: true, running: applied === undefined });
    return 0;
  });

/** Only a person at a terminal can be asked; a script has to say `--yes`. */
const agreed = async (document: DecisionDocument, context: CommandContext): Promise<boolean> => {
  if (!context.terminal.stdin || !context.terminal.stderr)
    throw new UserError(2, [
      { path: "--yes", message: "nobody is there to be asked", hint: "look at it with --dry-run, then decide with --yes" },
    ]);
  context.stderr(decisionText(document).split("\n").slice(0, -2).join("\n") + "\n");
  return confirm("Decide so?", context);
};

interface Candidate {
  readonly attempt: ItemAttempt;
  readonly answer: DecisionAnswer;
}

/** The attempts the decision is about: those it changes, else the latest of each vendor. Throws where it is not clear which. */
const candidatesOf = ({ store }: OpenedStore, record: JobRecord, options: ResolveOptions): readonly Candidate[] => {
  const { item, vendor, as, ref } = options;
  const found = itemAttempts(store.database, { job: record.job, item });
  if (found === undefined)
    throw new UserError(2, [{ message: `${record.job} has no item ${item}`, hint: "ids are those of the items file" }]);
  const attempts = found.filter((attempt) => vendor === undefined || attempt.vendor === vendor);
  if (attempts.length === 0)
    throw new UserError(2, [
      {
        message: vendor === undefined ? `${item} was never sent to anybody` : `${item} was never sent to ${vendor}`,
        hint: "there is nothing to resolve",
      },
    ]);
  const all = attempts.map((attempt) => ({
    attempt,
    answer: decideAttempt({ as, state: attempt.state, key: attempt.key, now: Date.now(), ...(ref === undefined ? {} : { ref }) }),
  }));
  const open = all.filter(({ answer }) => answer.may);
  // Work that is still waited for comes before work that was given up.
  const live = open.filter(({ attempt }) => attempt.state.at !== "expired");
  const meant = live.length > 0 ? live : open;
  const vendors = [...new Set(meant.map(({ attempt }) => attempt.vendor))];
  if (vendors.length > 1)
    throw new UserError(2, [
      { path: "--vendor", message: `${item} is open at ${vendors.join(" and ")}`, hint: `say which, as in --vendor ${vendors[0] ?? ""}` },
    ]);
  return meant.length > 0 ? meant : all.slice(-1);
};

interface Deciding {
  readonly record: JobRecord;
  readonly candidates: readonly Candidate[];
  readonly options: ResolveOptions;
  readonly running: boolean;
}

const documentOf = ({ record, candidates, options, running }: Deciding): DecisionDocument => ({
  job: record.job,
  item: options.item,
  as: options.as,
  decided: false,
  running,
  attempts: candidates.map(({ attempt, answer }) => ({
    vendor: attempt.vendor,
    owner: attempt.owner,
    key: attempt.key,
    state: attempt.state.at,
    since: new Date("since" in attempt.state ? attempt.state.since : attempt.reservedAt).toISOString(),
    ...(answer.may
      ? {
          mayCost: {
            money: answer.risk.paidTwice ? attempt.priceMicros / 1_000_000 : 0,
            currency: record.currency,
            owners: answer.risk.seenTwice ? 1 : 0,
            because: answer.risk.because,
          },
        }
      : { why: answer.why }),
  })),
});
