import type { Call, CollectPage, Cursor, Engagement, Observation, VendorJudgment } from "@tranche/sdk";
import { z } from "zod";
import { readBody } from "../../http/index.ts";
import { readCursor } from "../read-cursor.ts";
import { readTime } from "../vendor-time.ts";
import { toAnswer } from "./answer.ts";
import { finalizeQuiet } from "./batches.ts";
import type { ScaleContext } from "./context.ts";
import { readEngagement, type ScaleEngagement } from "./engage.ts";
import { evidenceOf, priorAnswers } from "./evidence.ts";
import { scaleStatus } from "./status.ts";
import { type ScaleTask, scaleTaskPage } from "./wire.ts";

/**
 * Where reading goes on. `since` is the watermark on the vendor's clock; `next` what it becomes when the sweep that is under way ends: the
 * newest change on the sweep's first page, because pages come by creation and a task may change behind us while we read the later ones.
 */
interface Place {
  readonly since?: number | undefined;
  readonly next?: number | undefined;
  readonly token?: string | undefined;
  /** How many tasks each open batch held at the last look. */
  readonly staging?: Readonly<Record<string, number>> | undefined;
}

const placeSchema: z.ZodType<Place> = z.object({
  since: z.number().optional(),
  next: z.number().optional(),
  token: z.string().optional(),
  staging: z.record(z.string(), z.number()).optional(),
});

/** One page of the tasks that changed since the watermark, less an overlap. */
export const collect = async (
  context: ScaleContext,
  engagement: Engagement,
  cursor: Cursor | undefined,
  call: Call,
): Promise<CollectPage> => {
  const data = readEngagement(engagement);
  const place = readCursor(placeSchema, cursor, {});
  const staging =
    data.batched && place.token === undefined
      ? await finalizeQuiet(context, { project: data.project, before: place.staging ?? {} }, call)
      : place.staging;
  const since = place.since === undefined ? undefined : new Date(place.since - context.options.overlapSeconds * 1000).toISOString();
  const response = await context.http.request({
    method: "GET",
    path: "/tasks",
    query: { project: data.project, updated_after: since, limit: context.options.pageSize, next_token: place.token },
    effect: "read",
    signal: call.signal,
    ...(place.token !== undefined && { expect: [400] }),
  });
  // A token the vendor has forgotten: the sweep starts again, at the caller's next visit.
  if (response.status === 400) return { observations: [], cursor: write({ since: place.since, staging }), more: false };
  const page = readBody(scaleTaskPage, response, "page of tasks");
  const next = place.token === undefined ? newest(page.docs, place.since) : place.next;
  const token = page.docs.length === 0 || page.next_token === place.token ? undefined : (page.next_token ?? undefined);
  return {
    observations: page.docs.map((task) => observe(task, data)),
    cursor: token === undefined ? write({ since: next ?? place.since, staging }) : write({ since: place.since, next, token, staging }),
    more: token !== undefined,
  };
};

const write = (place: Place): Cursor => JSON.stringify(place);

const newest = (tasks: readonly ScaleTask[], floor: number | undefined): number | undefined =>
  tasks.reduce((highest, task) => {
    const at = readTime(task.updated_at ?? task.created_at);
    return at === undefined || (highest !== undefined && at <= highest) ? highest : at;
  }, floor);

const observe = (task: ScaleTask, data: ScaleEngagement): Observation => {
  const status = scaleStatus(task.status);
  const createdAt = readTime(task.created_at);
  const why = status === "failed" ? reasonOf(task.response) : undefined;
  return {
    type: "unit",
    ref: task.task_id,
    ...(task.unique_id != null && { key: task.unique_id }),
    status,
    raw: task.status,
    ...(createdAt !== undefined && { createdAt }),
    judgments: status === "answered" ? [judge(task, data)] : [],
    ...(why !== undefined && { why }),
  };
};

const judge = (task: ScaleTask, data: ScaleEngagement): VendorJudgment => {
  const at = readTime(task.completed_at);
  return {
    id: `${task.task_id}:${priorAnswers(task)}`,
    answer: toAnswer(data.task, task.response, sourceOf(task)),
    ...(at !== undefined && { at }),
    raw: evidenceOf(task),
  };
};

/** The text that was to be marked, where the task gives its inputs back. */
const sourceOf = (task: ScaleTask): string | undefined => {
  const text = task.params?.["text"];
  return typeof text === "string" ? text : undefined;
};

/** A task that could not fetch its attachments is accepted first and fails later, with the reason in its response. */
const reasonOf = (response: unknown): string => {
  const error = typeof response === "object" && response !== null ? (response as { error?: unknown }).error : undefined;
  return typeof error === "string" ? error.slice(0, 200) : "the vendor gave no reason";
};
