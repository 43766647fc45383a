import { flagOf, type JsonObject, listOf, numberOf, objectOf, type SimulatedRequest, textOf, textsOf } from "../server/message.ts";
import { hourMs } from "../world/clock.ts";
import { invalid, ScaleRefusal } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Batch, Project, Task } from "./state.ts";
import { startWork } from "./task-life.ts";
import { taskTypes } from "./types/task-types.ts";

/** Keys of a request that belong to the task itself; the rest are the type's `params`. */
const commonKeys = new Set([
  "project",
  "batch",
  "instruction",
  "callback_url",
  "metadata",
  "priority",
  "unique_id",
  "clear_unique_id_on_error",
  "tags",
  "project_version",
  "urgency",
]);

export const uniqueIdTaken = (uniqueId: string, task: Task): ScaleRefusal =>
  new ScaleRefusal(409, `The unique_id ("${uniqueId}") is already used for a different task (${task.id}).`);

const placeOf = (
  state: ScaleState,
  account: Account,
  body: JsonObject,
): { readonly project: Project | undefined; readonly batch: Batch | undefined } => {
  const batchName = textOf(body["batch"]);
  const projectName = textOf(body["project"]);
  const missing = state.options.unknownProjectStatus;
  const batch = batchName === undefined ? undefined : account.batches.get(batchName);
  if (batchName !== undefined && batch === undefined) throw new ScaleRefusal(missing, `Batch with name "${batchName}" not found.`);
  const project = projectName === undefined ? batch?.project : account.projects.get(projectName);
  if (projectName !== undefined && project === undefined) throw new ScaleRefusal(missing, `Project with name "${projectName}" not found.`);
  if (batch !== undefined && project !== undefined && batch.project !== project)
    throw invalid(`batch "${batch.name}" belongs to project "${batch.project.name}"`);
  if (project !== undefined && (project.rapid || project.studio) && batch === undefined)
    throw invalid('"batch" is required for this project');
  if (batch !== undefined && batch.status !== "staging" && (batch.project.rapid || batch.project.studio)) {
    throw new ScaleRefusal(state.options.addToFinalizedStatus, `Batch "${batch.name}" is already finalized; no tasks can be added.`);
  }
  if (batch?.status === "cancelled") throw new ScaleRefusal(400, `Batch "${batch.name}" is cancelled.`);
  return { project, batch };
};

/** What the task takes over from its project: the request wins, the project's instruction comes after the task's own. */
const inherit = (
  body: JsonObject,
  project: Project | undefined,
): { readonly body: JsonObject; readonly instruction: string | undefined; readonly version: number | undefined } => {
  const own = textOf(body["instruction"]);
  if (project === undefined) return { body, instruction: own, version: undefined };
  const wanted = numberOf(body["project_version"]);
  if (wanted === -1) return { body, instruction: own, version: undefined };
  const version = wanted ?? project.history.length - 1;
  const entry = project.history[version];
  if (entry === undefined) throw invalid(`"project_version" ${version} does not exist`);
  return {
    body: { ...entry.params, ...body },
    instruction: [own, entry.instruction].filter((text) => text !== undefined).join("\n\n") || undefined,
    version,
  };
};

/** Creates a task of `type`. Throws a refusal (400, 402, 409) and has then created nothing. */
export const createTask = (state: ScaleState, account: Account, type: string, request: SimulatedRequest): Task => {
  const { options, world } = state;
  const taskType = taskTypes[type];
  if (taskType === undefined) throw new ScaleRefusal(404, `Task type "${type}" does not exist.`);
  if (options.notEnabled.includes(type)) throw new ScaleRefusal(402, options.texts.notEnabled);
  const sent = withoutNulls(objectOf(request.body));
  const key = textOf(request.headers["idempotency-key"]);
  if (key !== undefined) {
    const earlier = repeated(state, account, key, type, request);
    if (earlier !== undefined) return earlier;
  }
  const { project, batch } = placeOf(state, account, sent);
  if (project !== undefined && project.type !== type)
    throw invalid(`project "${project.name}" takes tasks of type ${project.type}, not ${type}`);
  const { body, instruction, version } = inherit(sent, project);
  const uniqueId = textOf(body["unique_id"]);
  if (uniqueId !== undefined) {
    const held = account.byUniqueId.get(uniqueId);
    if (held !== undefined) throw uniqueIdTaken(uniqueId, held);
  }
  const priority = numberOf(body["priority"]);
  if (priority !== undefined && ![10, 20, 30].includes(priority)) throw invalid('"priority" must be one of [10, 20, 30]');
  const tags = textsOf(body["tags"]);
  if (tags.length > 5) throw invalid('"tags" must contain less than or equal to 5 items');
  const metadata = objectOf(body["metadata"]);
  if (body["metadata"] !== undefined && JSON.stringify(metadata).length > 10_240) throw invalid('"metadata" must be less than 10KB');
  checkCallback(body["callback_url"]);

  const params: Record<string, unknown> = { ...taskType.defaults };
  for (const [name, value] of Object.entries(body)) if (!commonKeys.has(name)) params[name] = value;
  taskType.check(params);

  const at = world.clock.now();
  const task: Task = {
    id: state.nextId(),
    order: account.newest.length,
    type,
    createdAt: at,
    project,
    batch,
    instruction,
    params,
    priority,
    callbackUrl: textOf(body["callback_url"]),
    projectVersion: version,
    clearUniqueIdOnError: flagOf(body["clear_unique_id_on_error"]),
    seen: world.answering.see(contentOf(taskType.pieces(params), params, instruction)),
    status: "pending",
    updatedAt: at,
    completedAt: undefined,
    metadata,
    uniqueId,
    tags: listOf(body["tags"]).length > 0 ? tags : undefined,
    shifts: [],
    response: undefined,
    priorResponses: [],
    callbackSucceeded: undefined,
    audits: [],
    review: undefined,
    epoch: 0,
  };
  account.tasks.set(task.id, task);
  account.newest.push(task);
  if (uniqueId !== undefined) account.byUniqueId.set(uniqueId, task);
  if (key !== undefined) account.idempotency.set(key, { request: `${type} ${request.raw.toString("utf8")}`, at, taskId: task.id });
  if (batch !== undefined) {
    batch.tasks.push(task);
    batch.open++;
    // An enterprise batch takes tasks at any time; one that had ended is under way again.
    if (batch.status === "completed") batch.status = "in_progress";
  }
  world.tookOn({ created: task.id, at, seen: task.seen });
  if (batch === undefined || batch.status === "in_progress") startWork(state, account, task, at);
  return task;
};

/** Without any material, the instruction is all that its workers see. */
const contentOf = (pieces: readonly string[], params: JsonObject, instruction: string | undefined): readonly string[] =>
  pieces.length > 0 ? pieces : [instruction ?? JSON.stringify(params)];

const repeated = (state: ScaleState, account: Account, key: string, type: string, request: SimulatedRequest): Task | undefined => {
  const earlier = account.idempotency.get(key);
  if (earlier === undefined || earlier.at + state.options.idempotencyKeyHours * hourMs < state.world.clock.now()) return undefined;
  const identical = earlier.request === `${type} ${request.raw.toString("utf8")}`;
  if (identical && state.options.idempotencyKey === "replay") return account.tasks.get(earlier.taskId);
  throw new ScaleRefusal(409, `The idempotency key ("${key}") is already used for a different task (${earlier.taskId}).`);
};

const checkCallback = (value: unknown): void => {
  const text = textOf(value);
  if (text !== undefined && !/^https?:\/\/\S+$/iu.test(text) && !/^\S+@\S+\.\S+$/u.test(text))
    throw invalid('"callback_url" must be a valid uri or e-mail address');
};

/** Official clients send nulls for what they leave out. */
const withoutNulls = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== ""));
