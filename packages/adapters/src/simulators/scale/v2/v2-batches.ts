import { flagOf, objectOf, textOf } from "../../server/message.ts";
import type { Route } from "../../server/router.ts";
import { createBatch } from "../batch-routes.ts";
import { invalid, ok, ScaleRefusal } from "../scale-error.ts";
import type { ScaleState } from "../scale-state.ts";
import type { Account, Batch, Project, Task } from "../state.ts";
import { startWork } from "../task-life.ts";

interface Lookups {
  readonly projectOf: (account: Account, idOrName: string | undefined) => Project | undefined;
  readonly batchOf: (account: Account, idOrName: string | undefined) => Batch | undefined;
  readonly batchView: (batch: Batch) => unknown;
}

const verbs = ["finalize", "pause", "resume", "cancel"] as const;

/** Making and moving batches: staging -> in_progress -> completed, with paused and cancelled beside it. */
export const batchActions = (state: ScaleState, look: Lookups): readonly Route[] => {
  const named = (account: Account, body: Readonly<Record<string, unknown>>): Batch => {
    const batch = look.batchOf(account, textOf(body["batch_id"]) ?? textOf(body["batch_name"]));
    if (batch === undefined) throw invalid('"batch_id" or "batch_name" is required');
    return batch;
  };
  return [
    {
      operation: "POST /v2/batch",
      answer: (request) => {
        const account = state.accountOf(request);
        const body = objectOf(request.body);
        const project = look.projectOf(account, textOf(body["project"]) ?? textOf(body["project_id"]) ?? textOf(body["project_name"]));
        const batch = createBatch(state, account, { ...body, project: project?.name });
        if (flagOf(body["staging_batch"])) batch.status = "staging";
        return ok(look.batchView(batch));
      },
    },
    {
      operation: "POST /v2/batch/metadata",
      answer: (request) => {
        const body = objectOf(request.body);
        const batch = named(state.accountOf(request), body);
        batch.metadata = flagOf(body["merge"]) ? { ...batch.metadata, ...objectOf(body["metadata"]) } : objectOf(body["metadata"]);
        return ok(look.batchView(batch));
      },
    },
    ...verbs.map((verb): Route => ({
      operation: `POST /v2/batch/${verb}`,
      answer: (request) => {
        const account = state.accountOf(request);
        const batch = named(account, objectOf(request.body));
        move(state, account, batch, verb);
        return ok(
          verb === "finalize"
            ? look.batchView(batch)
            : { batch: look.batchView(batch), message: `Batch ${verb}${verb.endsWith("e") ? "d" : verb === "cancel" ? "led" : "ed"}.` },
        );
      },
    })),
  ];
};

const move = (state: ScaleState, account: Account, batch: Batch, verb: (typeof verbs)[number]): void => {
  const at = state.world.clock.now();
  const refuse = (): never => {
    throw new ScaleRefusal(
      400,
      `A batch that is ${batch.status} cannot be ${verb}${verb.endsWith("e") ? "d" : verb === "cancel" ? "led" : "ed"}.`,
    );
  };
  const unstarted = batch.tasks.filter((task) => task.status === "pending" && !begun(task, at));
  switch (verb) {
    case "finalize":
      if (batch.status !== "staging") refuse();
      batch.status = "in_progress";
      for (const task of unstarted) startWork(state, account, task, at);
      return;
    case "pause":
      if (batch.status !== "in_progress" || batch.tasks.length === 0) refuse();
      batch.status = "paused";
      for (const task of unstarted) {
        task.epoch++;
        task.shifts = [];
      }
      return;
    case "resume":
      if (batch.status !== "paused") refuse();
      batch.status = "in_progress";
      for (const task of unstarted) startWork(state, account, task, at);
      return;
    case "cancel":
      if (batch.status === "completed" || batch.status === "cancelled") refuse();
      batch.status = "cancelled";
      for (const task of unstarted) {
        task.epoch++;
        task.status = "canceled";
        task.updatedAt = at;
        batch.open--;
      }
      return;
    default:
      verb satisfies never;
  }
};

const begun = (task: Task, at: number): boolean => task.shifts[0] !== undefined && task.shifts[0].startAt <= at;
