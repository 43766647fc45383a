import { z } from "zod";

type Text = string | null | undefined;
const text = z.string().nullish().catch(undefined);
const id = z.union([z.string().min(1), z.number()]).transform(String);
const word = z.string().catch("");

export interface MercorProject {
  readonly project_id: string;
  readonly external_ref?: Text;
  readonly state: string;
}
/** The id goes by `project_id`, as its sisters do; a plain `id` is read as well. */
const withId = (name: string, schema: z.ZodType): z.ZodType =>
  z.preprocess(
    (value) => (typeof value === "object" && value !== null && !(name in value) && "id" in value ? { ...value, [name]: value.id } : value),
    schema,
  );

export const mercorProject = withId(
  "project_id",
  z.looseObject({ project_id: id, external_ref: text, state: word }),
) as z.ZodType<MercorProject>;

export interface MercorListing {
  readonly listing_id: string;
  readonly state: string;
  readonly slots?: number | null | undefined;
}
export const mercorListing = withId(
  "listing_id",
  z.looseObject({ listing_id: id, state: word, slots: z.number().nullish().catch(undefined) }),
) as z.ZodType<MercorListing>;

export interface MercorCandidate {
  readonly candidate_id: string;
  readonly fit: string;
  readonly asking_rate_minor?: number | null | undefined;
}
export const mercorCandidate: z.ZodType<MercorCandidate> = z.looseObject({
  candidate_id: id,
  fit: word,
  asking_rate_minor: z.number().nullish().catch(undefined),
});

export interface MercorOffer {
  readonly offer_id: string;
  readonly candidate_id: string;
  readonly state: string;
  readonly contract_id?: Text;
}
export const mercorOffer: z.ZodType<MercorOffer> = z.looseObject({ offer_id: id, candidate_id: id, state: word, contract_id: text });

export interface MercorContract {
  readonly contract_id: string;
  readonly state: string;
  readonly rate_minor_per_hour: number;
  readonly currency: string;
}
export const mercorContract: z.ZodType<MercorContract> = z.looseObject({
  contract_id: id,
  state: word,
  rate_minor_per_hour: z.number(),
  currency: z.string(),
});

export interface MercorDeliverable {
  readonly deliverable_id: string;
  readonly version?: number | null | undefined;
  readonly expert_ref?: Text;
  readonly submitted_at?: Text;
  readonly content?: unknown;
  readonly self_reported_minutes?: number | null | undefined;
  readonly review?: unknown;
}
export const mercorDeliverable: z.ZodType<MercorDeliverable> = z.looseObject({
  deliverable_id: id,
  version: z.number().nullish().catch(undefined),
  expert_ref: text,
  submitted_at: text,
  content: z.unknown().optional(),
  self_reported_minutes: z.number().nullish().catch(undefined),
  review: z.unknown().optional(),
});

export interface MercorWorkItem {
  readonly work_item_id: string;
  readonly external_id?: Text;
  readonly state: string;
  readonly created_at?: Text;
  readonly updated_at?: Text;
  readonly latest_deliverable?: MercorDeliverable | null | undefined;
}
export const mercorWorkItem: z.ZodType<MercorWorkItem> = z.looseObject({
  work_item_id: id,
  external_id: text,
  state: word,
  created_at: text,
  updated_at: text,
  latest_deliverable: mercorDeliverable.nullish(),
});

export interface MercorTimeEntry {
  readonly time_entry_id: string;
  readonly contract_id: string;
  readonly work_item_id?: Text;
  readonly ended_at?: Text;
  readonly seconds: number;
  readonly source: string;
  readonly status: string;
  readonly updated_at?: Text;
}
export const mercorTimeEntry: z.ZodType<MercorTimeEntry> = z.looseObject({
  time_entry_id: id,
  contract_id: id,
  work_item_id: text,
  ended_at: text,
  seconds: z.number(),
  source: word,
  status: word,
  updated_at: text,
});

export interface MercorInvoice {
  readonly fee_percent?: number | null | undefined;
}
export const mercorInvoice: z.ZodType<MercorInvoice> = z.looseObject({ fee_percent: z.number().nullish().catch(undefined) });

/** One result of a batch. */
export interface MercorBatchResult {
  readonly external_id: string;
  readonly status: string;
  readonly work_item_id?: Text;
  readonly reason?: { readonly code: string; readonly message?: Text; readonly work_item_id?: Text } | null | undefined;
}
export const mercorBatch: z.ZodType<{ readonly results: readonly MercorBatchResult[] }> = z.looseObject({
  results: z.array(
    z.looseObject({
      external_id: id,
      status: word,
      work_item_id: text,
      reason: z.looseObject({ code: word, message: text, work_item_id: text }).nullish().catch(undefined),
    }),
  ),
});

export interface MercorWithdrawal {
  readonly work_item_id: string;
  readonly outcome: string;
  readonly state?: Text;
}
export const mercorWithdrawals: z.ZodType<{ readonly results: readonly MercorWithdrawal[] }> = z.looseObject({
  results: z.array(z.looseObject({ work_item_id: id, outcome: word, state: text })),
});

/** A page of a list. */
export interface MercorPage<Entry> {
  readonly data: readonly Entry[];
  readonly next_cursor?: Text;
}
export const mercorPage = <Entry>(entry: z.ZodType<Entry>): z.ZodType<MercorPage<Entry>> =>
  z.looseObject({ data: z.array(entry), next_cursor: text });
