import type { Argv } from "yargs";
import { healthy, stepHealth } from "../core/health/vendor-health.ts";
import { engineRules } from "../engine/planning/engine-vendor.ts";
import { lossOf } from "../engine/planning/job-state.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { UserError } from "../input/problem.ts";
import type { JobRecord, OrderWhat } from "../ports/store.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { isRunning } from "./job-lock.ts";
import { findJob, jobOf, type OpenedStore, withStore } from "./opened-job.ts";
import { storedBench } from "./stored-bench.ts";

export interface FailoverOptions extends CommonOptions {
  readonly vendor: string;
  readonly job?: string;
  readonly reason?: string;
  readonly dryRun: boolean;
}

interface OrderCommand {
  readonly name: string;
  readonly what: OrderWhat;
  readonly describe: string;
  readonly defaultReason: string;
}

const commands = {
  failover: {
    name: "failover",
    what: "take-out",
    describe: "take a vendor out and place what is missing elsewhere, under the same limits",
    defaultReason: "taken out by hand",
  },
  hold: { name: "hold", what: "hold", describe: "no new work to a vendor", defaultReason: "held by hand" },
  release: { name: "release", what: "release", describe: "let a vendor back in, through a small probe", defaultReason: "released by hand" },
} as const satisfies Record<string, OrderCommand>;

const register =
  (command: OrderCommand) =>
  (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
    yargs.command(
      `${command.name} <vendor>`,
      command.describe,
      (builder) =>
        builder
          .positional("vendor", { type: "string", demandOption: true, describe: "the vendor's name in the config" })
          .option("job", { type: "string", requiresArg: true, describe: "only for this job; default: every job" })
          .option("reason", { type: "string", requiresArg: true, describe: "kept with the decision" })
          .option("dry-run", { type: "boolean", default: false, describe: "only say what it would do" }),
      async (args) => done(await runOrder(command, args as unknown as FailoverOptions, context)),
    );

/** `tranche failover <vendor>`: takes it out; a run that is going on, or the next one, moves what is missing. */
export const registerFailover: (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void) => Argv = register(commands.failover);
/** `tranche hold <vendor>`: no new work to it, until released. */
export const registerHold: (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void) => Argv = register(commands.hold);
/** `tranche release <vendor>`: back again, a probe first. */
export const registerRelease: (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void) => Argv = register(commands.release);

/** What an order would do, and whether it was given. */
export interface OrderDocument {
  readonly vendor: string;
  readonly order: string;
  readonly reason: string;
  readonly given: boolean;
  /** Whether a run is going on that acts on it now; else the next run does. */
  readonly running: boolean;
  readonly jobs: readonly { readonly job: string; readonly stranded: number; readonly extraCost: number; readonly currency: string }[];
}

export const runOrder = (command: OrderCommand, options: FailoverOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async (opened) => {
    const { workspace, store } = opened;
    const known = store.database.get("SELECT 1 FROM attempts WHERE vendor = ? LIMIT 1", options.vendor) !== undefined;
    if (workspace.config.vendors[options.vendor] === undefined && !known)
      throw new UserError(2, [
        {
          message: `there is no vendor called ${options.vendor}`,
          hint: `the config has ${Object.keys(workspace.config.vendors).join(", ")}`,
        },
      ]);
    const records = options.job === undefined ? await store.listJobs() : [await findJob(store, options.job, context.cwd)];
    const jobs = command.what === "take-out" ? await Promise.all(records.map((record) => effectOn(opened, record, options.vendor))) : [];
    const reason = options.reason ?? command.defaultReason;
    const now = Date.now();
    if (!options.dryRun) {
      const before = (await store.readHealth()).get(options.vendor) ?? healthy;
      const event =
        command.what === "take-out"
          ? { event: "taken-out" as const, at: now, why: reason }
          : command.what === "hold"
            ? { event: "held" as const, at: now, why: reason }
            : { event: "released" as const, at: now };
      const after = stepHealth(before, event, engineRules(workspace.config).health);
      // A run that is going on reads the order; one that starts later reads the health, or, for one job only, the order.
      if (options.job === undefined && after !== before) await store.saveHealth(options.vendor, after, now);
      await store.giveOrder({
        vendor: options.vendor,
        ...(options.job === undefined ? {} : { job: records[0]?.job ?? options.job }),
        what: command.what,
        why: reason,
        at: now,
      });
    }
    const running = records.some((record) => isRunning(store, record.job));
    const document: OrderDocument = {
      vendor: options.vendor,
      order: command.name,
      reason,
      given: !options.dryRun,
      running,
      jobs: jobs.flat(),
    };
    context.stdout(options.json ? `${JSON.stringify(document)}\n` : orderText(document));
    return 0;
  });

const effectOn = async ({ workspace, store }: OpenedStore, record: JobRecord, vendor: string): Promise<OrderDocument["jobs"]> => {
  const bench = storedBench(workspace, jobOf(record));
  const loss = await lossOf(
    store,
    { ...bench, hashes: { job: "", vendors: "", items: record.itemsHash }, now: Date.now(), solve: await loadHighs() },
    vendor,
  );
  return loss === undefined ? [] : [{ job: record.job, stranded: loss.stranded, extraCost: loss.extraCost, currency: record.currency }];
};

const orderText = ({ vendor, order, given, running, jobs }: OrderDocument): string => {
  const effects = jobs.map(({ job, stranded, extraCost, currency }) => {
    const more = `${extraCost < 0 ? "−" : "+"} ${currency} ${Math.abs(extraCost).toFixed(2)}`;
    return stranded === 0
      ? `  ${job}: everything missing has another place, at ${more}\n`
      : `  ${job}: ${stranded.toLocaleString("en-US")} judgments have nowhere to go; the others move at ${more}\n`;
  });
  const verb = order === "failover" ? "out" : order === "hold" ? "held" : "back on trial";
  const head = given
    ? `${vendor} is ${verb}${running ? "; the run that is going on acts on it" : "; the next run acts on it"}\n`
    : `${vendor} would be ${verb}; nothing was done\n`;
  return head + effects.join("");
};
