import { capOf } from "../exposure/cap.ts";
import { seenByEither } from "../exposure/two-owners.ts";
import type { OwnerId, PlanInputs } from "./plan-inputs.ts";
import type { Reason } from "./plan.ts";
import { counted, listed } from "./words.ts";

/** Why an owner is shown nothing more: what it and another one may see together is used up, or has no room for this. */
export const pairReason = (
  { job, dataset }: Pick<PlanInputs, "job" | "dataset">,
  { owners, used }: { readonly owners: readonly [OwnerId, OwnerId]; readonly used: number },
): Reason => {
  const most = capOf(dataset.items, job.maxShareOfTwoPerMillion);
  const seen = seenByEither(dataset, owners) + used;
  return {
    code: "pair-at-cap",
    text: `${listed(owners)} are ${seen < most ? "near" : "at"} what any two may see together: ${counted(seen)} of ${counted(most)}`,
  };
};
