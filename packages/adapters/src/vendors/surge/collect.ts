import type { Call, CollectPage, Cursor, Engagement, Observation, VendorJudgment } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { inTurns } from "../in-turns.ts";
import { readTime } from "../vendor-time.ts";
import { toAnswer } from "./answer.ts";
import type { SurgeContext } from "./context.ts";
import { readEngagement, type SurgeEngagement } from "./engage.ts";
import { taskPage } from "./pages.ts";
import { isOver, surgeStatus } from "./status.ts";
import { readSweep, stepSweep } from "./sweep.ts";
import { type SurgeResponse, type SurgeTask, surgeTask } from "./wire.ts";

const readsAtATime = 8;

/** One page of the task list, finished pages left out. Surge has no filter by change. */
export const collect = async (
  context: SurgeContext,
  engagement: Engagement,
  cursor: Cursor | undefined,
  call: Call,
): Promise<CollectPage> => {
  const data = readEngagement(engagement);
  const sweep = readSweep(cursor);
  const tasks = await withResponses(context, await taskPage(context, data.project, sweep.page, call), call);
  const [first] = tasks;
  const { next, more, end } = stepSweep(sweep, { over: !data.tiebreaks && tasks.every(isOver), ...(first && { first: first.id }) });
  return { observations: end ? [] : tasks.map((task) => observe(task, data)), cursor: JSON.stringify(next), more };
};

/** A listing may leave the responses out; a task on its own has them. */
const withResponses = ({ http }: SurgeContext, tasks: readonly SurgeTask[], { signal }: Call): Promise<readonly SurgeTask[]> =>
  inTurns(tasks, readsAtATime, async (task) =>
    surgeStatus(task) === "answered" && task.responses == null
      ? readBody(surgeTask, await http.request({ method: "GET", path: `/tasks/${segment(task.id)}`, effect: "read", signal }), "task")
      : task,
  );

const observe = (task: SurgeTask, data: SurgeEngagement): Observation => {
  const key = task.fields?.[data.reference];
  const createdAt = readTime(task.created_at);
  return {
    type: "unit",
    ref: task.id,
    ...(typeof key === "string" && { key }),
    status: surgeStatus(task),
    raw: task.status === "" && task.is_complete === true ? "complete" : task.status,
    ...(createdAt !== undefined && { createdAt }),
    // As many as there are: a tie-break adds workers beyond the number that was asked for.
    judgments: (task.responses ?? []).map((response) => judge(response, data)),
  };
};

const judge = (response: SurgeResponse, data: SurgeEngagement): VendorJudgment => {
  const at = readTime(response.completed_at);
  return {
    id: response.id,
    answer: toAnswer(data.task, response.data),
    ...(response.worker_id != null && { worker: response.worker_id }),
    ...(at !== undefined && { at }),
  };
};
