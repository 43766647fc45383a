import { chance, hashText } from "../world/seeded-random.ts";
import { hourMs } from "../world/clock.ts";
import { type JsonObject, objectOf } from "../server/message.ts";
import { sendTaskCallback, sendBatchCallback } from "./scale-callbacks.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Batch, Task } from "./state.ts";
import type { AnswerContext, CannedContext, TextcollectionFormat } from "./types/task-type.ts";
import { taskTypes } from "./types/task-types.ts";

const RECALL = hashText("recall");
const BROKEN = hashText("broken attachment");

/** Hands a task to people (or, with a test key, to the canned answer). */
export const startWork = (state: ScaleState, account: Account, task: Task, at: number): void => {
  const { world, options } = state;
  const epoch = ++task.epoch;
  if (account.mode === "test") {
    world.agenda.add(at + (taskTypes[task.type]!.testAnswerMs ?? options.testAnswerMs), (now) => {
      if (task.epoch === epoch) complete(state, account, task, now, cannedResponse(state, task));
    });
    return;
  }
  const broken = brokenAttachment(state, task);
  if (broken !== undefined) {
    world.agenda.add(at + 60_000, (now) => {
      if (task.epoch === epoch) failOnAttachment(state, account, task, now, broken);
    });
    return;
  }
  const recorded = world.answering.recorded(task.seen);
  const attempts = task.project?.pipeline === "consensus_task" ? Math.max(1, task.project.consensusAttempts) : 1;
  if (recorded?.seconds !== undefined) {
    const worker = world.workforce.workers[hashText(recorded.worker) % world.workforce.workers.length]!;
    const endAt = task.createdAt + Math.round(recorded.seconds * 1000);
    task.shifts = [
      {
        worker,
        startAt: Math.max(at, endAt - Math.round(world.workforce.workSeconds(task.seen.key, worker) * 1000)),
        endAt: Math.max(at, endAt),
      },
    ];
  } else task.shifts = world.workforce.assign({ key: task.seen.key, at, count: attempts }).toSorted((a, b) => a.startAt - b.startAt);
  const endAt = Math.max(...task.shifts.map((shift) => shift.endAt));
  world.agenda.add(endAt, (now) => {
    if (task.epoch === epoch) complete(state, account, task, now, responseOf(state, task, recorded?.label));
  });
};

const formatOf = (state: ScaleState, task: Task): TextcollectionFormat => {
  const { textcollectionFormat } = state.options;
  return textcollectionFormat === "auto" ? (task.project?.rapid === true ? "nested" : "flat") : textcollectionFormat;
};

/** Where result files of a task would lie. */
const linkOf =
  (state: ScaleState, task: Task): ((name: string) => string) =>
  (name) =>
    `${state.world.origin()}/results/${task.id}/${name}`;

const contextOf = (state: ScaleState, task: Task, label: string | undefined, place: number): AnswerContext => ({
  unit: task.seen,
  worker: task.shifts[place]!.worker,
  answering: state.world.answering,
  label,
  format: formatOf(state, task),
  spanEnd: state.options.spanEnd,
  link: linkOf(state, task),
});

const responseOf = (state: ScaleState, task: Task, label: string | undefined): JsonObject =>
  taskTypes[task.type]!.respond(task.params, contextOf(state, task, label, 0));

const cannedResponse = (state: ScaleState, task: Task): JsonObject => {
  const context: CannedContext = { format: formatOf(state, task), link: linkOf(state, task) };
  return taskTypes[task.type]!.canned(task.params, context);
};

/** The attempts of a consensus project, each with its own response. */
export const attemptsOf = (state: ScaleState, task: Task): readonly JsonObject[] =>
  task.shifts.length < 2
    ? []
    : task.shifts.map((shift, place) => ({
        response: taskTypes[task.type]!.respond(task.params, contextOf(state, task, undefined, place)),
        ...(state.options.workerIds ? { worker_id: shift.worker.id } : {}),
      }));

const complete = (state: ScaleState, account: Account, task: Task, at: number, response: JsonObject): void => {
  const again = task.completedAt !== undefined;
  task.status = "completed";
  task.updatedAt = at;
  task.completedAt = at;
  task.response = response;
  if (!again) state.world.answered();
  sendTaskCallback(state, account, task);
  settleBatch(state, task.batch, at);
  if (!again && account.mode === "live" && chance(state.world.seed, RECALL, task.seen.key) < state.options.recallShare) {
    const { epoch } = task;
    state.world.agenda.add(at + 2 * hourMs, (now) => {
      if (task.epoch === epoch && task.status === "completed") recall(state, account, task, now);
    });
  }
};

/** A finished task goes back to work: `pending` again, a callback, and later another answer. */
export const recall = (state: ScaleState, account: Account, task: Task, at: number): void => {
  task.priorResponses = [...task.priorResponses, task.response];
  task.response = undefined;
  task.status = "pending";
  task.updatedAt = at;
  if (task.batch !== undefined) {
    task.batch.open++;
    if (task.batch.status === "completed") task.batch.status = "in_progress";
  }
  sendTaskCallback(state, account, task);
  startWork(state, account, task, at);
};

const fetched = /^(https?|s3|gs|azure|scaledata):\/\//iu;

const brokenAttachment = (state: ScaleState, task: Task): string | undefined => {
  const url = task.seen.pieces.find((piece) => fetched.test(piece) && !/\s/u.test(piece));
  if (url === undefined) return undefined;
  return /(^|[/.])(missing|not-found|404)\b/iu.test(url) ||
    chance(state.world.seed, BROKEN, task.seen.key) < state.options.attachmentErrorShare
    ? url
    : undefined;
};

const failOnAttachment = (state: ScaleState, account: Account, task: Task, at: number, url: string): void => {
  task.status = "error";
  task.updatedAt = at;
  const frames = Array.isArray(task.params["frames"]) || objectOf(task.params)["attachment_type"] === "frames";
  task.response = frames
    ? {
        error: "Some of the frames could not be loaded.",
        frames: [{ frame: 0, message: "The attachment could not be loaded.", attachment: { statusCode: 404, url } }],
      }
    : { error: "One or more attachments could not be loaded.", attachments: [{ statusCode: 404, url }] };
  if (task.clearUniqueIdOnError) releaseUniqueId(account, task);
  sendTaskCallback(state, account, task);
  settleBatch(state, task.batch, at);
};

export const releaseUniqueId = (account: Account, task: Task): void => {
  if (task.uniqueId === undefined) return;
  account.byUniqueId.delete(task.uniqueId);
  task.uniqueId = undefined;
};

/** One task of the batch has ended; the batch ends with its last one. */
export const settleBatch = (state: ScaleState, batch: Batch | undefined, at: number): void => {
  if (batch === undefined) return;
  batch.open--;
  if (batch.open > 0 || batch.status !== "in_progress") return;
  if (!state.options.allCancelledBatchCompletes && batch.tasks.every((task) => task.status === "canceled")) return;
  batch.status = "completed";
  batch.completedAt = at;
  sendBatchCallback(state, batch);
};
