import type { RefusalScope } from "@tranche/sdk";
import type { VendorComplaint } from "../../http/index.ts";

/** The code of a refusal that speaks of the batch: it takes no more tasks. */
export const batchRefused = "batch_refused";

/** Reads `{ "status_code": 400, "error": "…" }`. A sentence about the project or the batch is not about this item. */
export const readScaleComplaint = (status: number, body: unknown): VendorComplaint => {
  const message = typeof body === "object" && body !== null ? (body as { error?: unknown }).error : undefined;
  if (typeof message !== "string") return {};
  const scope = scopeOf(status, message);
  return { message, ...(scope !== undefined && { scope }), ...(status === 400 && /\bbatch\b/i.test(message) && { code: batchRefused }) };
};

const scopeOf = (status: number, message: string): RefusalScope | undefined => {
  if (status !== 400 && status !== 404) return undefined;
  if (/\b(batch|project)\b/i.test(message)) return "engagement";
  if (/\btask type\b/i.test(message)) return "kind";
  return undefined;
};

/** The id in `The unique_id ("…") is already used for a different task (5f3c…).`: the last parentheses, whatever the quoting. */
export const takenBy = (body: unknown): string | undefined => {
  const message = typeof body === "object" && body !== null ? (body as { error?: unknown }).error : undefined;
  if (typeof message !== "string") return undefined;
  return /\(["'`]?([A-Za-z0-9_-]{8,64})["'`]?\)[^()]*$/.exec(message)?.[1];
};
