import type { Engagement, VendorAdapter } from "@tranche/sdk";
import type { Argv } from "yargs";
import { asAdapterError } from "../engine/call-vendor.ts";
import { engineRules } from "../engine/planning/engine-vendor.ts";
import { mostPages } from "../engine/collect.ts";
import { readableWithdrawals } from "../engine/readable-outcomes.ts";
import { type GcDocument, gcText, type GcVendor, type LeftUnit } from "../report/index.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { whileNobodyRuns } from "./job-lock.ts";
import { type OpenUnit, openUnits } from "./open-units.ts";
import { type OpenedStore, withStore } from "./opened-job.ts";
import { connect, type WorkspaceVendor } from "./workspace.ts";

export interface GcOptions extends CommonOptions {
  readonly dryRun: boolean;
}

/** `tranche gc`: what is left at vendors and nobody waits for; takes back what can be taken back. */
export const registerGc = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "gc",
    "find work that vendors still hold and nobody waits for, and take it back",
    (builder) => builder.option("dry-run", { type: "boolean", default: false, describe: "only list it" }),
    async (args) => done(await runGc(args as unknown as GcOptions, context)),
  );

export const runGc = (options: GcOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async (opened) => {
    const vendors: GcVendor[] = [];
    for (const vendor of opened.workspace.vendors) vendors.push(await sweep(opened, { vendor, options, context }));
    const document: GcDocument = { dryRun: options.dryRun, vendors };
    context.stdout(options.json ? `${JSON.stringify(document)}\n` : gcText(document));
    return vendors.some(({ failed }) => failed !== undefined) ? 5 : 0;
  });

interface Sweep {
  readonly vendor: WorkspaceVendor;
  readonly options: GcOptions;
  readonly context: CommandContext;
}

const sweep = async (opened: OpenedStore, { vendor, options, context }: Sweep): Promise<GcVendor> => {
  const { store, workspace } = opened;
  const { name } = vendor.config;
  const takesBack = vendor.definition.capabilities.cancel;
  const engaged: { job: string; engagement: Engagement }[] = [];
  for (const { job } of await store.listJobs()) {
    const { engagement } = await store.readEngagement(job, name);
    if (engagement?.state === "ready") engaged.push({ job, engagement });
  }
  const jobs = engaged.map(({ job }) => job);
  if (jobs.length === 0) return { vendor: name, jobs, takesBack, left: [] };
  try {
    const adapter = await connect(vendor, workspace, context);
    const left: LeftUnit[] = [];
    for (const { job, engagement } of engaged) {
      const found = await leftIn(opened, {
        vendor: name,
        job,
        open: await openUnits(adapter, { engagement, signal: context.signal, atMost: await mostPages(store, job) }),
      });
      left.push(
        ...(options.dryRun ? found : await takeBack(opened, { vendor: name, job, adapter, engagement, found, signal: context.signal })),
      );
    }
    return { vendor: name, jobs, takesBack, left };
  } catch (thrown) {
    return { vendor: name, jobs, takesBack, left: [], failed: asAdapterError(thrown).message };
  }
};

/** Those of them that this store has given up, or never heard of. */
const leftIn = async (
  { store }: OpenedStore,
  { vendor, job, open }: { readonly vendor: string; readonly job: string; readonly open: readonly OpenUnit[] },
): Promise<readonly LeftUnit[]> => {
  const find = (column: "key" | "ref", value: string): { item: string; state: string } | undefined =>
    store.database.get(
      `SELECT i.item, a.state FROM attempts a JOIN items i ON i.job = a.job AND i.seq = a.seq WHERE a.vendor = ? AND a.${column} = ? AND a.job = ?`,
      vendor,
      value,
      job,
    ) as { item: string; state: string } | undefined;
  return open.flatMap(({ ref, key }): LeftUnit[] => {
    const attempt = (key === undefined ? undefined : find("key", key)) ?? find("ref", ref);
    if (attempt === undefined) return [{ job, ref, is: "unknown" }];
    const waitedFor = attempt.state === "sending" || attempt.state === "in-doubt" || attempt.state === "accepted";
    return waitedFor || attempt.state === "answered" || attempt.state === "late" ? [] : [{ job, ref, item: attempt.item, is: "given-up" }];
  });
};

interface TakeBack {
  readonly vendor: string;
  readonly job: string;
  readonly adapter: VendorAdapter;
  readonly engagement: Engagement;
  readonly found: readonly LeftUnit[];
  readonly signal: AbortSignal;
}

/** What is given back is written down, so that it is owed no longer; where a run goes on, it is left to that run's own listing. */
const takeBack = async (
  { store, workspace }: OpenedStore,
  { vendor, job, adapter, engagement, found, signal }: TakeBack,
): Promise<readonly LeftUnit[]> => {
  const refs = found.flatMap(({ is, ref }) => (is === "given-up" ? [ref] : []));
  const whole = adapter.capabilities.cancel !== "item" && found.some(({ is }) => is === "unknown");
  // Taking back a whole project would take what somebody else may wait for.
  if (adapter.withdraw === undefined || refs.length === 0 || whole) return found;
  const said = readableWithdrawals(await adapter.withdraw(engagement, refs, { signal }), new Set(refs));
  const answers = new Map(said.map((answer) => [answer.ref, answer]));
  const { triesPerVendor } = engineRules(workspace.config);
  await whileNobodyRuns(store, job, (fence) =>
    store.apply({
      job,
      fence,
      now: Date.now(),
      triesPerVendor,
      changes: [...answers.values()].map((answer) => ({
        target: { vendor, ref: answer.ref },
        event:
          answer.withdrawal === "withdrawn"
            ? { event: "withdrawal-agreed", ref: answer.ref }
            : { event: "withdrawal-failed", ref: answer.ref, outcome: answer.withdrawal, why: answer.why },
      })),
    }),
  );
  return found.map((unit) => {
    const answer = answers.get(unit.ref);
    if (answer === undefined) return unit;
    return { ...unit, outcome: answer.withdrawal, ...(answer.withdrawal === "withdrawn" ? {} : { why: answer.why }) };
  });
};
