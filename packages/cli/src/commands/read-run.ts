import type { OwnerRules } from "../core/route/conflict.ts";
import { type RunDocument, withConflicts } from "../report/index.ts";
import { runFacts } from "../store/sqlite/facts/run-facts.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { JobBench } from "./job-bench.ts";

/** Where a job stands, as its `run` and `status` document; undefined where it has not begun. */
export const readRun = (parts: {
  readonly bench: Pick<JobBench, "job" | "vendors" | "workspace">;
  readonly store: SqliteStore;
  readonly strandedAtMost?: number;
  /** Who holds whom; default: as the config said when it was read. */
  readonly rules?: OwnerRules;
}): RunDocument | undefined => {
  const { bench, store, strandedAtMost } = parts;
  const now = Date.now();
  const { config } = bench.workspace;
  const document = runFacts(store.database, {
    job: bench.job.name,
    vendors: bench.vendors.map(({ config }) => ({ vendor: config.name, owner: config.owner })),
    ...(bench.job.budget === undefined ? {} : { budgetMicros: bench.job.budget.total.micros }),
    timeScale: config.timeScale,
    now,
    ...(strandedAtMost === undefined ? {} : { strandedAtMost }),
  });
  const rules = parts.rules ?? { stakes: config.owners, conflictPerMillion: config.rules.conflictPerMillion };
  return document === undefined ? undefined : withConflicts(document, { deny: bench.job.policy.deny, rules, now });
};
