import type { Job } from "@tranche/sdk";
import type { StateOptions } from "../engine/planning/job-state.ts";
import { vendorFacts } from "../engine/planning/vendor-facts.ts";
import { jobFactsOf } from "./job-bench.ts";
import type { Workspace } from "./workspace.ts";

/** What planning takes from a job as the store keeps it, where its file is not at hand. */
export const storedBench = (workspace: Workspace, job: Job): Pick<StateOptions, "job" | "vendors" | "currency" | "budgetMicros"> => {
  const now = Date.now();
  return {
    job: jobFactsOf(job),
    vendors: workspace.vendors
      .filter(({ config }) => job.vendors?.includes(config.name) ?? true)
      .map(({ config, definition }) => vendorFacts(config, definition.capabilities, { config: workspace.config, now })),
    currency: job.budget?.total.currency ?? "USD",
    ...(job.budget === undefined ? {} : { budgetMicros: job.budget.total.micros }),
  };
};
