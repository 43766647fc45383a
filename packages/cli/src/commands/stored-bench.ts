import type { Job } from "@tranche/sdk";
import type { StateOptions } from "../engine/planning/job-state.ts";
import { vendorFacts } from "../engine/planning/vendor-facts.ts";
import { jobCurrency, jobFactsOf } from "./job-bench.ts";
import type { Workspace } from "./workspace.ts";

/** What planning takes from a job as the store keeps it, where its file is not at hand. */
export const storedBench = (
  workspace: Workspace,
  job: Job,
): Pick<StateOptions, "job" | "vendors" | "currency" | "budgetMicros" | "groupBy"> => {
  const now = Date.now();
  const vendors = workspace.vendors.filter(({ config }) => job.vendors?.includes(config.name) ?? true);
  const currency = jobCurrency(job, vendors);
  return {
    job: jobFactsOf(job),
    vendors: vendors.map(({ config, definition }) =>
      vendorFacts(config, definition.capabilities, { config: workspace.config, job, currency, now }),
    ),
    currency,
    ...(job.budget === undefined ? {} : { budgetMicros: job.budget.total.micros }),
    ...(job.groups?.by === undefined ? {} : { groupBy: job.groups.by }),
  };
};
