import type { Argv } from "yargs";
import { concernsVendor, type HealthScope, scopeKey } from "../core/health/scope.ts";
import { type HealthEvent, healthy, stepHealth, type VendorHealth } from "../core/health/vendor-health.ts";
import { engineRules } from "../engine/planning/engine-vendor.ts";
import { effectOfLoss } from "../engine/planning/job-state.ts";
import { gatesBefore } from "../core/release/gates-before.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { UserError } from "../input/problem.ts";
import type { JobRecord, OrderWhat } from "../ports/store.ts";
import { type OrderDocument, orderText } from "../report/index.ts";
import { openWork } from "../store/sqlite/facts/open-work.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { isRunning } from "./job-lock.ts";
import { learntFacts } from "./learnt-facts.ts";
import { findJob, jobOf, type OpenedStore, withStore } from "./opened-job.ts";
import { storedBench } from "./stored-bench.ts";

export interface FailoverOptions extends CommonOptions {
  readonly vendor: string;
  readonly job?: string;
  readonly reason?: string;
  readonly dryRun: boolean;
}

interface OrderCommand {
  readonly name: OrderDocument["order"];
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
          .positional("vendor", {
            type: "string",
            demandOption: true,
            describe: "a vendor's name in the config, or an owner's: all its vendors",
          })
          .option("job", { type: "string", requiresArg: true, describe: "only for this job; default: every job" })
          .option("reason", { type: "string", requiresArg: true, describe: "kept with the decision" })
          .option("dry-run", {
            type: "boolean",
            default: false,
            describe: "only say what it would do; answers 4 where something would have nowhere to go",
          }),
      async (args) => done(await runOrder(command.name, args as unknown as FailoverOptions, context)),
    );

/** `tranche failover <vendor>`: takes it out; a run that is going on, or the next one, moves what is missing. */
export const registerFailover: (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void) => Argv = register(commands.failover);
/** `tranche hold <vendor>`: no new work to it, until released. */
export const registerHold: (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void) => Argv = register(commands.hold);
/** `tranche release <vendor>`: back again, a probe first. */
export const registerRelease: (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void) => Argv = register(commands.release);

/** Gives an order once: saying it again changes nothing, and says so. */
export const runOrder = (name: OrderDocument["order"], options: FailoverOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async (opened) => {
    const { workspace, store } = opened;
    const command: OrderCommand = commands[name];
    const records = options.job === undefined ? await store.listJobs() : [await findJob(store, options.job, context.cwd)];
    const vendors = vendorsMeant(opened, options);
    const health = await store.readHealth();
    const reason = options.reason ?? command.defaultReason;
    const now = Date.now();
    const scope = scopeOf(opened, options, records[0]);
    const event = eventOf(command.what, { at: now, why: reason });
    const rules = engineRules(workspace.config).health;
    const changes = keysMeant(health, { command, scope, vendors }).flatMap((key): (readonly [string, VendorHealth])[] => {
      const before = health.get(key) ?? healthy;
      const after = stepHealth(before, event, rules);
      return isNews(before, after) ? [[key, after]] : [];
    });
    // Before the order is given: afterwards the vendor has nothing to lose.
    const jobs =
      command.what === "release" ? [] : await Promise.all(records.map((record) => effectOn(opened, { record, vendors, command })));
    const waiting = command.what === "release" && ((await anyWait(opened, records, vendors)) || (await anyGate(opened, records, vendors)));
    const given = !options.dryRun && (changes.length > 0 || waiting);
    if (given) {
      const waitsOver = command.what === "release" ? records.flatMap(({ job }) => vendors.map((vendor) => ({ job, vendor }))) : [];
      await store.giveOrder(
        {
          vendor: scope.scope === "owner" ? scopeKey(scope) : options.vendor,
          ...(scope.scope === "engagement" ? { job: scope.job } : {}),
          what: command.what,
          why: reason,
          at: now,
        },
        { health: changes, waitsOver },
      );
    }
    const running = records.some((record) => isRunning(store, record.job));
    const document: OrderDocument = {
      vendor: options.vendor,
      vendors,
      order: command.name,
      reason,
      given,
      already: changes.length === 0 && !waiting,
      running,
      jobs: jobs.flat(),
    };
    context.stdout(options.json ? `${JSON.stringify(document)}\n` : orderText(document));
    return options.dryRun && document.jobs.some(({ stranded }) => stranded > 0) ? 4 : 0;
  });

/** One vendor, or all of an owner's; throws where there is neither. */
const vendorsMeant = ({ workspace, store }: OpenedStore, { vendor }: FailoverOptions): readonly string[] => {
  const { vendors } = workspace.config;
  if (vendors[vendor] !== undefined) return [vendor];
  const ofOwner = Object.values(vendors).flatMap(({ name, owner }) => (owner === vendor ? [name] : []));
  if (ofOwner.length > 0) return ofOwner;
  // One that the config no longer names may still hold work.
  if (store.database.get("SELECT 1 FROM attempts WHERE vendor = ? LIMIT 1", vendor) !== undefined) return [vendor];
  throw new UserError(2, [{ message: `there is no vendor called ${vendor}`, hint: `the config has ${Object.keys(vendors).join(", ")}` }]);
};

const scopeOf = ({ workspace }: OpenedStore, { vendor, job }: FailoverOptions, record: JobRecord | undefined): HealthScope => {
  const isOwner =
    workspace.config.vendors[vendor] === undefined && Object.values(workspace.config.vendors).some(({ owner }) => owner === vendor);
  if (isOwner && job !== undefined)
    throw new UserError(2, [
      {
        path: "--job",
        message: `${vendor} is an owner, and an owner is ordered for every job at once`,
        hint: "name one of its vendors, or leave --job out",
      },
    ]);
  if (isOwner) return { scope: "owner", owner: vendor };
  return job === undefined ? { scope: "account", vendor } : { scope: "engagement", vendor, job: record?.job ?? job };
};

/** A vendor that is let back in is let back in with everything of it; the other orders are for the one scope they name. */
const keysMeant = (
  health: ReadonlyMap<string, VendorHealth>,
  { command, scope, vendors }: { readonly command: OrderCommand; readonly scope: HealthScope; readonly vendors: readonly string[] },
): readonly string[] => {
  const key = scopeKey(scope);
  if (command.what !== "release" || scope.scope === "engagement") return [key];
  return [...new Set([key, ...[...health.keys()].filter((known) => vendors.some((vendor) => concernsVendor(known, vendor)))])];
};

const eventOf = (what: OrderWhat, { at, why }: { readonly at: number; readonly why: string }): HealthEvent => {
  switch (what) {
    case "take-out":
      return { event: "taken-out", at, why };
    case "hold":
      return { event: "held", at, why };
    case "release":
      return { event: "released", at };
    default:
      return what satisfies never;
  }
};

/** The same word again, later and in other words, is no news. One that was lost by itself and is taken out by a person is. */
const isNews = (before: VendorHealth, after: VendorHealth): boolean =>
  before.is !== after.is
    ? true
    : before.is === "out" && after.is === "out"
      ? before.cause !== after.cause
      : before.is === "cooling" && after.is === "cooling" && before.until !== after.until && before.why !== after.why;

/** A vendor that asked to be waited for is let back in by a person like one that cools. */
const anyWait = async ({ store }: OpenedStore, records: readonly JobRecord[], vendors: readonly string[]): Promise<boolean> => {
  for (const record of records)
    for (const vendor of vendors) if (((await store.readWait(record.job, vendor))?.until ?? 0) > Date.now()) return true;
  return false;
};

/** One that is held at a job's gate is well otherwise: nothing of it is in its health. */
const anyGate = async ({ workspace, store }: OpenedStore, records: readonly JobRecord[], meant: readonly string[]): Promise<boolean> => {
  const orders = await store.ordersAfter(0);
  const vendors = Object.values(workspace.config.vendors).map(({ name, owner }) => ({ vendor: name, owner }));
  for (const { job } of records) {
    const { gated } = gatesBefore(await store.releaseRecords(job), orders, { job, vendors });
    if (meant.some((vendor) => gated.has(vendor))) return true;
  }
  return false;
};

const effectOn = async (
  { workspace, store }: OpenedStore,
  { record, vendors, command }: { readonly record: JobRecord; readonly vendors: readonly string[]; readonly command: OrderCommand },
): Promise<OrderDocument["jobs"]> => {
  const stored = storedBench(workspace, jobOf(record));
  const bench = { ...stored, vendors: await learntFacts(stored.vendors, { store, job: stored.job, workspace }) };
  const mine = openWork(store.database, record.job).filter(({ vendor }) => vendors.includes(vendor));
  const sum = (of: (work: (typeof mine)[number]) => number): number => mine.reduce((total, work) => total + of(work), 0);
  const unsent = sum((work) => work.unsent);
  const open = sum((work) => work.open + work.inDoubt);
  if (unsent + open === 0) return [];
  const base = { job: record.job, currency: record.currency, unsent, open };
  // What a held vendor was to get waits for it, and what it has it keeps.
  if (command.what === "hold") return [{ ...base, to: {}, stranded: 0, because: [], extraCost: 0 }];
  const effect = await effectOfLoss(
    store,
    { ...bench, hashes: { job: "", vendors: "", items: record.itemsHash }, now: Date.now(), solve: await loadHighs() },
    vendors,
  );
  return [{ ...base, ...effect }];
};
