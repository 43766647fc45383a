import { AdapterError, type Call, type Engagement, type Unit, type UnitOutcome } from "@tranche/sdk";
import { segment } from "../../http/index.ts";
import type { MercorContext } from "./context.ts";
import { type MercorEngagement, readEngagement } from "./engage.ts";
import { refusalScope } from "./errors.ts";
import { itemsByKey } from "./find.ts";
import { post } from "./post.ts";
import { readContracts } from "./rates.ts";
import { recruit } from "./recruit.ts";
import { type MercorBatchResult, mercorBatch } from "./wire.ts";

/**
 * One batch, answered per item and in any order. `external_id_taken` means the key exists: it is looked up and compared before it counts. An item
 * that the answer does not mention is in doubt.
 */
export const submit = async (
  context: MercorContext,
  engagement: Engagement,
  units: readonly Unit[],
  call: Call,
): Promise<readonly UnitOutcome[]> => {
  const data = readEngagement(engagement);
  const keys = units.map((unit) => unit.key);
  const results = await send(context, { data, units }, call);
  const byKey = new Map(results.map((result) => [result.external_id, result]));
  const taken = keys.filter((key) => byKey.get(key)?.reason?.code === "external_id_taken");
  const existing = await lookUp(context, { project: data.project, keys: taken }, call);
  return keys.map((key) => outcomeOf(key, byKey.get(key), existing));
};

const send = async (
  context: MercorContext,
  { data, units }: { readonly data: MercorEngagement; readonly units: readonly Unit[] },
  call: Call,
): Promise<readonly MercorBatchResult[]> => {
  const request = {
    path: `/projects/${segment(data.project)}/work_items:batch`,
    about: ["work_items", data.project, ...units.map((unit) => unit.key)],
    body: { items: units.map((unit) => toItem(unit, data)) },
    answer: mercorBatch,
    what: "batch of results",
  };
  try {
    return (await post(context, request, call)).results;
  } catch (error) {
    if (!AdapterError.is(error) || error.code !== "no_active_contract") throw error;
    // Everybody left. Nothing was taken, and nothing will be until somebody is hired: ask the next ones, then wait for this vendor.
    const waiting = await recruit(context, data.hiring, await readContracts(context, data.project, call), call);
    throw new AdapterError({
      kind: "throttled",
      status: 409,
      code: "no_active_contract",
      message: `nobody is under contract at the moment: ${waiting}`,
      cause: error,
    });
  }
};

const toItem = (unit: Unit, data: MercorEngagement): Record<string, unknown> => ({
  external_id: unit.key,
  title: data.title,
  payload: unit.content,
  reviewers_required: data.reviewersRequired,
  ...(data.estimatedMinutes !== undefined && { estimated_minutes: data.estimatedMinutes }),
});

type Existing = ReadonlyMap<string, { readonly ref: string; readonly state: string }> | undefined;

const lookUp = async (
  context: MercorContext,
  { project, keys }: { readonly project: string; readonly keys: readonly string[] },
  call: Call,
): Promise<Existing> => {
  try {
    return await itemsByKey(context, { project, keys }, call);
  } catch {
    // The batch itself was answered: only the keys that were taken stay in doubt.
    return undefined;
  }
};

const outcomeOf = (key: string, result: MercorBatchResult | undefined, existing: Existing): UnitOutcome => {
  if (result === undefined) return { outcome: "in-doubt", key, why: "the vendor's answer does not mention it" };
  if (result.status === "accepted" && result.work_item_id) return { outcome: "accepted", key, ref: result.work_item_id };
  if (result.status !== "rejected") return { outcome: "in-doubt", key, why: "the vendor neither accepted nor rejected it" };
  const code = result.reason?.code ?? "rejected";
  if (code !== "external_id_taken")
    return {
      outcome: "refused",
      key,
      why: `the vendor rejected it: ${/^[a-z0-9_.-]{1,64}$/i.test(code) ? code : "no reason"}`,
      scope: refusalScope(code),
    };
  const item = existing?.get(key);
  if (item === undefined) return { outcome: "in-doubt", key, why: "the key is taken, and the work item it belongs to could not be read" };
  if (result.reason?.work_item_id != null && result.reason.work_item_id !== item.ref)
    return { outcome: "in-doubt", key, why: "the vendor names two work items for the key" };
  if (item.state === "withdrawn")
    return { outcome: "refused", key, why: "the key belongs to a work item that was withdrawn", scope: "item" };
  return { outcome: "accepted", key, ref: item.ref };
};
