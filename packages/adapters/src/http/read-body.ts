import { AdapterError } from "@tranche/sdk";
import type { z } from "zod";
import type { HttpResponse } from "./http.ts";

/**
 * Holds an answer against what the vendor's documents promise. An answer of another shape is `in-doubt`: something happened, and we cannot tell
 * what. The message names the place, never the content.
 */
export const readBody = <Value>(schema: z.ZodType<Value>, response: HttpResponse, what: string): Value => {
  const read = schema.safeParse(response.body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.map(String).join(".")}`;
  throw new AdapterError({
    kind: "in-doubt",
    status: response.status,
    message: `the vendor's answer is not a ${what} as documented${place}`,
  });
};
