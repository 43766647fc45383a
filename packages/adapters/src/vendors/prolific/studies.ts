import { AdapterError, type Call } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { stableHash } from "../stable-hash.ts";
import type { ProlificContext } from "./context.ts";
import type { ProlificEngagement } from "./engage.ts";
import type { Lot } from "./lot.ts";
import { prolificBalance, type ProlificStudy, prolificStudy } from "./wire.ts";

/** Drafts the study of a lot: a place for each of its task groups, so that every task is answered once. Costs nothing before it is published. */
export const makeStudy = async (
  { http, options }: ProlificContext,
  { data, lot }: { readonly data: ProlificEngagement; readonly lot: Lot },
  { signal }: Call,
): Promise<ProlificStudy> => {
  const body = {
    ...data.study,
    name: data.title,
    internal_name: lot.batch,
    prolific_id_option: "question",
    completion_codes: [
      { code: stableHash([lot.batch], 10).toUpperCase(), code_type: "COMPLETED", actions: [{ action: "MANUALLY_REVIEW" }] },
    ],
    total_available_places: lot.groups ?? Math.ceil((lot.marks.length - lot.rejected.length) / data.tasksPerGroup),
    estimated_completion_time: data.terms.minutes,
    reward: data.terms.rewardMinor,
    peripheral_requirements: [],
    data_collection_method: options.dataCollectionMethod,
    data_collection_id: lot.batch,
    data_collection_metadata: { annotators_per_task: 1 },
    project: data.project,
  };
  return readBody(prolificStudy, await http.request({ method: "POST", path: "/studies/", body, effect: "create", signal }), "study");
};

/**
 * Publishes a draft: the step that locks money. A study can be published once, so a repeat is refused and changes nothing. Where it is refused for want of
 * money, that is `unauthorized`: a person has to pay in.
 */
export const publish = async (
  context: ProlificContext,
  { study }: { readonly data: ProlificEngagement; readonly study: ProlificStudy },
  call: Call,
): Promise<ProlificStudy> => {
  const { http } = context;
  const path = `/studies/${segment(study.id)}/`;
  const { signal } = call;
  try {
    const response = await http.request({
      method: "POST",
      path: `${path}transition/`,
      body: { action: "PUBLISH" },
      effect: "repeatable",
      signal,
    });
    return readBody(prolificStudy, response, "study");
  } catch (error) {
    if (!AdapterError.is(error) || error.kind !== "refused") throw error;
    const now = readBody(prolificStudy, await http.request({ method: "GET", path, effect: "read", signal }), "study");
    if (now.status !== "UNPUBLISHED") return now;
    throw (await isShortOfMoney(context, now, call))
      ? new AdapterError({
          kind: "unauthorized",
          code: "balance",
          message: "the workspace has not enough money to publish a study; pay in at Prolific",
          cause: error,
        })
      : error;
  }
};

const isShortOfMoney = async ({ http, options }: ProlificContext, study: ProlificStudy, { signal }: Call): Promise<boolean> => {
  const path = `/workspaces/${segment(options.workspace)}/balance/`;
  const { available_balance: available } = readBody(
    prolificBalance,
    await http.request({ method: "GET", path, effect: "read", signal }),
    "balance",
  );
  return study.total_cost != null && available < study.total_cost;
};
