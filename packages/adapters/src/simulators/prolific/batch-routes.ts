import { type JsonObject, numberOf, objectOf, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime } from "../world/clock.ts";
import { checkName, checkWorkspace } from "./dataset-routes.ts";
import { readLayout } from "./layout.ts";
import { created, ok, ProlificRefusal } from "./prolific-error.ts";
import { type Batch, type Dataset, known, type ProlificState, type Task, type TaskResponse } from "./state.ts";

const batchView = (state: ProlificState, batch: Batch): JsonObject => {
  const { dataset } = batch;
  return {
    id: batch.id,
    name: batch.name,
    created_at: isoTime(batch.createdAt),
    created_by: "researcher",
    workspace_id: state.options.workspace,
    status: batch.status,
    datasets: dataset === undefined ? [] : [{ id: dataset.id, name: dataset.name, total_datapoint_count: dataset.datapoints.length }],
    task_details: batch.taskDetails,
    batch_items: batch.items,
    tasks_per_group: batch.tasksPerGroup,
    total_task_count: batch.groups.reduce((sum, group) => sum + group.length, 0),
    total_task_groups: batch.groups.length,
    total_instruction_count: batch.layout.instructions.length,
    schema_version: 4,
  };
};

const responseView = (batch: Batch, response: TaskResponse): JsonObject => ({
  id: response.id,
  batch_id: batch.id,
  task_id: response.task.id,
  participant_id: response.submission.worker.id,
  submission_id: response.submission.id,
  correlation_id: response.task.datapoint.id,
  metadata: Object.fromEntries(
    Object.entries(response.task.datapoint.fields).filter(([name]) => batch.dataset?.fields.get(name)?.type === "metadata"),
  ),
  response: { instruction_id: response.instruction, ...response.answer },
  created_at: isoTime(response.at),
  schema_version: 4,
});

/** Batches: a dataset, what is shown and asked of it, and the tasks made of both. */
export const batchRoutes = (state: ProlificState): readonly Route[] => {
  const { world, options } = state;
  const batchOf = (id: string): Batch => known(state.batches, id, "Batch");
  const datasetOf = (id: unknown): Dataset | undefined =>
    textOf(id) === undefined ? undefined : known(state.datasets, String(id), "Dataset");
  return [
    {
      operation: "GET /api/v1/data-collection/batches",
      answer: (request) => {
        checkWorkspace(state, request.query.get("workspace_id"));
        const listed = [...state.batches.values()].filter(state.listed);
        return ok({ results: listed.map((batch) => batchView(state, batch)), meta: { count: listed.length } });
      },
    },
    {
      operation: "POST /api/v1/data-collection/batches",
      answer: (request) => {
        const body = objectOf(request.body);
        checkWorkspace(state, body["workspace_id"]);
        const dataset = datasetOf(body["dataset_id"]);
        const { layout, items } = readLayout(body["batch_items"], dataset, state.uuid);
        const batch: Batch = {
          id: state.uuid(),
          createdAt: world.clock.now(),
          name: checkName(state, body["name"]),
          dataset,
          items,
          layout,
          taskDetails: objectOf(body["task_details"]),
          responses: [],
          status: "UNINITIALISED",
          tasksPerGroup: 1,
          groups: [],
        };
        state.batches.set(batch.id, batch);
        return created(batchView(state, batch));
      },
    },
    { operation: "GET /api/v1/data-collection/batches/{id}", answer: (_request, { id = "" }) => ok(batchView(state, batchOf(id))) },
    { operation: "GET /api/v1/data-collection/batches/{id}/status", answer: (_request, { id = "" }) => ok({ status: batchOf(id).status }) },
    {
      operation: "PATCH /api/v1/data-collection/batches/{id}",
      answer: (request, { id = "" }) => {
        const batch = batchOf(id);
        const body = objectOf(request.body);
        if (body["name"] !== undefined) batch.name = checkName(state, body["name"]);
        if (body["task_details"] !== undefined) batch.taskDetails = objectOf(body["task_details"]);
        return ok(batchView(state, batch));
      },
    },
    {
      operation: "POST /api/v1/data-collection/batches/{id}/setup",
      answer: (request, { id = "" }) => {
        const batch = batchOf(id);
        const body = objectOf(request.body);
        const { dataset } = batch;
        const perGroup = numberOf(body["tasks_per_group"]) ?? 1;
        if (batch.status !== "UNINITIALISED") throw new ProlificRefusal(400, "the batch has been set up already");
        if (dataset === undefined || body["dataset_id"] !== dataset.id) throw new ProlificRefusal(400, "the batch has another dataset");
        // Documented as `complete`; of a partial import the accepted records are said to be available.
        if (!dataset.imports.some(({ status }) => status === "complete" || status === "partial"))
          throw new ProlificRefusal(400, "the dataset has no completed import");
        if (!Number.isInteger(perGroup) || perGroup < 1) throw new ProlificRefusal(400, "tasks_per_group must be at least 1");
        batch.status = "PROCESSING";
        batch.tasksPerGroup = perGroup;
        const finish = (): void => {
          const tasks = dataset.datapoints.map((datapoint): Task => ({ id: state.uuid(), datapoint, answered: false }));
          batch.groups = Array.from({ length: Math.ceil(tasks.length / perGroup) }, (_, place) =>
            tasks.slice(place * perGroup, (place + 1) * perGroup),
          );
          batch.status = "READY";
        };
        if (options.setupSeconds === 0) finish();
        else world.agenda.add(world.clock.now() + options.setupSeconds * 1000, finish);
        return { status: 202 };
      },
    },
    {
      operation: "GET /api/v1/data-collection/batches/{id}/tasks",
      answer: (_request, { id = "" }) => ok(batchOf(id).groups.flatMap((group) => group.map((task) => task.id))),
    },
    {
      operation: "GET /api/v1/data-collection/batches/{id}/responses",
      answer: (_request, { id = "" }) => {
        const batch = batchOf(id);
        return ok({ results: batch.responses.map((response) => responseView(batch, response)), meta: { count: batch.responses.length } });
      },
    },
  ];
};
