import type { TaskShape } from "../answer/task.ts";
import { checkJob } from "./check-job.ts";
import type { AnswerOf, Job } from "./job.ts";
import type { WrittenJob, WrittenTask } from "./written-job.ts";

/** The shape of a written task; a classification keeps its options as literals. */
export type ShapeOf<Task extends WrittenTask> = Task extends {
  readonly kind: "classification";
  readonly answer: { readonly options: infer Options extends readonly string[] };
}
  ? { readonly kind: "classification"; readonly options: Options }
  : Extract<TaskShape, { readonly kind: Task["kind"] }>;

/** The type of an answer to a job made by {@link defineJob}: `"spam" | "ham"`, a number, a text, a choice. */
export type JobAnswer<Defined extends Job> = AnswerOf<Defined["task"]["shape"]>;

/**
 * A job written in TypeScript, under the same rules as a job file; the answer's type is inferred from it. Throws a TypeError
 * that lists everything that is wrong.
 */
export const defineJob = <const Written extends WrittenJob>(written: Written): Job<ShapeOf<Written["task"]>> => {
  const checked = checkJob(written);
  if (!checked.ok)
    throw new TypeError(checked.issues.map(({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`)).join("\n"));
  return checked.value as Job<ShapeOf<Written["task"]>>;
};
