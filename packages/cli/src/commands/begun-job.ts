import { createItemsHash } from "../engine/planning/items-hash.ts";
import { openItems } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { JobRecord } from "../ports/store.ts";
import type { CommandContext } from "./context.ts";
import type { JobBench } from "./job-bench.ts";
import { readSavedPlan } from "./planned-job.ts";

export interface BegunJob {
  readonly bench: JobBench;
  readonly record: JobRecord;
  readonly context: CommandContext;
  /** `--plan`. */
  readonly plan?: string;
}

/**
 * Holds a job that goes on against what it began with. Throws where it is asked for something else: another task, another plan. Items that came or
 * went since are no reason to stop, but nobody should think that they are in it.
 */
export const checkBegun = async ({ bench, record, context, plan }: BegunJob): Promise<void> => {
  const { job, loaded } = bench;
  if (record.contentHash !== bench.contentHash)
    throw new UserError(2, [
      {
        file: loaded.file,
        message: `the task of ${job.name} (kind, fields, instructions, dataset or judgments) changed since it began`,
        hint: "undo the change, or give the job a new name: what was answered so far was asked differently",
      },
    ]);
  if (plan !== undefined && readSavedPlan(plan).hash !== record.planHash)
    throw new UserError(2, [
      {
        file: plan,
        message: `${job.name} began with another plan (${record.planHash.slice(0, 8)}) and goes on with that`,
        hint: "leave --plan out, or give the job a new name",
      },
    ]);
  if (await itemsChanged(bench, record, context))
    context.stderr(
      `! ${loaded.items === "stdin" ? "stdin" : loaded.items.shownAs} changed since ${job.name} began, which goes on with the items it had.\n` +
        `  For new ones give a job another name and the same dataset: the limits hold over both.\n`,
    );
};

const itemsChanged = async ({ job, loaded }: JobBench, record: JobRecord, { signal }: CommandContext): Promise<boolean> => {
  // What comes through a pipe came once.
  if (loaded.items === "stdin") return false;
  try {
    const hash = createItemsHash({ grouped: job.groups !== undefined });
    for await (const batch of openItems(loaded, { signal })) for (const item of batch) hash.add(item);
    return hash.close() !== record.itemsHash;
  } catch (error) {
    if (UserError.is(error)) return true;
    throw error;
  }
};
