import { AdapterError, type Call, type Engagement, type Json, type Unit, type UnitOutcome } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { shownFields } from "../field-text.ts";
import type { SurgeContext } from "./context.ts";
import { readEngagement, type SurgeEngagement } from "./engage.ts";
import { type SurgeTask, surgeTasks } from "./wire.ts";

/**
 * One bulk create, sent once. The reply's order and length prove nothing: a unit is accepted when a task with its key is in the reply, and in
 * doubt otherwise. A create that may have landed cannot be told from one that did not but by listing.
 */
export const submit = async (
  context: SurgeContext,
  engagement: Engagement,
  units: readonly Unit[],
  call: Call,
): Promise<readonly UnitOutcome[]> => {
  const data = readEngagement(engagement);
  const before = context.memory.reach(data.project);
  const keys = units.map((unit) => unit.key);
  try {
    const created = await create(context, data, units, call);
    const refs = new Map<unknown, string>();
    for (const task of created) {
      const key = task.fields?.[data.reference];
      if (!refs.has(key)) refs.set(key, task.id);
    }
    context.memory.doubt(
      data.project,
      keys.filter((key) => !refs.has(key)),
      before,
    );
    return keys.map((key): UnitOutcome => {
      const ref = refs.get(key);
      return ref === undefined
        ? { outcome: "in-doubt", key, why: "the vendor's reply does not mention it" }
        : { outcome: "accepted", key, ref };
    });
  } catch (error) {
    if (AdapterError.is(error) && error.kind === "in-doubt") context.memory.doubt(data.project, keys, before);
    throw error;
  }
};

const create = async (
  { http }: SurgeContext,
  data: SurgeEngagement,
  units: readonly Unit[],
  { signal }: Call,
): Promise<readonly SurgeTask[]> => {
  // Each element is the map of fields itself: wrapped in `fields`, as a single create wants it, it would show workers one field of that name.
  const tasks = units.map((unit) => Object.fromEntries<Json>([...shownFields(unit, data.show), [data.reference, unit.key]]));
  const response = await http.request({
    method: "POST",
    path: `/projects/${segment(data.project)}/tasks/create_tasks`,
    body: { tasks, launch: data.launch },
    effect: "create",
    signal,
  });
  return readBody(surgeTasks, response, "list of created tasks");
};
