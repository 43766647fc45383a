import {
  type Call,
  type CollectPage,
  type Cursor,
  type Engagement,
  money,
  type Observation,
  shareOf,
  type VendorJudgment,
} from "@tranche/sdk";
import { z } from "zod";
import { readBody, segment } from "../../http/index.ts";
import { inTurns } from "../in-turns.ts";
import { readCursor } from "../read-cursor.ts";
import { readTime } from "../vendor-time.ts";
import { toAnswer } from "./answer.ts";
import type { SurgeContext } from "./context.ts";
import { readEngagement, type SurgeEngagement } from "./engage.ts";
import { taskPage } from "./pages.ts";
import { isOver, surgeStatus } from "./status.ts";
import { beginning, stepSweep, type Sweep, sweepSchema } from "./sweep.ts";
import { lookAhead, type Watch, watchSchema } from "./watch.ts";
import { type SurgeResponse, type SurgeTask, surgeTask } from "./wire.ts";

const readsAtATime = 8;

interface Place {
  readonly sweep: Sweep;
  readonly watch: Watch;
}

const placeSchema: z.ZodType<Place> = z.object({ sweep: sweepSchema, watch: watchSchema });

/** One page of the task list, finished pages left out. Surge has no filter by change. */
export const collect = async (
  context: SurgeContext,
  engagement: Engagement,
  cursor: Cursor | undefined,
  call: Call,
): Promise<CollectPage> => {
  const data = readEngagement(engagement);
  const { sweep, watch: before } = readCursor(placeSchema, cursor, { sweep: beginning, watch: {} });
  const { watch, changed } =
    sweep.last === undefined ? await lookAhead(context, { data, watch: before }, call) : { watch: before, changed: true };
  if (!changed) return { observations: [], cursor: write({ sweep, watch }), more: false };
  const tasks = await withResponses(context, await taskPage(context, data, sweep.page, call), call);
  const [first] = tasks;
  const { next, more, end } = stepSweep(sweep, { over: !data.tiebreaks && tasks.every(isOver), ...(first && { first: first.id }) });
  return {
    observations: end ? [] : tasks.flatMap((task) => [observe(task, data, watch), ...costs(context, task, watch)]),
    cursor: write({ sweep: next, watch: { ...watch, pages: (watch.pages ?? 0) + 1 } }),
    more,
  };
};

const write = (place: Place): Cursor => JSON.stringify(place);

/** A listing may leave the responses out; a task on its own has them. */
const withResponses = ({ http }: SurgeContext, tasks: readonly SurgeTask[], { signal }: Call): Promise<readonly SurgeTask[]> =>
  inTurns(tasks, readsAtATime, async (task) =>
    surgeStatus(task) === "answered" && task.responses == null
      ? readBody(surgeTask, await http.request({ method: "GET", path: `/tasks/${segment(task.id)}`, effect: "read", signal }), "task")
      : task,
  );

const observe = (task: SurgeTask, data: SurgeEngagement, { payMicros, cancelled }: Watch): Observation => {
  const own = surgeStatus(task);
  const gone = cancelled === true && own === "open";
  const key = task.fields?.[data.reference];
  const createdAt = readTime(task.created_at);
  return {
    type: "unit",
    ref: task.id,
    ...(typeof key === "string" && { key }),
    status: gone ? "withdrawn" : own,
    raw: task.status === "" && task.is_complete === true ? "complete" : task.status,
    ...(gone && { why: "its project was cancelled" }),
    ...(createdAt !== undefined && { createdAt }),
    // As many as there are: a tie-break adds workers beyond the number that was asked for.
    judgments: (task.responses ?? []).map((response) => judge(response, data, payMicros)),
  };
};

const judge = (response: SurgeResponse, data: SurgeEngagement, payMicros: number | undefined): VendorJudgment => {
  const at = readTime(response.completed_at);
  return {
    id: response.id,
    answer: toAnswer(data.task, response.data),
    ...(response.worker_id != null && { worker: response.worker_id }),
    ...(at !== undefined && { at }),
    // What the worker got, as evidence: the fee on top is not in the API, so this is not what the answer cost.
    ...(payMicros !== undefined && payMicros > 0 && { raw: { workerPayMicros: payMicros, currency: "USD" } }),
  };
};

/** Pay and fee apart, and only where somebody said what the fee is: pay alone would make the vendor look cheaper than it is. */
const costs = ({ options: { feePercent } }: SurgeContext, task: SurgeTask, { payMicros }: Watch): readonly Observation[] => {
  if (feePercent === undefined || payMicros === undefined || payMicros === 0) return [];
  return (task.responses ?? []).flatMap((response): readonly Observation[] => {
    const at = readTime(response.completed_at);
    const one = { type: "cost", ref: task.id, final: true, ...(at !== undefined && { at }) } as const;
    return [
      { ...one, id: `pay:${response.id}`, amount: money(payMicros, "USD"), what: "worker's pay" },
      {
        ...one,
        id: `fee:${response.id}`,
        amount: money(shareOf(payMicros, Math.round(feePercent * 10_000)), "USD"),
        what: `fee, ${feePercent} % as configured`,
      },
    ];
  });
};
