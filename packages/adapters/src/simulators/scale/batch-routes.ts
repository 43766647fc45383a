import { flagOf, numberOf, objectOf, type SimulatedRequest, textOf, timeOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime } from "../world/clock.ts";
import { projectOf } from "./project-routes.ts";
import { invalid, ok, ScaleRefusal } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Batch, TaskStatus } from "./state.ts";
import { startWork } from "./task-life.ts";

const counts = (batch: Batch): Readonly<Record<string, number>> => {
  const found: Partial<Record<TaskStatus, number>> = {};
  for (const task of batch.tasks) found[task.status] = (found[task.status] ?? 0) + 1;
  return found;
};

export const batchView = (batch: Batch, detailed = false): Record<string, unknown> => ({
  id: batch.id,
  name: batch.name,
  project: batch.project.name,
  status: batch.status === "cancelled" ? "canceled" : batch.status,
  created_at: isoTime(batch.createdAt),
  ...(batch.completedAt === undefined || batch.status !== "completed" ? {} : { completed_at: isoTime(batch.completedAt) }),
  callback: batch.callback ?? "",
  metadata: batch.metadata,
  calibration_batch: batch.calibration,
  self_label_batch: batch.selfLabel,
  priority: batch.priority,
  ...(detailed ? { progress: counts(batch) } : {}),
});

export const batchOf = (account: Account, name: string): Batch => {
  const batch = account.batches.get(name);
  if (batch === undefined) throw new ScaleRefusal(404, `Batch with name "${name}" not found.`);
  return batch;
};

/** Work on a staged batch begins; no task can be added after it. */
export const finalize = (state: ScaleState, account: Account, batch: Batch): void => {
  if (!batch.project.rapid && !batch.project.studio) return;
  if (batch.status !== "staging") {
    if (state.options.refinalizeStatus === 200) return;
    throw new ScaleRefusal(400, `Batch "${batch.name}" is already finalized.`);
  }
  batch.status = "in_progress";
  const at = state.world.clock.now();
  for (const task of batch.tasks) if (task.status === "pending") startWork(state, account, task, at);
};

/** Makes a batch. Refuses a second one of the same name (409), whatever its project. */
export const createBatch = (state: ScaleState, account: Account, body: Readonly<Record<string, unknown>>): Batch => {
  const name = textOf(body["name"]);
  const projectName = textOf(body["project"]);
  if (projectName === undefined) throw invalid('"project" is required');
  if (name === undefined) throw invalid('"name" is required');
  const project = projectOf(account, projectName);
  if (account.batches.has(name)) throw new ScaleRefusal(409, `A batch with name "${name}" already exists.`);
  const batch: Batch = {
    id: state.nextId(),
    name,
    project,
    createdAt: state.world.clock.now(),
    order: account.batchOrder.length,
    callback: textOf(body["callback"]),
    calibration: flagOf(body["calibration_batch"]),
    selfLabel: flagOf(body["self_label_batch"]),
    tasks: [],
    open: 0,
    priority: 20,
    status: project.rapid || project.studio ? "staging" : "in_progress",
    completedAt: undefined,
    metadata: objectOf(body["metadata"]),
    groups: [],
  };
  account.batches.set(name, batch);
  account.batchOrder.push(batch);
  return batch;
};

const list = (account: Account, { query }: SimulatedRequest): Record<string, unknown> => {
  const limit = Math.min(100, Math.max(1, Number(query.get("limit") ?? 100) || 100));
  const offset = Math.max(0, Number(query.get("offset") ?? 0) || 0);
  const project = textOf(query.get("project"));
  const status = textOf(query.get("status"));
  const [from, to] = [timeOf(query.get("start_time")), timeOf(query.get("end_time"))];
  const [doneFrom, doneTo] = [timeOf(query.get("completed_after")), timeOf(query.get("completed_before"))];
  const found = account.batchOrder
    .filter(
      (batch) =>
        (project === undefined || batch.project.name === project) &&
        (status === undefined || batchView(batch)["status"] === status) &&
        (from === undefined || batch.createdAt >= from) &&
        (to === undefined || batch.createdAt <= to) &&
        (doneFrom === undefined || (batch.completedAt ?? -Infinity) >= doneFrom) &&
        (doneTo === undefined || (batch.completedAt ?? Infinity) <= doneTo) &&
        !(flagOf(query.get("exclude_archived")) && batch.project.archived),
    )
    .toReversed();
  const docs = found.slice(offset, offset + limit).map((batch) => batchView(batch, flagOf(query.get("detailed"))));
  // The official clients disagree about the name of the count; both are here.
  return { docs, totalDocs: found.length, total: found.length, limit, offset, has_more: offset + docs.length < found.length };
};

export const batchRoutes = (state: ScaleState): readonly Route[] => {
  const on = (operation: string, act: (account: Account, batch: Batch, request: SimulatedRequest) => unknown): Route => ({
    operation,
    answer: (request, { name = "" }) => {
      const account = state.accountOf(request);
      const batch = batchOf(account, name);
      return ok(act(account, batch, request) ?? batchView(batch));
    },
  });
  return [
    {
      operation: "POST /batches",
      answer: (request) => ok(batchView(createBatch(state, state.accountOf(request), objectOf(request.body)))),
    },
    { operation: "GET /batches", answer: (request) => ok(list(state.accountOf(request), request)) },
    on("GET /batches/{name}", () => undefined),
    on("GET /batches/{name}/status", (_account, batch) => ({ status: batchView(batch)["status"], ...counts(batch) })),
    on("POST /batches/{name}/finalize", (account, batch) => finalize(state, account, batch)),
    on("POST /batches/{name}/setMetadata", (_account, batch, request) => {
      batch.metadata = objectOf(request.body);
    }),
    on("POST /batches/{name}/prioritize", (_account, batch, request) => {
      const priority = numberOf(objectOf(request.body)["priority"]);
      if (priority === undefined || priority < 10 || priority > 30) throw invalid('"priority" must be between 10 and 30');
      batch.priority = priority;
      return { result: "success" };
    }),
  ];
};
