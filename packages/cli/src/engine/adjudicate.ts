import { placeMissing } from "./fail-over.ts";
import type { RunContext } from "./run-context.ts";

/**
 * Once everything that was asked for is answered, gives each item that its judgments leave unsure one more, at a further owner: in rounds, since what one
 * item's judges are worth is known from all the others. One that has no place within caps, conflicts and budget is spared, and its item is not asked
 * about again. True where anything was placed.
 */
export const adjudicate = async (run: RunContext): Promise<boolean> => {
  const { store, job, fence, clock, onNote } = run.options;
  if (job.adjudication === undefined) return false;
  const unsure = await store.unsureItems({ job: job.job, shape: job.shape, ...job.adjudication });
  if (unsure.length === 0) return false;
  await store.addSlots(job.job, fence, unsure);
  const { to } = await placeMissing(run);
  const placed = Object.values(to).reduce((sum, count) => sum + count, 0);
  onNote({ note: "adjudication", at: clock.now(), items: unsure.length, placed, to });
  return placed > 0;
};
