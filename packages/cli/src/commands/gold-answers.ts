import { readTruth } from "../input/index.ts";
import type { JobRecord } from "../ports/store.ts";
import { jobOf } from "./opened-job.ts";
import type { Workspace } from "./workspace.ts";

/** Known answers of a job's gold items, by item id, in canonical JSON; empty where the job has none. */
export const goldAnswers = async (record: JobRecord, _workspace: Workspace): Promise<ReadonlyMap<string, string>> => {
  const job = jobOf(record);
  if (job.quality.gold === undefined) return new Map();
  const truth = await readTruth(job.quality.gold, job.task.shape);
  return new Map([...truth].map(([id, answer]) => [id, JSON.stringify(answer)]));
};
