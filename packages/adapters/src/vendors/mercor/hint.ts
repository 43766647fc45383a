import { createHmac } from "node:crypto";
import type { HintRequest, HintResult } from "@tranche/sdk";
import { sameSecret } from "../same-secret.ts";

/**
 * Verifies `X-Signature: v1=<hex HMAC-SHA256(secret, timestamp + "." + raw body)>` over the raw bytes, then reads which work items to look at.
 * A replay is recognised by its event id, not by its age: deliveries are repeated for 24 hours, and a hint that is old does no harm.
 */
export const hint = (secret: string | undefined, request: HintRequest): HintResult => {
  if (secret === undefined) return { hint: "forged", why: "no webhook secret is configured, so nothing can be told from a forgery" };
  const timestamp = request.headers["x-timestamp"] ?? "";
  const signatures = (request.headers["x-signature"] ?? "").split(",").map((one) => one.trim());
  const wanted = `v1=${createHmac("sha256", secret).update(`${timestamp}.`).update(request.body).digest("hex")}`;
  if (timestamp === "" || !signatures.some((signature) => sameSecret(signature, wanted)))
    return { hint: "forged", why: "the signature does not match the body" };
  const refs = workItems(request.body);
  if (refs === undefined) return { hint: "unreadable", why: "the event is not JSON" };
  const id = request.headers["x-event-id"];
  return { hint: "look", ...(id !== undefined && id !== "" && { id }), refs };
};

/** Events about people and invoices name no work item: they say to look, at nothing in particular. */
const workItems = (body: Uint8Array): readonly string[] | undefined => {
  try {
    const event: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof event !== "object" || event === null) return undefined;
    const { work_item_id: own, data } = event as { work_item_id?: unknown; data?: { work_item_id?: unknown } | null };
    const found = own ?? data?.work_item_id;
    return typeof found === "string" && found !== "" ? [found] : [];
  } catch {
    return undefined;
  }
};
