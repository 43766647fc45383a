import { AdapterError, type Call, type Engagement, type Unit, type UnitOutcome } from "@tranche/sdk";
import { type HttpResponse, readBody, segment } from "../../http/index.ts";
import { inTurns } from "../in-turns.ts";
import { stableHash } from "../stable-hash.ts";
import { forgetBatch, openBatch } from "./batches.ts";
import type { ScaleContext } from "./context.ts";
import { readEngagement, type ScaleEngagement } from "./engage.ts";
import { batchRefused, takenBy } from "./errors.ts";
import { toContent } from "./question.ts";
import { scaleCreated, type ScaleTask, scaleTask, scaleTaskPage } from "./wire.ts";

/** One create a unit. `unique_id` makes a repeat a 409, and a 409 is looked up and compared, never taken for success. */
export const submit = async (
  context: ScaleContext,
  engagement: Engagement,
  units: readonly Unit[],
  call: Call,
): Promise<readonly UnitOutcome[]> => {
  const data = readEngagement(engagement);
  const [only] = units;
  if (units.length === 1 && only) return [await create(context, data, only, call)];
  // More than one at a time is not announced; each still gets its own outcome.
  return inTurns(units, 1, async (unit) => {
    try {
      return await create(context, data, unit, call);
    } catch (error) {
      if (!AdapterError.is(error)) throw error;
      return error.kind === "refused"
        ? { outcome: "refused", key: unit.key, why: error.message, scope: error.scope ?? "item" }
        : { outcome: "in-doubt", key: unit.key, why: error.message };
    }
  });
};

const create = async (context: ScaleContext, data: ScaleEngagement, unit: Unit, call: Call): Promise<UnitOutcome> => {
  const content = toContent(data.task, unit, data.show);
  if (content === undefined)
    return {
      outcome: "refused",
      key: unit.key,
      why: "the item has nothing in the field that is to be marked; nothing was sent",
      scope: "item",
    };
  const check = fingerprint(unit);
  const task = { project: data.project, unique_id: unit.key, ...data.create, ...content, metadata: { check } };
  const response = data.batched ? await postIntoBatch(context, { data, task }, call) : await post(context, { data, task }, call);
  if (response.status !== 409) return { outcome: "accepted", key: unit.key, ref: readBody(scaleCreated, response, "task").task_id };
  return compare(await lookUp(context, unit.key, takenBy(response.body), call), { data, unit, check });
};

interface Sending {
  readonly data: ScaleEngagement;
  readonly task: object;
}

const post = ({ http }: ScaleContext, { data, task }: Sending, { signal }: Call): Promise<HttpResponse> =>
  http.request({ method: "POST", path: `/task/${data.type}`, body: task, effect: "create", signal, expect: [409] });

/** A batch that was finalized meanwhile refuses the task, and took nothing: the next one takes it. */
const postIntoBatch = async (context: ScaleContext, { data, task }: Sending, call: Call): Promise<HttpResponse> => {
  const batch = await openBatch(context, data.project, call);
  try {
    return await post(context, { data, task: { ...task, batch } }, call);
  } catch (error) {
    if (!AdapterError.is(error) || error.code !== batchRefused) throw error;
    await forgetBatch(context, data.project, batch);
    return post(context, { data, task: { ...task, batch: await openBatch(context, data.project, call) } }, call);
  }
};

/** Salted with the key, so that it tells the vendor nothing and two vendors nothing in common. */
const fingerprint = (unit: Unit): string => stableHash([unit.key, JSON.stringify(unit.content)], 16);

const lookUp = async ({ http }: ScaleContext, key: string, id: string | undefined, { signal }: Call): Promise<ScaleTask | undefined> => {
  try {
    const listed = readBody(
      scaleTaskPage,
      await http.request({ method: "GET", path: "/tasks", query: { unique_id: [key] }, effect: "read", signal }),
      "page of tasks",
    );
    const task = listed.docs.find((one) => one.unique_id === key);
    if (task || id === undefined) return task;
    // A listing may lag behind a create; the task itself does not.
    const direct = await http.request({ method: "GET", path: `/task/${segment(id)}`, effect: "read", signal, expect: [404] });
    return direct.status === 404 ? undefined : readBody(scaleTask, direct, "task");
  } catch (error) {
    if (AdapterError.is(error)) return undefined;
    throw error;
  }
};

const compare = (task: ScaleTask | undefined, ours: { data: ScaleEngagement; unit: Unit; check: string }): UnitOutcome => {
  const { key } = ours.unit;
  if (!task) return { outcome: "in-doubt", key, why: "the vendor says the key is taken, and the task it belongs to could not be read" };
  const check = task.metadata?.["check"];
  const foreign =
    task.unique_id !== key ||
    (task.project != null && task.project !== ours.data.project) ||
    (typeof check === "string" && check !== ours.check);
  if (foreign) return { outcome: "refused", key, why: "the key belongs to a task that is not this one", scope: "item" };
  if (task.status === "canceled" || task.status === "error")
    return { outcome: "refused", key, why: `the key belongs to a task that ended as ${task.status}`, scope: "item" };
  return { outcome: "accepted", key, ref: task.task_id };
};
