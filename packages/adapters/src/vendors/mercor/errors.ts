import type { RefusalScope } from "@tranche/sdk";
import type { VendorComplaint } from "../../http/index.ts";

const engagementCodes = /^(no_active_contract|project_|listing_|contract_|idempotency_)/;

/** Reads `{ "error": { "code", "message" } }`. */
export const readMercorComplaint = (_status: number, body: unknown): VendorComplaint => {
  const error = typeof body === "object" && body !== null ? (body as { error?: unknown }).error : undefined;
  if (typeof error !== "object" || error === null) return {};
  const { code, message } = error as { code?: unknown; message?: unknown };
  const known = typeof code === "string" && /^[a-z0-9_.-]{1,64}$/i.test(code) ? code : undefined;
  return {
    ...(known !== undefined && { code: known }),
    ...(typeof message === "string" && { message }),
    ...(known !== undefined && engagementCodes.test(known) && { scope: "engagement" as const }),
  };
};

/** How far the refusal of one item of a batch reaches. */
export const refusalScope = (code: string): RefusalScope => {
  if (engagementCodes.test(code)) return "engagement";
  return code.startsWith("response_format_") || code === "unsupported_kind" ? "kind" : "item";
};
