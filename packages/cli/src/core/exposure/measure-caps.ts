import type { DatasetFacts, JobFacts, OwnerExposure, OwnerId } from "../plan/plan-inputs.ts";
import { capOf } from "./cap.ts";

/** What an owner's share of a dataset is measured in, beside items. */
export type Measure = "bytes" | "groups";

/** A cap of every owner in one measure. */
export interface MeasureCap {
  readonly measure: Measure;
  readonly perMillion: number;
  /** Of the dataset. */
  readonly total: number;
  /** The share of it that one owner may have seen, rounded down. */
  readonly most: number;
  readonly seenBy: (owner: OwnerId) => number;
}

/** The caps that a job asks for; none where it asks for none. */
export const measureCaps = (job: JobFacts, dataset: DatasetFacts): readonly MeasureCap[] => {
  const capIn = (measure: Measure, perMillion: number | undefined): readonly MeasureCap[] => {
    if (perMillion === undefined) return [];
    const total = dataset[measure] ?? 0;
    const seen = new Map(dataset.owners.map((one: OwnerExposure) => [one.owner, one[measure] ?? 0]));
    return [{ measure, perMillion, total, most: capOf(total, perMillion), seenBy: (owner) => seen.get(owner) ?? 0 }];
  };
  return [...capIn("bytes", job.maxShareOfBytesPerMillion), ...capIn("groups", job.maxShareOfGroupsPerMillion)];
};
