import { flagOf, objectOf, type SimulatedRequest, textOf, textsOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime } from "../world/clock.ts";
import { createTask, uniqueIdTaken } from "./create-task.ts";
import { listTasks } from "./list-tasks.ts";
import { invalid, ok, ScaleRefusal } from "./scale-error.ts";
import { sendTaskCallback } from "./scale-callbacks.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Task } from "./state.ts";
import { attemptsOf, recall, releaseUniqueId, settleBatch } from "./task-life.ts";
import { taskView } from "./task-view.ts";

export const taskRoutes = (state: ScaleState): readonly Route[] => {
  const show = (account: Account, task: Task): Record<string, unknown> => taskView(task, state.world.clock.now(), account.mode);
  const on = (operation: string, act: (account: Account, task: Task, request: SimulatedRequest) => void): Route => ({
    operation,
    answer: (request, { id = "" }) => {
      const account = state.accountOf(request);
      const task = state.taskOf(account, id);
      act(account, task, request);
      return ok(show(account, task));
    },
  });
  const touch = (task: Task): void => {
    task.updatedAt = state.world.clock.now();
  };

  return [
    {
      operation: "POST /task/{type}",
      answer: (request, { type = "" }) => {
        const account = state.accountOf(request);
        return ok(show(account, createTask(state, account, type, request)));
      },
    },
    {
      operation: "GET /task/{id}",
      answer: (request, { id = "" }) => {
        const account = state.accountOf(request);
        const task = state.taskOf(account, id);
        const attempts = task.status === "completed" ? attemptsOf(state, task) : [];
        return ok({ ...show(account, task), ...(attempts.length === 0 ? {} : { attempts }) });
      },
    },
    { operation: "GET /tasks", answer: (request) => ok(listTasks(state, state.accountOf(request), request)) },
    on("POST /task/{id}/cancel", (account, task, request) => {
      const release = flagOf(request.query.get("clear_unique_id"));
      switch (task.status) {
        case "canceled":
          if (release) releaseUniqueId(account, task);
          return;
        case "completed":
        case "error":
          throw new ScaleRefusal(400, `Task is already ${task.status} and cannot be canceled.`);
        case "pending":
          if (task.shifts[0] !== undefined && task.shifts[0].startAt <= state.world.clock.now()) {
            throw new ScaleRefusal(400, "Task has already been started and cannot be canceled.");
          }
          task.status = "canceled";
          task.epoch++;
          touch(task);
          if (release) releaseUniqueId(account, task);
          settleBatch(state, task.batch, task.updatedAt);
          return;
        default:
          task.status satisfies never;
      }
    }),
    on("POST /task/{id}/setMetadata", (_account, task, request) => {
      task.metadata = objectOf(request.body);
      touch(task);
    }),
    on("POST /task/{id}/unique_id", (account, task, request) => {
      const uniqueId = textOf(objectOf(request.body)["unique_id"]);
      if (uniqueId === undefined) throw invalid('"unique_id" is required');
      const held = account.byUniqueId.get(uniqueId);
      if (held !== undefined && held !== task) throw uniqueIdTaken(uniqueId, held);
      releaseUniqueId(account, task);
      task.uniqueId = uniqueId;
      account.byUniqueId.set(uniqueId, task);
      touch(task);
    }),
    on("DELETE /task/{id}/unique_id", (account, task) => {
      releaseUniqueId(account, task);
      touch(task);
    }),
    on("POST /task/{id}/tags", (_account, task, request) => setTags(task, textsOf(request.body), touch)),
    on("PUT /task/{id}/tags", (_account, task, request) =>
      setTags(task, [...new Set([...(task.tags ?? []), ...textsOf(request.body)])], touch),
    ),
    on("DELETE /task/{id}/tags", (_account, task, request) => {
      const drop = textsOf(request.body);
      setTags(
        task,
        (task.tags ?? []).filter((tag) => !drop.includes(tag)),
        touch,
      );
    }),
    on("POST /task/{id}/audit", (account, task, request) => audit(state, account, task, request)),
    on("POST /task/{id}/send-callback", (account, task) => {
      if (task.status !== "completed" && task.status !== "error")
        throw new ScaleRefusal(400, "Only completed or errored tasks have a callback to send.");
      sendTaskCallback(state, account, task);
    }),
    on("POST /task/{id}/recall", (account, task) => {
      if (task.status !== "completed") throw new ScaleRefusal(400, "Only completed tasks can be recalled.");
      recall(state, account, task, state.world.clock.now());
    }),
  ];
};

const setTags = (task: Task, tags: readonly string[], touch: (task: Task) => void): void => {
  if (tags.length > 5) throw invalid('"tags" must contain less than or equal to 5 items');
  task.tags = tags;
  touch(task);
};

/** A customer's audit: accepted, rejected, or fixed where the request brings an answer of its own. */
const audit = (state: ScaleState, account: Account, task: Task, request: SimulatedRequest): void => {
  const body = objectOf(request.body);
  if (task.status !== "completed") throw new ScaleRefusal(400, "Only completed tasks can be audited.");
  if (typeof body["accepted"] !== "boolean") throw invalid('"accepted" is required');
  const at = state.world.clock.now();
  const fix = body["response"];
  const result = fix !== undefined ? "fixed" : body["accepted"] ? "accepted" : "rejected";
  const comments = textOf(body["comments"]);
  task.audits = [
    { audited_by: "customer@example.com", audited_at: isoTime(at), audit_time_secs: 30, audit_result: result, audit_source: "customer" },
    ...task.audits,
  ];
  task.review = { status: result, comments: comments === undefined ? [] : [comments] };
  if (fix !== undefined) {
    task.priorResponses = [...task.priorResponses, task.response];
    task.response = { ...objectOf(fix), is_customer_fix: true };
  }
  task.updatedAt = at;
  sendTaskCallback(state, account, task);
};
