import type { Call, CollectPage, Cursor, Engagement, JsonObject, Observation, VendorJudgment } from "@tranche/sdk";
import { z } from "zod";
import { segment } from "../../http/index.ts";
import { inTurns } from "../in-turns.ts";
import { readCursor } from "../read-cursor.ts";
import { readTime } from "../vendor-time.ts";
import { toAnswer } from "./answer.ts";
import type { MercorContext } from "./context.ts";
import { type MercorEngagement, readEngagement } from "./engage.ts";
import { listPage, nextOf } from "./lists.ts";
import { type Billing, costOf, readContract, readFee } from "./rates.ts";
import { mercorStatus } from "./status.ts";
import { advance, sinceOf, type Stream, streamSchema } from "./stream.ts";
import { type MercorDeliverable, type MercorTimeEntry, mercorTimeEntry, mercorWorkItem, type MercorWorkItem } from "./wire.ts";

/** Work and time change apart from each other, and so are read apart: work first, then time, page by page. */
interface Place {
  readonly reading: "work" | "time";
  readonly work: Stream;
  readonly time: Stream;
}

const placeSchema: z.ZodType<Place> = z.object({ reading: z.enum(["work", "time"]), work: streamSchema, time: streamSchema });

/** One page of changed work items, or of changed time entries. Results and cost are separate events: cost comes from time, and later. */
export const collect = async (
  context: MercorContext,
  engagement: Engagement,
  cursor: Cursor | undefined,
  call: Call,
): Promise<CollectPage> => {
  const data = readEngagement(engagement);
  const place = readCursor(placeSchema, cursor, { reading: "work", work: {}, time: {} });
  return place.reading === "work" ? readWork(context, { data, place }, call) : readTimeEntries(context, { data, place }, call);
};

interface Reading {
  readonly data: MercorEngagement;
  readonly place: Place;
}

const readWork = async (context: MercorContext, { data, place }: Reading, call: Call): Promise<CollectPage> => {
  const { work } = place;
  const query = { updated_since: sinceOf(work, context.options.overlapSeconds) };
  const page = await listPage(
    context,
    { path: `/projects/${segment(data.project)}/work_items`, entry: mercorWorkItem, query, after: work.after },
    call,
  );
  const after = nextOf(page, work.after);
  const next: Place = {
    ...place,
    reading: after === undefined ? "time" : "work",
    work: advance(
      work,
      page.data.map((item) => item.updated_at),
      after,
    ),
  };
  return { observations: page.data.map((item) => observe(item, data)), cursor: JSON.stringify(next), more: true };
};

const readTimeEntries = async (context: MercorContext, { data, place }: Reading, call: Call): Promise<CollectPage> => {
  const { time } = place;
  const query = { updated_since: sinceOf(time, context.options.overlapSeconds) };
  const page = await listPage(
    context,
    { path: `/projects/${segment(data.project)}/time_entries`, entry: mercorTimeEntry, query, after: time.after },
    call,
  );
  const after = nextOf(page, time.after);
  const next: Place = {
    ...place,
    reading: after === undefined ? "work" : "time",
    time: advance(
      time,
      page.data.map((entry) => entry.updated_at),
      after,
    ),
  };
  return {
    observations: await costs(context, { data, entries: page.data }, call),
    cursor: JSON.stringify(next),
    more: after !== undefined,
  };
};

const observe = (item: MercorWorkItem, data: MercorEngagement): Observation => {
  const status = mercorStatus(item.state);
  const createdAt = readTime(item.created_at);
  const deliverable = item.latest_deliverable;
  // Submitted and in review may still be sent back; an item that was withdrawn may have been delivered all the same, and was worked on.
  const counts = status === "answered" || status === "withdrawn";
  return {
    type: "unit",
    ref: item.work_item_id,
    ...(item.external_id != null && { key: item.external_id }),
    status,
    raw: item.state,
    ...(createdAt !== undefined && { createdAt }),
    judgments: deliverable != null && counts ? [judge(deliverable, data)] : [],
    ...(status === "failed" && { why: "its deliverable was rejected; the time stays billed" }),
  };
};

const judge = (deliverable: MercorDeliverable, data: MercorEngagement): VendorJudgment => {
  const at = readTime(deliverable.submitted_at);
  return {
    id: deliverable.deliverable_id,
    answer: toAnswer(data.task, deliverable.content),
    ...(deliverable.expert_ref != null && { worker: deliverable.expert_ref }),
    ...(at !== undefined && { at }),
    ...(deliverable.self_reported_minutes != null && { seconds: deliverable.self_reported_minutes * 60 }),
    raw: { version: deliverable.version ?? null, review: (deliverable.review ?? null) as JsonObject | null },
  };
};

const costs = async (
  context: MercorContext,
  { data, entries }: { readonly data: MercorEngagement; readonly entries: readonly MercorTimeEntry[] },
  call: Call,
): Promise<readonly Observation[]> => {
  if (entries.length === 0) return [];
  const { paidMinutesPerItem } = context.options;
  const billing: Billing = {
    feePerMillion: await readFee(context, data, call),
    ...(paidMinutesPerItem !== undefined && { paidSecondsPerItem: paidMinutesPerItem * 60 }),
  };
  return inTurns(entries, 1, async (entry): Promise<Observation> => {
    const at = readTime(entry.ended_at);
    return {
      type: "cost",
      id: entry.time_entry_id,
      amount: costOf(entry, await readContract(context, { project: data.project, contract: entry.contract_id }, call), billing),
      ...(entry.work_item_id != null && { ref: entry.work_item_id }),
      ...(at !== undefined && { at }),
      final: entry.status === "locked" || entry.status === "voided",
      what: `${entry.seconds} s of ${entry.source === "adjustment" ? "adjusted" : "tracked"} time, ${entry.status}, fee included`,
    };
  });
};
