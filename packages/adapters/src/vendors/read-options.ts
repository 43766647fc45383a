import { AdapterError, type JsonObject } from "@tranche/sdk";
import type { z } from "zod";

const problem = (error: z.ZodError, where: string): string => {
  const issue = error.issues[0];
  const place = [where, ...(issue?.path ?? []).map(String)].filter((part) => part !== "").join(".");
  return `${place === "" ? "" : `${place}: `}${issue?.message ?? "not understood"}`;
};

/** Reads `vendors.<v>.options` of the config; throws a `TypeError` that names the place. */
export const readAdapterOptions = <Value>(schema: z.ZodType<Value>, options: JsonObject | undefined): Value => {
  const read = schema.safeParse(options ?? {});
  if (!read.success) throw new TypeError(problem(read.error, "options"));
  return read.data;
};

/** What is wrong with the options of a job, in one sentence that names the place; undefined when nothing is. */
export const jobOptionsProblem = <Value>(schema: z.ZodType<Value>, options: JsonObject): string | undefined => {
  const read = schema.safeParse(options);
  return read.success ? undefined : problem(read.error, "");
};

/** Reads `vendorOptions.<vendor>` of the job; throws `refused` for the engagement, because nothing can be opened with them. */
export const readJobOptions = <Value>(schema: z.ZodType<Value>, options: JsonObject, vendor: string): Value => {
  const read = schema.safeParse(options);
  if (!read.success)
    throw new AdapterError({
      kind: "refused",
      scope: "engagement",
      code: "bad_options",
      message: `${problem(read.error, `vendorOptions.${vendor}`)}; nothing was sent`,
    });
  return read.data;
};
