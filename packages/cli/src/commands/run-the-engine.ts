import type { Job } from "@tranche/sdk";
import { inCurrency } from "../core/budget/convert.ts";
import { capOf } from "../core/exposure/cap.ts";
import type { Plan } from "../core/plan/index.ts";
import type { OwnerRules } from "../core/route/conflict.ts";
import type { EngineEnd, EngineNote } from "../engine/engine-options.ts";
import { createLog } from "../engine/log.ts";
import { engineRules, engineVendor } from "../engine/planning/engine-vendor.ts";
import { lossOf } from "../engine/planning/job-state.ts";
import { createReplan } from "../engine/planning/replan-missing.ts";
import { underRules } from "../engine/planning/vendor-facts.ts";
import { runEngine } from "../engine/run-engine.ts";
import type { loadHighs } from "../engine/solve/highs.ts";
import { systemClock } from "../engine/system-clock.ts";
import type { OwnersSource } from "../ports/owners.ts";
import type { JobRecord } from "../ports/store.ts";
import type { ShareLimits } from "../ports/share-limits.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { Pseudonyms } from "../trust/pseudonyms.ts";
import type { CommandContext, CommonOptions } from "./context.ts";
import { groupLimitOf, independenceOf, type JobBench } from "./job-bench.ts";
import { stateOptions } from "./planned-job.ts";
import { gateOf } from "./release-schedule.ts";
import { readRun } from "./read-run.ts";
import { watchRun } from "./run-watch.ts";
import type { connect } from "./workspace.ts";

/** What the engine takes from a job bench: less than a job file gives, so that a job may also come from the store. */
export type RunBench = Omit<JobBench, "loaded" | "contentHash" | "gold"> & { readonly loaded: Pick<JobBench["loaded"], "instructions"> };

export interface EngineRun {
  readonly bench: RunBench;
  readonly store: SqliteStore;
  readonly options: CommonOptions & { readonly until: "dispatched" | "complete"; readonly adopt?: boolean };
  readonly context: CommandContext;
  readonly maxWaitMs?: number;
}

export interface Tools {
  readonly solve: Awaited<ReturnType<typeof loadHighs>>;
  readonly pseudonyms: Pseudonyms;
}

export interface EngineParts extends Tools {
  readonly fence: number;
  readonly adapters: readonly Awaited<ReturnType<typeof connect>>[];
  readonly owners: OwnersSource;
}

/** Runs the engine over a job that the store knows, and shows how it goes. */
export const runTheEngine = async (parts: EngineRun, { fence, solve, pseudonyms, adapters, owners }: EngineParts): Promise<EngineEnd> => {
  const { bench, store, options, context } = parts;
  const { job, workspace } = bench;
  const { config } = workspace;
  const record = await store.readJob(job.name);
  const state = { ...stateOptions(bench, systemClock.now()), hashes: { ...bench.hashes, items: record?.itemsHash ?? "" } };
  const started = record?.createdAt ?? systemClock.now();
  const slots = Object.values((await store.progress(job.name)).slots).reduce((sum, count) => sum + count, 0);
  // What could come to a vendor, a failover included: an hourly vendor has to hire for it beforehand.
  const expectedUnits = Math.min(slots, capOf(await store.datasetSize(job.dataset), job.policy.maxSharePerMillion) * job.judgments.perItem);
  const { adjudication } = job.judgments;
  const { goldSharePerMillion: goldShare } = job.quality;
  const gate = gateOf(job, config.timeScale);
  const log = createLog(options.logLevel, context.stderr);
  const watch = watchRun({ context, options, read: () => readRun({ bench, store, strandedAtMost: 0 }) });
  try {
    return await runEngine({
      job: {
        job: job.name,
        dataset: job.dataset,
        shape: job.task.shape,
        slotsPerItem: job.judgments.perItem,
        // A vendor that takes over is shown gold that others have judged.
        mostPerItem: Math.max(mostPerItem(record), adjudication?.atMost ?? 0, goldShare === undefined ? 0 : job.judgments.perItem + 1),
        ...(goldShare === undefined ? {} : { goldSharePerMillion: goldShare }),
        ...(adjudication === undefined ? {} : { adjudication }),
        independent: independenceOf(job),
        currency: bench.currency,
        ...(job.hedge === undefined ? {} : { hedge: job.hedge }),
        ...(gate === undefined ? {} : { gate, ...(job.route.by === "objective" ? { objective: job.route.objective } : {}) }),
        ...(job.quality.floorPerMillion === undefined ? {} : { floorPerMillion: job.quality.floorPerMillion }),
        inJobCurrency: (amount) => {
          const micros = inCurrency(amount, bench.currency, config.currencies);
          return micros === undefined ? undefined : { micros, currency: bench.currency };
        },
        ...(job.deadlineMs === undefined ? {} : { deadlineAt: Math.round(started + job.deadlineMs / config.timeScale) }),
        ...(job.budget === undefined ? {} : { budgetMicros: job.budget.total.micros }),
        ownerCap: (items) => capOf(items, job.policy.maxSharePerMillion),
        ...pairCapOf(job),
        ...shareLimitsOf(job),
        deny: job.policy.deny,
        ...groupLimitOf(job),
      },
      vendors: bench.vendors.map((vendor, index) => {
        const adapter = adapters[index];
        const facts = bench.facts[index];
        if (adapter === undefined || facts === undefined) throw new Error("a vendor has no adapter");
        return engineVendor({
          vendor: vendor.config,
          adapter,
          facts,
          config,
          job,
          instructions: bench.loaded.instructions,
          expectedUnits,
          pseudonyms,
        });
      }),
      store,
      owners,
      clock: systemClock,
      pseudonyms,
      replan: createReplan({
        ...state,
        hashes: { ...state.hashes, ledgerHead: "" },
        solve,
        placeFor: (vendor, seq) => pseudonyms.placeFor({ vendor, dataset: job.dataset }, seq),
      }),
      predictLoss: async (vendor) => {
        const now = systemClock.now();
        const vendors = underRules(state.vendors, { now, ...(await rulesOf(owners)) });
        return (await lossOf(store, { ...state, vendors, now, solve }, vendor))?.stranded ?? 0;
      },
      rules: engineRules(config),
      fence,
      seed: fence,
      signal: context.signal,
      until: options.until,
      onUnknown: options.adopt === true ? "adopt" : "refuse",
      ...(parts.maxWaitMs === undefined ? {} : { maxWaitMs: parts.maxWaitMs }),
      timeScale: config.timeScale,
      onNote: (note: EngineNote) => log(note),
    });
  } finally {
    watch.stop();
  }
};

/** Judgments of the item that gets most of them: more than the job needs where it is gold, or there for comparison. */
const mostPerItem = (record: JobRecord | undefined): number => {
  if (record === undefined) return 1;
  const { assignment } = JSON.parse(record.planJson) as Plan;
  return Math.max(record.slotsPerItem, ...assignment.classes.map(({ slotsEach }) => slotsEach));
};

/** Absent where they cannot be read: then what was read at the start is gone by. */
export const rulesOf = async (owners: OwnersSource): Promise<{ readonly rules?: OwnerRules }> => {
  const read = await owners.now();
  return read.is === "known" ? { rules: read.rules } : {};
};

const pairCapOf = ({ policy: { maxShareOfTwoPerMillion: share } }: Job): { readonly pairCap?: (items: number) => number } =>
  share === undefined ? {} : { pairCap: (items) => capOf(items, share) };

const shareLimitsOf = ({ policy, groups }: Job): { readonly shares?: ShareLimits } => {
  const { maxShareOfBytesPerMillion: bytesPerMillion, maxShareOfGroupsPerMillion: perMillion } = policy;
  const by = groups?.by;
  if (bytesPerMillion === undefined && perMillion === undefined) return {};
  return {
    shares: {
      ...(bytesPerMillion === undefined ? {} : { bytesPerMillion }),
      ...(perMillion === undefined || by === undefined ? {} : { groups: { perMillion, by } }),
    },
  };
};
