import { flagOf, objectOf, type SimulatedReply, type SimulatedRequest, textOf, timeOf } from "../../server/message.ts";
import type { Route } from "../../server/router.ts";
import { isoTime } from "../../world/clock.ts";
import { createTask } from "../create-task.ts";
import { invalid, ok, ScaleRefusal } from "../scale-error.ts";
import type { ScaleState } from "../scale-state.ts";
import type { Account, Batch, Project, Task } from "../state.ts";
import { batchActions } from "./v2-batches.ts";
import { threadsOf } from "./threads.ts";

/** Types of v1 projects whose tasks are conversations. */
const chatTypes = new Set(["chat", "chatlite", "chatexperimental", "multichat"]);

const projectView = (project: Project): Record<string, unknown> => ({
  id: project.id,
  name: project.name,
  created_at: isoTime(project.createdAt),
  types: ["RLHF: Pref Ranking"],
  models: [],
});

export const batchView = (batch: Batch, expand: ReadonlySet<string>): Record<string, unknown> => ({
  id: batch.id,
  name: batch.name,
  project: expand.has("project") ? projectView(batch.project) : batch.project.id,
  created_at: isoTime(batch.createdAt),
  ...(batch.completedAt === undefined || batch.status !== "completed" ? {} : { completed_at: isoTime(batch.completedAt) }),
  status: batch.status,
  ...(batch.callback === undefined ? {} : { callback: batch.callback }),
  metadata: batch.metadata,
});

const words = (query: URLSearchParams, name: string): ReadonlySet<string> =>
  new Set([...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((value) => value.split(",")).filter((value) => value !== ""));

const taskView = (state: ScaleState, account: Account, task: Task, query: URLSearchParams): Record<string, unknown> => {
  const expand = words(query, "expand");
  const { project, batch } = task;
  return {
    task_id: task.id,
    ...(project === undefined ? {} : { project: expand.has("project") ? projectView(project) : project.id }),
    ...(batch === undefined ? {} : { batch: expand.has("batch") ? batchView(batch, new Set()) : batch.id }),
    status: task.status,
    created_at: isoTime(task.createdAt),
    ...(task.status === "completed" && task.completedAt !== undefined ? { completed_at: isoTime(task.completedAt) } : {}),
    metadata: task.metadata,
    threads: threadsOf(state, account, task, words(query, "opts")),
    ...(task.status === "error" ? { errors: [{ type: "attachment", message: String(objectOf(task.response)["error"] ?? "") }] } : {}),
  };
};

/** One page under `name`; the last one has no token. */
const page = <T>(request: SimulatedRequest, name: string, things: readonly T[], view: (thing: T) => unknown): SimulatedReply => {
  const { query } = request;
  const text = query.get("limit");
  const limit = text === null || text === "" ? 100 : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('"limit" must be between 1 and 100');
  const token = query.get("next_token");
  const from = token === null || token === "" ? 0 : Number(Buffer.from(token, "base64").toString("utf8"));
  if (!Number.isInteger(from)) throw invalid('"next_token" is not valid');
  const next = from + limit < things.length ? { next_token: Buffer.from(String(from + limit)).toString("base64") } : {};
  return ok({ [name]: things.slice(from, from + limit).map(view), ...next });
};

/** A project by id or name, in whichever parameter they come. */
const projectOf = (account: Account, idOrName: string | undefined): Project | undefined => {
  if (idOrName === undefined) return undefined;
  const project = account.projects.get(idOrName) ?? [...account.projects.values()].find((each) => each.id === idOrName);
  if (project === undefined) throw new ScaleRefusal(404, `Project "${idOrName}" not found.`);
  return project;
};

export const batchOf = (account: Account, idOrName: string | undefined): Batch | undefined => {
  if (idOrName === undefined) return undefined;
  const batch = account.batches.get(idOrName) ?? account.batchOrder.find((each) => each.id === idOrName);
  if (batch === undefined) throw new ScaleRefusal(404, `Batch "${idOrName}" not found.`);
  return batch;
};

const either = (read: (name: string) => unknown, thing: "project" | "batch"): string | undefined =>
  textOf(read(`${thing}_id`)) ?? textOf(read(`${thing}_name`)) ?? textOf(read(thing));

/** The v2 routes for conversations: tasks with threads, batches that can be paused, paging without totals. */
export const v2Routes = (state: ScaleState): readonly Route[] => {
  const tasksOf = (request: SimulatedRequest): SimulatedReply => {
    const account = state.accountOf(request);
    const { query } = request;
    const read = (name: string): unknown => query.get(name);
    const project = projectOf(account, either(read, "project"));
    const batch = batchOf(account, either(read, "batch"));
    const statuses = words(query, "status");
    const [from, to] = [timeOf(query.get("created_after")), timeOf(query.get("created_before"))];
    const [doneFrom, doneTo] = [timeOf(query.get("completed_after")), timeOf(query.get("completed_before"))];
    const found = account.newest.filter(
      (task) =>
        chatTypes.has(task.type) &&
        (project === undefined || task.project === project) &&
        (batch === undefined || task.batch === batch) &&
        (statuses.size === 0 || statuses.has(task.status)) &&
        (from === undefined || task.createdAt >= from) &&
        (to === undefined || task.createdAt <= to) &&
        (doneFrom === undefined || (task.completedAt ?? -Infinity) >= doneFrom) &&
        (doneTo === undefined || (task.completedAt ?? Infinity) <= doneTo),
    );
    return page(request, "tasks", found, (task) => taskView(state, account, task, query));
  };
  const create = (request: SimulatedRequest): SimulatedReply => {
    const account = state.accountOf(request);
    const { project_id, project_name, batch_id, batch_name, ...rest } = objectOf(request.body);
    const project = projectOf(account, textOf(project_id) ?? textOf(project_name));
    const batch = batchOf(account, textOf(batch_id) ?? textOf(batch_name));
    const held = project ?? batch?.project;
    if (held === undefined) throw invalid('"project_id" or "project_name" is required');
    if (!chatTypes.has(held.type)) throw new ScaleRefusal(400, `Project "${held.name}" is not a chat project.`);
    const body = { ...rest, project: held.name, ...(batch === undefined ? {} : { batch: batch.name }) };
    return ok(taskView(state, account, createTask(state, account, held.type, { ...request, body }), request.query));
  };
  const setMetadata = (request: SimulatedRequest): SimulatedReply => {
    const account = state.accountOf(request);
    const body = objectOf(request.body);
    const task = state.taskOf(account, textOf(body["task_id"]) ?? "");
    task.metadata = flagOf(body["merge"]) ? { ...task.metadata, ...objectOf(body["metadata"]) } : objectOf(body["metadata"]);
    task.updatedAt = state.world.clock.now();
    return ok(taskView(state, account, task, request.query));
  };
  const annotationOf = (request: SimulatedRequest): SimulatedReply => {
    const account = state.accountOf(request);
    const id = textOf(request.query.get("annotation_id")) ?? "";
    const task = account.tasks.get(id.slice(0, 24));
    const found = task === undefined ? undefined : find(threadsOf(state, account, task, new Set()), id);
    if (found === undefined) throw new ScaleRefusal(404, "Annotation with that ID not found.");
    return ok(found);
  };
  const nothing = (name: string): Route => ({
    operation: `GET /v2/${name}`,
    answer: (request) => {
      state.accountOf(request);
      return ok({ [name]: [] });
    },
  });
  return [
    {
      operation: "GET /v2/task",
      answer: (request) => {
        const account = state.accountOf(request);
        return ok(taskView(state, account, state.taskOf(account, textOf(request.query.get("task_id")) ?? ""), request.query));
      },
    },
    { operation: "GET /v2/tasks", answer: tasksOf },
    { operation: "POST /v2/task/chat", answer: create },
    { operation: "POST /v2/task", answer: create },
    { operation: "POST /v2/task/metadata", answer: setMetadata },
    { operation: "GET /v2/annotation", answer: annotationOf },
    {
      operation: "GET /v2/project",
      answer: (request) => {
        const project = projectOf(
          state.accountOf(request),
          either((name) => request.query.get(name), "project"),
        );
        if (project === undefined) throw invalid('"project_id" or "project_name" is required');
        return ok(projectView(project));
      },
    },
    {
      operation: "GET /v2/projects",
      answer: (request) => page(request, "projects", [...state.accountOf(request).projects.values()], projectView),
    },
    {
      operation: "GET /v2/batch",
      answer: (request) => {
        const batch = batchOf(
          state.accountOf(request),
          either((name) => request.query.get(name), "batch"),
        );
        if (batch === undefined) throw invalid('"batch_id" or "batch_name" is required');
        return ok(batchView(batch, words(request.query, "expand")));
      },
    },
    {
      operation: "GET /v2/batches",
      answer: (request) => {
        const account = state.accountOf(request);
        const project = projectOf(
          account,
          either((name) => request.query.get(name), "project"),
        );
        const statuses = words(request.query, "status");
        const found = account.batchOrder.filter(
          (batch) => (project === undefined || batch.project === project) && (statuses.size === 0 || statuses.has(batch.status)),
        );
        return page(request, "batches", found, (batch) => batchView(batch, words(request.query, "expand")));
      },
    },
    ...batchActions(state, { projectOf, batchOf, batchView: (batch) => batchView(batch, new Set()) }),
    nothing("deliveries"),
    nothing("datasets"),
  ];
};

const find = (value: unknown, id: string): unknown => {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value) && (value as { id?: unknown }).id === id) return value;
  for (const inner of Object.values(value)) {
    const found = find(inner, id);
    if (found !== undefined) return found;
  }
  return undefined;
};
