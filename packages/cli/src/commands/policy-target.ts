import { type LotteryStratum, type PolicyChange, statedShares } from "../core/compare/index.ts";
import { checkPlanInputs } from "../core/plan/check-inputs.ts";
import { type Plan, type PlanInputs, planJob, type SolveLinearProgram } from "../core/plan/index.ts";
import { UserError } from "../input/problem.ts";
import type { JobRecord } from "../ports/store.ts";
import { jobOf } from "./opened-job.ts";
import { storedBench } from "./stored-bench.ts";
import type { Workspace } from "./workspace.ts";

export interface TargetOptions {
  readonly workspace: Workspace;
  readonly records: readonly JobRecord[];
  readonly strata: readonly LotteryStratum[];
  readonly change: PolicyChange;
  /** As it was asked. */
  readonly policy: string;
  readonly solve: SolveLinearProgram;
  readonly now: number;
}

/**
 * The shares another policy would have dealt, for each job: as it says them, or as the planner finds them under the changed limits, with the
 * exposure there was when the job was planned, and prices and capacities as the config says now. Throws (3) where no plan meets them.
 */
export const policyTarget = (options: TargetOptions): ((stratum: LotteryStratum) => Readonly<Record<string, number>>) => {
  const byJob = new Map(options.records.map((record) => [record.job, sharesOf(record, options)]));
  // A job's name may have slashes in it: the stratum's number is behind the last one.
  return ({ id }) => byJob.get(id.slice(0, id.lastIndexOf("/"))) ?? {};
};

const sharesOf = (record: JobRecord, { strata, change, policy, ...rest }: TargetOptions): Readonly<Record<string, number>> => {
  const own = strata.filter(({ id, measures }) => measures !== true && id.slice(0, id.lastIndexOf("/")) === record.job);
  const stated = statedShares(change, sharesThereWere(own));
  if (stated === undefined) return plannedShares(record, change, { ...rest, policy });
  const sum = Object.values(stated).reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-6)
    throw new UserError(2, [
      {
        path: "--what-if",
        message: `the shares of ${policy} add up to ${Number(sum.toFixed(4))}, and nobody is left to take the rest`,
        hint: "name shares that add up to 1",
      },
    ]);
  return stated;
};

const sharesThereWere = (strata: readonly LotteryStratum[]): Readonly<Record<string, number>> => {
  const all = strata.reduce((sum, { slots }) => sum + slots, 0) || 1;
  const shares: Record<string, number> = {};
  for (const { slots, chances } of strata)
    for (const [vendor, chance] of Object.entries(chances)) shares[vendor] = (shares[vendor] ?? 0) + (slots * chance) / all;
  return shares;
};

const plannedShares = (
  record: JobRecord,
  change: PolicyChange,
  { workspace, solve, now, policy }: Pick<TargetOptions, "workspace" | "solve" | "now" | "policy">,
): Readonly<Record<string, number>> => {
  const plan = JSON.parse(record.planJson) as Plan;
  const { job, vendors, currency, budgetMicros } = storedBench(workspace, jobOf(record));
  const { groups: _, ...ungrouped } = job;
  const seen = new Map(plan.vendors.map(({ owner, exposure }) => [owner, exposure.before]));
  const inputs: PlanInputs = {
    job: {
      ...ungrouped,
      ...(change.maxSharePerMillion === undefined ? {} : { maxSharePerMillion: change.maxSharePerMillion }),
      ...(change.objective === undefined ? {} : { route: { by: "objective" as const, objective: change.objective } }),
    },
    dataset: { items: plan.datasetItems, owners: [...seen].map(([owner, items]) => ({ owner, items })) },
    vendors: vendors.filter(({ vendor }) => change.without?.includes(vendor) !== true),
    classes: [{ id: "all", items: plan.items, slotsEach: job.slotsPerItem, seenBy: [], barredOwners: [], barredVendors: [] }],
    ...(budgetMicros === undefined ? {} : { budget: { totalMicros: budgetMicros, committedMicros: 0 } }),
    currency,
    hashes: plan.inputs,
    now,
  };
  const [problem] = checkPlanInputs(inputs);
  if (problem !== undefined) throw new UserError(2, [{ path: "--what-if", message: `${policy} cannot be planned: ${problem.message}` }]);
  const draft = planJob(inputs, solve);
  if (draft.infeasible !== undefined)
    throw new UserError(3, [
      {
        path: "--what-if",
        message: `no plan of ${record.job} meets ${policy}: ${draft.infeasible.because.map(({ text }) => text).join("; ")}`,
        hint: `any one of these would do: ${draft.infeasible.wouldHelp.map(({ text }) => text).join(" · ")}`,
      },
    ]);
  const slots = draft.vendors.reduce((sum, vendor) => sum + vendor.slots, 0) || 1;
  return Object.fromEntries(draft.vendors.filter((vendor) => vendor.slots > 0).map((vendor) => [vendor.vendor, vendor.slots / slots]));
};

/** How the strata of some jobs are called when people read of them. */
export const stratumNames = (records: readonly JobRecord[]): ((stratum: string) => string) => {
  const classes = new Map(records.map((record) => [record.job, (JSON.parse(record.planJson) as Plan).assignment.classes]));
  return (stratum) => {
    const at = stratum.lastIndexOf("/");
    const job = stratum.slice(0, at);
    const own = classes.get(job) ?? [];
    const id = own[Number(stratum.slice(at + 1))]?.id;
    const real = own.filter(({ purpose }) => purpose === undefined);
    return real.length < 2 || id === undefined ? `the items of ${job}` : `the items of ${job} that are "${id}"`;
  };
};
