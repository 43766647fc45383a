import type { VendorComplaint } from "../../http/index.ts";

/** Surge documents no error body: takes a sentence from wherever one usually is. */
export const readSurgeComplaint = (_status: number, body: unknown): VendorComplaint => {
  if (typeof body !== "object" || body === null) return {};
  const { error, errors, message } = body as { error?: unknown; errors?: unknown; message?: unknown };
  const found = [error, message, Array.isArray(errors) ? errors[0] : errors].find((one) => typeof one === "string");
  return typeof found === "string" ? { message: found } : {};
};
