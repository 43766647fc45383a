import type { TaskKind } from "../answer/task.ts";

/** The kinds of task that work. */
export const taskKinds: readonly TaskKind[] = ["classification", "comparison", "rating", "text"];

/** Kinds the job file has words for, and nothing else yet: they are refused by name. */
export const declaredKinds: readonly string[] = ["ranking", "spans", "boxes", "rubric", "conversation"];
