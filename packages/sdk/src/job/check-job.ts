import { checkWritten } from "../written/check-written.ts";
import { notYetInJob, withRefusals } from "../written/not-yet.ts";
import type { Checked } from "../written/spec-issue.ts";
import type { Job } from "./job.ts";
import { jobSchema } from "./job-schema.ts";
import { resolveJob } from "./resolve-job.ts";

/**
 * Reads a job from plain data (parsed YAML or JSON): the job with its defaults, or everything that is wrong with it. What is
 * declared but not supported yet is refused too. Looks at no file.
 */
export const checkJob = (value: unknown): Checked<Job> => {
  const checked = checkWritten(jobSchema, value, "the job");
  const issues = withRefusals(value, checked.ok ? [] : checked.issues, notYetInJob);
  return checked.ok && issues.length === 0 ? { ok: true, value: resolveJob(checked.value) } : { ok: false, issues };
};
