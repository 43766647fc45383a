import type { Call, Engagement, Finding } from "@tranche/sdk";
import { segment } from "../../http/index.ts";
import { piecesOf } from "../in-turns.ts";
import type { MercorContext } from "./context.ts";
import { readEngagement } from "./engage.ts";
import { listAll } from "./lists.ts";
import { mercorWorkItem } from "./wire.ts";

const keysAtATime = 100;

/** Asks for work items by their external ids, a hundred at a time. */
export const find = async (
  context: MercorContext,
  engagement: Engagement,
  keys: readonly string[],
  call: Call,
): Promise<readonly Finding[]> => {
  const items = await itemsByKey(context, { project: readEngagement(engagement).project, keys }, call);
  return keys.map((key) => {
    const item = items.get(key);
    return item === undefined ? { found: "absent", key } : { found: "present", key, ref: item.ref };
  });
};

/** The work items the keys belong to; keys without one are missing. */
export const itemsByKey = async (
  context: MercorContext,
  { project, keys }: { readonly project: string; readonly keys: readonly string[] },
  call: Call,
): Promise<ReadonlyMap<string, { readonly ref: string; readonly state: string }>> => {
  const items = new Map<string, { readonly ref: string; readonly state: string }>();
  for (const some of piecesOf(keys, keysAtATime)) {
    const page = await listAll(
      context,
      { path: `/projects/${segment(project)}/work_items`, entry: mercorWorkItem, query: { external_id: some.join(",") } },
      call,
    );
    for (const item of page) if (item.external_id != null) items.set(item.external_id, { ref: item.work_item_id, state: item.state });
  }
  return items;
};
