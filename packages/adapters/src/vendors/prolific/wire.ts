import { z } from "zod";

type Text = string | null | undefined;
type Count = number | null | undefined;
const text = z.string().nullish().catch(undefined);
const count = z.coerce.number().nullish().catch(undefined);
const id = z.union([z.string().min(1), z.number()]).transform(String);
/** Studies and submissions are written in capitals and in small letters, with blanks, dashes and underscores. */
const word = z
  .string()
  .catch("")
  .transform((raw) =>
    raw
      .toUpperCase()
      .replace(/[\s_-]+/g, " ")
      .trim(),
  );

/** A page by `limit` and `offset`. */
export interface ProlificPage<Entry> {
  readonly results: readonly Entry[];
  readonly meta?: { readonly count?: Count } | null | undefined;
}
export const prolificPage = <Entry>(entry: z.ZodType<Entry>): z.ZodType<ProlificPage<Entry>> =>
  z.looseObject({ results: z.array(entry), meta: z.looseObject({ count }).nullish().catch(undefined) });

export const prolificUser: z.ZodType<{ readonly id: string }> = z.looseObject({ id });

export interface ProlificProject {
  readonly id: string;
  readonly title: string;
}
export const prolificProject: z.ZodType<ProlificProject> = z.looseObject({ id, title: z.string().catch("") });

export interface ProlificBalance {
  readonly available_balance: number;
}
export const prolificBalance: z.ZodType<ProlificBalance> = z.looseObject({ available_balance: z.number() });

/** One upload to a dataset. */
export interface ProlificImport {
  readonly import_id: string;
  readonly status: string;
  readonly errors?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
  readonly reason?: Text;
}
export interface ProlificDataset {
  readonly id: string;
  readonly imports?: readonly ProlificImport[] | null | undefined;
}
const importJob: z.ZodType<ProlificImport> = z.looseObject({
  import_id: id,
  status: z.string().catch(""),
  errors: z.array(z.record(z.string(), z.unknown())).nullish().catch(undefined),
  reason: text,
});
export const prolificDataset: z.ZodType<ProlificDataset> = z.looseObject({ id, imports: z.array(importJob).nullish() });

export interface ProlificUploadUrl {
  readonly upload_url: string;
  readonly import_id: string;
  readonly content_type?: Text;
}
export const prolificUploadUrl: z.ZodType<ProlificUploadUrl> = z.looseObject({
  upload_url: z.string().min(1),
  import_id: id,
  content_type: text,
});

export interface ProlificBatch {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly created_at?: Text;
  readonly datasets?: readonly { readonly id: string }[] | null | undefined;
  readonly total_task_groups?: Count;
}
export const prolificBatch: z.ZodType<ProlificBatch> = z.looseObject({
  id,
  name: z.string().catch(""),
  status: word,
  created_at: text,
  datasets: z.array(z.looseObject({ id })).nullish().catch(undefined),
  total_task_groups: count,
});

export interface ProlificStudy {
  readonly id: string;
  readonly internal_name: string;
  readonly status: string;
  readonly data_collection_id?: Text;
  readonly published_at?: Text;
  readonly currency_code?: Text;
  readonly presentment_currency_code?: Text;
  readonly reward?: Count;
  readonly total_cost?: Count;
  readonly total_available_places?: Count;
  readonly places_taken?: Count;
}
export const prolificStudy: z.ZodType<ProlificStudy> = z.looseObject({
  id,
  internal_name: z.string().catch(""),
  status: word,
  data_collection_id: text,
  published_at: text,
  currency_code: text,
  presentment_currency_code: text,
  reward: count,
  total_cost: count,
  total_available_places: count,
  places_taken: count,
});

/** One participant's answer to one instruction about one task. */
export interface ProlificResponse {
  readonly task_id?: Text;
  readonly participant_id?: Text;
  readonly submission_id: string;
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly response?: { readonly type?: Text; readonly text?: Text; readonly answer?: unknown } | null | undefined;
  readonly created_at?: Text;
}
export const prolificResponse: z.ZodType<ProlificResponse> = z.looseObject({
  task_id: id.nullish().catch(undefined),
  participant_id: id.nullish().catch(undefined),
  submission_id: id,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  response: z.looseObject({ type: text, text, answer: z.unknown().optional() }).nullish().catch(undefined),
  created_at: text,
});

export interface ProlificSubmission {
  readonly id: string;
  readonly status: string;
  readonly participant_id?: Text;
  readonly completed_at?: Text;
  readonly time_taken?: Count;
  readonly reward?: Count;
}
export const prolificSubmission: z.ZodType<ProlificSubmission> = z.looseObject({
  id,
  status: word,
  participant_id: id.nullish().catch(undefined),
  completed_at: text,
  time_taken: count,
  reward: count,
});
