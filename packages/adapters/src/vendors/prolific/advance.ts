import { AdapterError, type Call } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import type { ProlificContext } from "./context.ts";
import type { ProlificEngagement } from "./engage.ts";
import { listAll } from "./lists.ts";
import { lookAtFile } from "./look-at-file.ts";
import { type Lot, studyOf, withBatch, withStudy } from "./lot.ts";
import { makeStudy, publish } from "./studies.ts";
import { prolificBatch, type ProlificStudy, prolificStudy } from "./wire.ts";

/**
 * Takes the steps that are open, as far as they go without waiting, and returns where the lot stands. Safe to repeat, in any process. What it learns before
 * it fails is remembered.
 */
export const advance = async (
  context: ProlificContext,
  given: { readonly data: ProlificEngagement; readonly lot: Lot; readonly studies?: readonly ProlificStudy[] },
  call: Call,
): Promise<Lot> => {
  const { data } = given;
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
    const study = await findOrMakeStudy(context, { ...given, lot }, call);
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

/** Undefined where one may be on its way that no list shows yet: a second study would be paid, too. */
const findOrMakeStudy = async (
  context: ProlificContext,
  { data, lot, studies }: { readonly data: ProlificEngagement; readonly lot: Lot; readonly studies?: readonly ProlificStudy[] },
  call: Call,
): Promise<ProlificStudy | undefined> => {
  const { memory, options } = context;
  const known = memory.studies.idOf(lot.batch);
  if (known !== undefined) return readStudy(context, known, call);
  const quietMs = memory.studies.quietMs(lot.batch);
  if (quietMs !== undefined) {
    const found = studyOf(lot, studies ?? (await listStudies(context, data, call)));
    if (found !== undefined) return found;
    if (quietMs < options.settleMs) return undefined;
  }
  memory.studies.ask(lot.batch);
  try {
    const study = await makeStudy(context, { data, lot }, call);
    memory.studies.made(lot.batch, study.id);
    return study;
  } catch (error) {
    if (AdapterError.is(error) && error.kind !== "in-doubt") memory.studies.refused(lot.batch);
    throw error;
  }
};

/** The study as it is now. */
export const readStudy = async ({ http }: ProlificContext, id: string, { signal }: Call): Promise<ProlificStudy> =>
  readBody(prolificStudy, await http.request({ method: "GET", path: `/studies/${segment(id)}/`, effect: "read", signal }), "study");

/** Every study of the engagement. */
export const listStudies = (context: ProlificContext, { project }: ProlificEngagement, call: Call): Promise<readonly ProlificStudy[]> =>
  listAll(context, { path: `/projects/${segment(project)}/studies/`, entry: prolificStudy, what: "studies" }, call);
