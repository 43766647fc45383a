import { checkWritten } from "../written/check-written.ts";
import type { Checked } from "../written/spec-issue.ts";
import type { Job } from "./job.ts";
import { jobSchema } from "./job-schema.ts";
import { resolveJob } from "./resolve-job.ts";

/**
 * Reads a job from plain data (parsed YAML or JSON): the job with its defaults, or everything that is wrong with it. Looks
 * at no file.
 */
export const checkJob = (value: unknown): Checked<Job> => {
  const checked = checkWritten(jobSchema, value, "the job");
  return checked.ok ? { ok: true, value: resolveJob(checked.value) } : checked;
};
