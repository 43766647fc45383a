import { AdapterError, type Call } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import type { ProlificContext } from "./context.ts";
import type { ProlificEngagement } from "./engage.ts";
import { listAll } from "./lists.ts";
import { lookAtFile } from "./look-at-file.ts";
import { type Lot, studyOf, withBatch, withStudy } from "./lot.ts";
import { makeStudy, publish } from "./studies.ts";
import { prolificBatch, type ProlificStudy, prolificStudy } from "./wire.ts";

/** What is known of a lot's study before it is advanced. */
export type StudyHunt =
  /** The batch was made in this very call: there is none. */
  | { readonly by: "making" }
  /** Whatever was made before has had its time to appear: what a list lacks is not there. */
  | { readonly by: "settled"; readonly studies?: readonly ProlificStudy[] }
  /** A list may lag: only after it was looked for twice is it not there. */
  | { readonly by: "polling"; readonly studies?: readonly ProlificStudy[] };

const looksBeforeMaking = 2;

/**
 * Takes the steps that are open, as far as they go without waiting, and returns where the lot stands. Safe to repeat, in any process. What it learns before
 * it fails is remembered.
 */
export const advance = async (
  context: ProlificContext,
  given: { readonly data: ProlificEngagement; readonly lot: Lot; readonly hunt: StudyHunt },
  call: Call,
): Promise<Lot> => {
  const { data, hunt } = given;
  let { lot } = given;
  const known = (next: Lot): Lot => {
    if (["published", "unreadable", "broken"].includes(next.stage.at)) context.memory.forget(next.batch);
    else context.memory.saw(next);
    lot = next;
    return next;
  };
  if (lot.withdrawn) return lot.stage.at === "unknown" ? lookAtFile(context, lot, call) : lot;
  if (lot.stage.at === "unknown" || lot.stage.at === "empty" || lot.stage.at === "uploaded") known(await lookAtFile(context, lot, call));
  if (lot.stage.at === "readable") {
    await setUp(context, { data, lot }, call);
    known({ ...lot, stage: { at: "setting-up" } });
  }
  if (lot.stage.at === "setting-up") known(await lookAtBatch(context, lot, call));
  if (lot.stage.at === "ready") {
    const study = await findOrMakeStudy(context, { data, lot, hunt }, call);
    if (study !== undefined) known(withStudy(lot, study));
  }
  if (lot.stage.at === "drafted" && data.publish) known(withStudy(lot, await publish(context, { data, study: lot.stage.study }, call)));
  return lot;
};

/** Asks for the tasks to be made. A batch that is being set up already refuses: the look that follows tells. */
const setUp = async (
  { http }: ProlificContext,
  { data, lot }: { readonly data: ProlificEngagement; readonly lot: Lot },
  { signal }: Call,
): Promise<void> => {
  const body = { dataset_id: lot.dataset, tasks_per_group: data.tasksPerGroup };
  try {
    await http.request({
      method: "POST",
      path: `/data-collection/batches/${segment(lot.batch)}/setup`,
      body,
      effect: "repeatable",
      signal,
    });
  } catch (error) {
    if (!AdapterError.is(error) || error.kind !== "refused") throw error;
  }
};

const lookAtBatch = async ({ http }: ProlificContext, lot: Lot, { signal }: Call): Promise<Lot> => {
  const path = `/data-collection/batches/${segment(lot.batch)}`;
  const batch = readBody(prolificBatch, await http.request({ method: "GET", path, effect: "read", signal }), "batch");
  // Not set up after all: the file is there, and the next look asks again.
  return batch.status === "UNINITIALISED" ? { ...lot, stage: { at: "readable" } } : withBatch(lot, batch);
};

/** Undefined where one may be on its way: a second study would be paid, too. */
const findOrMakeStudy = async (
  context: ProlificContext,
  { data, lot, hunt }: { readonly data: ProlificEngagement; readonly lot: Lot; readonly hunt: StudyHunt },
  call: Call,
): Promise<ProlificStudy | undefined> => {
  const draft = context.memory.draft(lot.batch);
  if (draft?.is === "made") return readStudy(context, draft.study, call);
  if (draft !== undefined || hunt.by !== "making") {
    const listed = hunt.by === "making" ? undefined : hunt.studies;
    const found = studyOf(lot, listed ?? (await listStudies(context, data, call)));
    if (found !== undefined) return found;
    if (hunt.by === "making") return undefined;
    if (hunt.by === "polling" && context.memory.missed(lot.batch) < looksBeforeMaking) return undefined;
  }
  context.memory.drafting(lot.batch);
  const study = await makeStudy(context, { data, lot }, call);
  context.memory.drafting(lot.batch, study.id);
  return study;
};

/** The study as it is now. */
export const readStudy = async ({ http }: ProlificContext, id: string, { signal }: Call): Promise<ProlificStudy> =>
  readBody(prolificStudy, await http.request({ method: "GET", path: `/studies/${segment(id)}/`, effect: "read", signal }), "study");

/** Every study of the engagement. */
export const listStudies = (context: ProlificContext, { project }: ProlificEngagement, call: Call): Promise<readonly ProlificStudy[]> =>
  listAll(context, { path: `/projects/${segment(project)}/studies/`, entry: prolificStudy, what: "studies" }, call);
