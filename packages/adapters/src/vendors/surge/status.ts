import type { UnitStatus } from "@tranche/sdk";
import type { SurgeTask } from "./wire.ts";

/** `is_complete` is the vendor's final mark; `created`, and any word of tomorrow, is open. */
export const surgeStatus = (task: Pick<SurgeTask, "status" | "is_complete">): UnitStatus => {
  if (task.is_complete === true || task.status === "completed") return "answered";
  return isCancelled(task) ? "withdrawn" : "open";
};

/** Whether a task or a project was cancelled, in either spelling. */
export const isCancelled = ({ status }: { readonly status: string }): boolean => status === "canceled" || status === "cancelled";

/** Whether nothing more is expected of it. */
export const isOver = (task: Pick<SurgeTask, "status" | "is_complete">): boolean => surgeStatus(task) !== "open";
