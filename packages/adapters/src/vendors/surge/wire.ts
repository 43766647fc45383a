import { z } from "zod";

type Text = string | null | undefined;
type Count = number | null | undefined;
const count = z.coerce.number().nullish().catch(undefined);
const text = z.string().nullish().catch(undefined);
const id = z.union([z.string().min(1), z.number()]).transform(String);

/** One worker's answer; `worker_id` comes only where the project shows it. */
export interface SurgeResponse {
  readonly id: string;
  /** From a question's text or label to the answer. */
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly completed_at?: Text;
  readonly worker_id?: string | null | undefined;
}

/** A task; a listing may leave the responses out. */
export interface SurgeTask {
  readonly id: string;
  readonly status: string;
  readonly is_complete?: boolean | null | undefined;
  readonly created_at?: Text;
  readonly fields?: Readonly<Record<string, unknown>> | null | undefined;
  readonly responses?: readonly SurgeResponse[] | null | undefined;
}

export interface SurgeProject {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly created_at?: Text;
  readonly num_tasks?: Count;
  readonly num_tasks_completed?: Count;
  readonly num_responses_completed?: Count;
  /** What a worker gets for a response, in USD. */
  readonly payment_per_response?: Count;
}

const response: z.ZodType<SurgeResponse> = z.looseObject({
  id,
  data: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  completed_at: text,
  worker_id: z.union([z.string(), z.number()]).transform(String).nullish().catch(undefined),
});

export const surgeTask: z.ZodType<SurgeTask> = z.looseObject({
  id,
  status: z.string().catch(""),
  is_complete: z.boolean().nullish().catch(undefined),
  created_at: text,
  fields: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  responses: z.array(response).nullish(),
});

/** A page of tasks: a bare array without an envelope. */
export const surgeTasks: z.ZodType<readonly SurgeTask[]> = z.array(surgeTask);

export const surgeProject: z.ZodType<SurgeProject> = z.looseObject({
  id,
  name: z.string().catch(""),
  status: z.string().catch(""),
  created_at: text,
  num_tasks: count,
  num_tasks_completed: count,
  num_responses_completed: count,
  payment_per_response: count,
});

export const surgeProjects: z.ZodType<readonly SurgeProject[]> = z.array(surgeProject);
