import { z } from "zod";

type Text = string | null | undefined;
const text = z.string().nullish().catch(undefined);
const taskId = z.union([z.string().min(1), z.number()]).transform(String);

/** A task as Scale answers it. Only the id is needed; everything else may be missing or new. */
export interface ScaleTask {
  readonly task_id: string;
  readonly status: string;
  readonly unique_id?: Text;
  readonly project?: Text;
  readonly created_at?: Text;
  readonly updated_at?: Text;
  readonly completed_at?: Text;
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  /** The type-specific inputs, given back. */
  readonly params?: Readonly<Record<string, unknown>> | null | undefined;
  readonly response?: unknown;
}

export const scaleTask: z.ZodType<ScaleTask> = z.looseObject({
  task_id: taskId,
  status: z.string().catch(""),
  unique_id: text,
  project: text,
  created_at: text,
  updated_at: text,
  completed_at: text,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  params: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  response: z.unknown().optional(),
});

/** What is read of the answer to a create: that there is a task, and its name. */
export const scaleCreated: z.ZodType<Pick<ScaleTask, "task_id">> = z.object({ task_id: taskId });

/** A page of `GET /tasks`. */
export interface ScaleTaskPage {
  readonly docs: readonly ScaleTask[];
  readonly next_token?: Text;
}

export const scaleTaskPage: z.ZodType<ScaleTaskPage> = z.looseObject({ docs: z.array(scaleTask), next_token: text });

export interface ScaleBatch {
  readonly name: string;
  readonly status: string;
}

/** A page of batches, newest first; how many there are in all goes by one name or the other. */
export interface ScaleBatchPage {
  readonly docs: readonly ScaleBatch[];
  readonly totalDocs?: number | undefined;
  readonly total?: number | undefined;
}

export const scaleBatch: z.ZodType<ScaleBatch> = z.looseObject({ name: z.string(), status: z.string().catch("") });

export const scaleBatchPage: z.ZodType<ScaleBatchPage> = z.looseObject({
  docs: z.array(scaleBatch),
  totalDocs: z.number().optional().catch(undefined),
  total: z.number().optional().catch(undefined),
});

/** How many tasks of a batch are where; a count of nought may be missing. */
export const scaleBatchCounts: z.ZodType<Readonly<Record<string, unknown>>> = z.record(z.string(), z.unknown());

/** A project; `type` is the task type all of its tasks have. */
export interface ScaleProject {
  readonly name: string;
  readonly type?: Text;
}

export const scaleProject: z.ZodType<ScaleProject> = z.looseObject({ name: z.string(), type: text });
