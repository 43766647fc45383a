import { createHmac } from "node:crypto";
import type { HintRequest, HintResult } from "@tranche/sdk";
import { sameSecret } from "../same-secret.ts";

/**
 * Verifies `X-Prolific-Request-Signature`: base64 of HMAC-SHA256 over timestamp and raw body, joined without anything between them. Events are about
 * studies and submissions, never about units: they say to look, at nothing in particular.
 */
export const hint = (secret: string | undefined, { headers, body }: HintRequest): HintResult => {
  if (secret === undefined) return { hint: "forged", why: "no webhook secret is configured, so nothing can be told from a forgery" };
  const timestamp = headers["x-prolific-request-timestamp"] ?? "";
  const wanted = createHmac("sha256", secret).update(timestamp).update(body).digest("base64");
  if (timestamp === "" || !sameSecret(headers["x-prolific-request-signature"] ?? "", wanted))
    return { hint: "forged", why: "the signature does not match the body" };
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return { hint: "unreadable", why: "the event is not JSON" };
  }
  const id = headers["x-event-id"];
  return { hint: "look", ...(id !== undefined && id !== "" && { id }), refs: [] };
};
