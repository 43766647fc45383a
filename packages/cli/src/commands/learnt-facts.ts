import type { JobFacts, VendorFacts } from "../core/plan/index.ts";
import { canonicalJson } from "../core/plan/index.ts";
import { goesByAccuracy, withAccuracyHistory } from "../core/release/accuracy-history.ts";
import type { Store } from "../ports/store.ts";
import { type JobBench, sha256 } from "./job-bench.ts";
import type { Workspace } from "./workspace.ts";

/** Vendors as other jobs of the store have shown them to be, where the job's route goes by that; the store is not asked otherwise. */
export const learntFacts = async (
  vendors: readonly VendorFacts[],
  { store, job, workspace }: { readonly store: Store; readonly job: JobFacts; readonly workspace: Workspace },
): Promise<readonly VendorFacts[]> => {
  if (!goesByAccuracy(job.route)) return vendors;
  const fixed = Object.values(workspace.config.vendors).flatMap(({ name, accuracyHistory }) => (accuracyHistory === false ? [name] : []));
  return withAccuracyHistory(vendors, {
    route: job.route,
    seen: await store.goldHistory({ taskKind: job.taskKind, without: job.name }),
    fixed: new Set(fixed),
  });
};

/** A job bench with what the store has learnt of its vendors, which a plan is then made from and hashed with; as it was where there is no store. */
export const learntBench = async (bench: JobBench, store: Store | undefined): Promise<JobBench> => {
  if (store === undefined) return bench;
  const facts = await learntFacts(bench.facts, { store, job: bench.jobFacts, workspace: bench.workspace });
  return facts === bench.facts ? bench : { ...bench, facts, hashes: { ...bench.hashes, vendors: sha256(canonicalJson(facts)) } };
};
