import type { PlanInputs } from "../../core/plan/index.ts";
import type { GroupTotalsQuery } from "../../ports/share-limits.ts";
import type { Store } from "../../ports/store.ts";

/** Who has seen how much of a dataset, in every measure that the job has a cap in, and how much the dataset is in the others than items. */
export const measured = async (
  store: Pick<Store, "exposureOf" | "datasetBytes" | "groupTotals">,
  job: PlanInputs["job"],
  groupBy: string | undefined,
  /** Unsent slots whose places stand: what they will show counts as shown. Default none. */
  standing?: GroupTotalsQuery["standing"],
): Promise<Pick<PlanInputs["dataset"], "owners" | "bytes" | "groups">> => {
  const exposure = await store.exposureOf(job.dataset);
  const ofBytes = job.maxShareOfBytesPerMillion !== undefined;
  const totals =
    job.maxShareOfGroupsPerMillion === undefined || groupBy === undefined
      ? undefined
      : await store.groupTotals({ dataset: job.dataset, by: groupBy, ...(standing === undefined ? {} : { standing }) });
  return {
    owners: exposure.map(({ owner, items, bytes }) => ({
      owner,
      items,
      ...(ofBytes ? { bytes } : {}),
      ...(totals === undefined ? {} : { groups: totals.owners.get(owner) ?? 0 }),
    })),
    ...(ofBytes ? { bytes: await store.datasetBytes(job.dataset) } : {}),
    ...(totals === undefined ? {} : { groups: totals.groups }),
  };
};
