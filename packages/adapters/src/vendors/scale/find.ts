import type { Call, Engagement, Finding } from "@tranche/sdk";
import { readBody } from "../../http/index.ts";
import { piecesOf } from "../in-turns.ts";
import type { ScaleContext } from "./context.ts";
import { readEngagement } from "./engage.ts";
import { scaleTaskPage } from "./wire.ts";

/** 100 keys of 40 characters are an address of 5 kB, and their tasks one full page. */
const keysAtATime = 100;

/** Asks for the tasks that hold the keys. A key that holds none is absent: Scale refuses a second create with it anyway. */
export const find = async (
  context: ScaleContext,
  engagement: Engagement,
  keys: readonly string[],
  call: Call,
): Promise<readonly Finding[]> => {
  const { project } = readEngagement(engagement);
  const refs = new Map<string, string>();
  for (const some of piecesOf(keys, keysAtATime)) await read(context, { keys: some, project, refs }, call);
  return keys.map((key) => {
    const ref = refs.get(key);
    return ref === undefined ? { found: "absent", key } : { found: "present", key, ref };
  });
};

const read = async (
  { http }: ScaleContext,
  { keys, project, refs }: { keys: readonly string[]; project: string; refs: Map<string, string> },
  { signal }: Call,
): Promise<void> => {
  let token: string | undefined;
  do {
    const response = await http.request({
      method: "GET",
      path: "/tasks",
      query: { unique_id: keys, limit: 100, next_token: token },
      effect: "read",
      signal,
    });
    const page = readBody(scaleTaskPage, response, "page of tasks");
    for (const task of page.docs)
      if (task.unique_id != null && (task.project == null || task.project === project)) refs.set(task.unique_id, task.task_id);
    token = page.docs.length === 0 || page.next_token === token ? undefined : (page.next_token ?? undefined);
  } while (token !== undefined);
};
