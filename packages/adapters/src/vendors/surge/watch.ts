import type { Call } from "@tranche/sdk";
import { z } from "zod";
import type { SurgeContext } from "./context.ts";
import { getProject, type SurgeEngagement } from "./engage.ts";
import { ensureLaunched } from "./launch.ts";
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
  /** What a worker gets for a response, in USD micros. */
  readonly payMicros?: number;
}

export const watchSchema: z.ZodType<Watch> = z.object({
  launched: z.boolean().exactOptional(),
  pages: z.int().exactOptional(),
  counts: z.string().exactOptional(),
  skipped: z.int().exactOptional(),
  payMicros: z.int().exactOptional(),
});

/** From this many pages on, asking the project first is cheaper than reading its tasks for nothing. */
const longList = 4;
/** Counts may run ahead of the list: every fifth time the list is read whatever they say. */
const mostSkipped = 4;

/** Looks at the project before a sweep: launches it where that is left to do, and says whether the task list can have changed. */
export const lookAhead = async (
  context: SurgeContext,
  { data, watch }: { readonly data: SurgeEngagement; readonly watch: Watch },
  call: Call,
): Promise<{ readonly watch: Watch; readonly changed: boolean }> => {
  const settled = watch.launched === true || !data.launch;
  if (settled && watch.payMicros !== undefined && (watch.pages ?? 0) < longList) return { watch: { ...watch, pages: 0 }, changed: true };
  const project = await getProject(context, data.project, call);
  const launched = settled ? (watch.launched ?? false) : await ensureLaunched(context, project, call);
  const counts = countsOf(project);
  const skipped = watch.skipped ?? 0;
  const seen: Watch = {
    launched,
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
