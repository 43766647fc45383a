import type { Cursor } from "@tranche/sdk";
import type { z } from "zod";

/** Reads a cursor the adapter wrote. One that cannot be read any more means the beginning: reading twice is allowed, missing something is not. */
export const readCursor = <Place>(schema: z.ZodType<Place>, cursor: Cursor | undefined, beginning: Place): Place => {
  if (cursor === undefined) return beginning;
  try {
    const read = schema.safeParse(JSON.parse(cursor));
    return read.success ? read.data : beginning;
  } catch {
    return beginning;
  }
};
