import { isoTime } from "../world/clock.ts";
import type { Task } from "./state.ts";

/** The Task object as the API shows it at `now`. Absent means absent: no key is null that the vendor would leave out. */
export const taskView = (task: Task, now: number, mode: "live" | "test"): Record<string, unknown> => {
  const started = task.shifts[0] !== undefined && task.shifts[0].startAt <= now;
  const view: Record<string, unknown> = {
    task_id: task.id,
    created_at: isoTime(task.createdAt),
    updated_at: isoTime(task.updatedAt),
    type: task.type,
    status: task.status,
    instruction: task.instruction ?? "",
    params: task.params,
    is_test: mode === "test",
    urgency: "standard",
    metadata: task.metadata,
    processed_attachments: [],
    work_started: task.status === "completed" || (task.status === "pending" && started),
  };
  if (task.completedAt !== undefined && task.status === "completed") view["completed_at"] = isoTime(task.completedAt);
  if (task.callbackUrl !== undefined) view["callback_url"] = task.callbackUrl;
  if (task.callbackSucceeded !== undefined) {
    view["callback_succeeded"] = task.callbackSucceeded;
    view["callback_completed"] = task.callbackSucceeded;
  }
  if (task.project !== undefined) {
    view["project"] = task.project.name;
    view["projectId"] = task.project.id;
    view["project_param_version"] = task.projectVersion ?? task.project.history.length - 1;
  }
  if (task.batch !== undefined) view["batch"] = task.batch.name;
  if (task.priority !== undefined) view["priority"] = task.priority;
  if (task.uniqueId !== undefined) view["unique_id"] = task.uniqueId;
  if (task.tags !== undefined) view["tags"] = task.tags;
  if (task.response !== undefined) view["response"] = task.response;
  if (task.priorResponses.length > 0) view["prior_responses"] = task.priorResponses;
  if (task.audits.length > 0) view["audits"] = task.audits;
  if (task.review !== undefined) {
    view["customer_review_status"] = task.review.status;
    view["customer_review_comments"] = task.review.comments;
  }
  return view;
};
