import type { RunDocument } from "../report/index.ts";
import { runFacts } from "../store/sqlite/facts/run-facts.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { JobBench } from "./job-bench.ts";

/** Where a job stands, as its `run` and `status` document; undefined where it has not begun. */
export const readRun = (parts: {
  readonly bench: Pick<JobBench, "job" | "vendors" | "workspace">;
  readonly store: SqliteStore;
  readonly strandedAtMost?: number;
}): RunDocument | undefined => {
  const { bench, store, strandedAtMost } = parts;
  return runFacts(store.database, {
    job: bench.job.name,
    vendors: bench.vendors.map(({ config }) => ({ vendor: config.name, owner: config.owner })),
    ...(bench.job.budget === undefined ? {} : { budgetMicros: bench.job.budget.total.micros }),
    timeScale: bench.workspace.config.timeScale,
    now: Date.now(),
    ...(strandedAtMost === undefined ? {} : { strandedAtMost }),
  });
};
