import { readTime } from "../vendor-time.ts";
import { readBatchName } from "./marks.ts";
import type { ProlificBatch, ProlificStudy } from "./wire.ts";

/**
 * The units of one submission at Prolific: a dataset with one uploaded file, a batch that makes tasks of it, and a study that sends people there. It goes
 * through these states, and nothing here waits for any of them: whoever looks next takes the step that is open.
 *
 * - `empty`: the batch is there and no file has come. Nothing in it is at the vendor.
 * - `uploaded`: the file is being read.
 * - `readable`: its records are datapoints.
 * - `setting-up`: tasks are being made.
 * - `ready`: tasks are made, and nobody is sent to them.
 * - `drafted`: there is a study, and it is a draft.
 * - `published`: money is locked, people come.
 * - `unreadable`: the file could not be read. The vendor has seen it and holds none of its units.
 * - `broken`: no tasks could be made of it. Nobody will ever answer it.
 */
export type LotStage =
  | { readonly at: "unknown" | "empty" | "uploaded" | "readable" | "setting-up" | "ready" }
  | { readonly at: "drafted" | "published"; readonly study: ProlificStudy }
  | { readonly at: "unreadable" | "broken"; readonly why: string };

export interface Lot {
  /** Id of the batch. */
  readonly batch: string;
  readonly name: string;
  readonly dataset: string;
  /** In the order of the file. */
  readonly marks: readonly string[];
  /** Marks of records the vendor did not take. */
  readonly rejected: readonly string[];
  /** Its units were withdrawn: no further step is taken. */
  readonly withdrawn: boolean;
  readonly createdAt?: number;
  /** Task groups, and so places of the study; told once tasks are made. */
  readonly groups?: number;
  readonly stage: LotStage;
}

/** The lot a batch is, as far as the batch tells; undefined for a batch that is not of this engagement. */
export const toLot = (batch: ProlificBatch, engagement: string): Lot | undefined => {
  const named = readBatchName(batch.name, engagement);
  const [dataset] = batch.datasets ?? [];
  if (named === undefined || dataset === undefined) return undefined;
  const createdAt = readTime(batch.created_at);
  return withBatch(
    {
      batch: batch.id,
      name: batch.name,
      dataset: dataset.id,
      ...named,
      rejected: [],
      stage: { at: "unknown" },
      ...(createdAt !== undefined && { createdAt }),
    },
    batch,
  );
};

/** What a look at the batch adds. A batch that is not set up tells nothing of its file: what was known of that stays. */
export const withBatch = (lot: Lot, batch: ProlificBatch): Lot => {
  const groups = batch.total_task_groups == null || batch.total_task_groups < 1 ? {} : { groups: batch.total_task_groups };
  switch (batch.status) {
    case "PROCESSING":
      return { ...lot, stage: { at: "setting-up" } };
    case "READY":
      return { ...lot, ...groups, stage: "study" in lot.stage ? lot.stage : { at: "ready" } };
    case "ERROR":
      return { ...lot, stage: { at: "broken", why: "the vendor could not make tasks of it" } };
    default:
      return lot;
  }
};

/** What a look at its study adds. */
export const withStudy = (lot: Lot, study: ProlificStudy): Lot => ({
  ...lot,
  stage: { at: study.status === "UNPUBLISHED" ? "drafted" : "published", study },
});

/**
 * The study of a lot among those that are listed. Should a create whose answer was lost have made two, the one that is public counts, then the one that was
 * first: publishing the other would pay twice.
 */
export const studyOf = (lot: Lot, studies: readonly ProlificStudy[]): ProlificStudy | undefined => {
  const own = studies.filter((study) => study.data_collection_id === lot.batch || study.internal_name === lot.batch);
  return own.find(({ status }) => status !== "UNPUBLISHED") ?? own.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
};

/** Whether the vendor has its units: the file landed and could be read, or is being read. */
export const isHeld = ({ stage }: Lot): boolean => stage.at !== "unknown" && stage.at !== "empty" && stage.at !== "unreadable";
