import type { Call } from "@tranche/sdk";
import { z } from "zod";
import type { SurgeContext } from "./context.ts";
import { getProject, type SurgeEngagement } from "./engage.ts";
import { ensureLaunched } from "./launch.ts";
import { isCancelled } from "./status.ts";
import type { SurgeProject } from "./wire.ts";

/** What is remembered of the project between two sweeps over its tasks. */
export interface Watch {
  /** It runs: no need to look whether it has to be launched. */
  readonly launched?: boolean;
  /** Pages the last sweep read. */
  readonly pages?: number;
  /** The project's counts before the last sweep. */
  readonly counts?: string;
  /** Sweeps left out since, because the counts had not moved. */
  readonly skipped?: number;
  /** Sweeps since the project itself was last read. */
  readonly unseen?: number;
  /** The project was cancelled: what is open in it stays as it is, and nobody works on it any more. */
  readonly cancelled?: boolean;
  /** What a worker gets for a response, in USD micros. */
  readonly payMicros?: number;
}

export const watchSchema: z.ZodType<Watch> = z.object({
  launched: z.boolean().exactOptional(),
  pages: z.int().exactOptional(),
  counts: z.string().exactOptional(),
  skipped: z.int().exactOptional(),
  unseen: z.int().exactOptional(),
  cancelled: z.boolean().exactOptional(),
  payMicros: z.int().exactOptional(),
});

/** From this many pages on, asking the project first is cheaper than reading its tasks for nothing. */
const longList = 4;
/** Counts may run ahead of the list: every fifth time the list is read whatever they say. */
const mostSkipped = 4;
/** Tasks do not say that their project was cancelled: it is asked every so many sweeps. */
const mostUnseen = 10;

/** Looks at the project before a sweep: launches it where that is left to do, and says whether the task list can have changed. */
export const lookAhead = async (
  context: SurgeContext,
  { data, watch }: { readonly data: SurgeEngagement; readonly watch: Watch },
  call: Call,
): Promise<{ readonly watch: Watch; readonly changed: boolean }> => {
  const settled = watch.launched === true || !data.launch;
  const unseen = watch.unseen ?? mostUnseen;
  if (settled && (watch.pages ?? 0) < longList && unseen < mostUnseen)
    return { watch: { ...watch, pages: 0, unseen: unseen + 1 }, changed: true };
  const project = await getProject(context, data.project, call);
  const launched = settled ? (watch.launched ?? false) : await ensureLaunched(context, project, call);
  const counts = countsOf(project);
  const skipped = watch.skipped ?? 0;
  const seen: Watch = {
    launched,
    unseen: 0,
    cancelled: isCancelled(project),
    ...(counts !== undefined && { counts }),
    payMicros: Math.round((project.payment_per_response ?? 0) * 1_000_000),
  };
  if (counts !== undefined && counts === watch.counts && skipped < mostSkipped)
    return { watch: { ...watch, ...seen, skipped: skipped + 1 }, changed: false };
  return { watch: { ...seen, pages: 0 }, changed: true };
};

const countsOf = (project: SurgeProject): string | undefined => {
  const { status, num_tasks: tasks, num_tasks_completed: completed, num_responses_completed: responses } = project;
  return tasks == null || completed == null || responses == null ? undefined : `${status} ${tasks} ${completed} ${responses}`;
};
