import type { PlanInputs } from "../../core/plan/index.ts";
import type { Store } from "../../ports/store.ts";

/** What two owners have both seen, where the job has a cap that asks for it. */
export const overlaps = async (
  store: Pick<Store, "overlapsOf"> | undefined,
  job: PlanInputs["job"],
): Promise<Pick<PlanInputs["dataset"], "overlaps">> =>
  store === undefined || job.maxShareOfTwoPerMillion === undefined ? {} : { overlaps: await store.overlapsOf(job.dataset) };
