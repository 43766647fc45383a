import { createHmac } from "node:crypto";
import type { JsonObject } from "../server/message.ts";
import type { ProlificState } from "./state.ts";

/**
 * Tells whoever subscribed. Signed with base64(HMAC-SHA256(secret, timestamp + body)), joined without anything between them; `X-Event-ID` stays the same
 * over all tries.
 */
export const notify = (state: ProlificState, eventType: string, event: JsonObject): void => {
  for (const subscription of state.subscriptions.values()) {
    if (subscription.eventType !== eventType || !subscription.enabled) continue;
    const id = state.objectId();
    const body = JSON.stringify({ event_type: eventType, ...event });
    state.world.callbacks.send({
      url: subscription.url,
      body,
      headers: (_attempt, at) => {
        const timestamp = String(Math.floor(at / 1000));
        return {
          "X-Prolific-Request-Timestamp": timestamp,
          "X-Prolific-Request-Signature": createHmac("sha256", subscription.secret).update(`${timestamp}${body}`).digest("base64"),
          "X-Event-ID": id,
          "X-Timestamp": timestamp,
        };
      },
      retryAfterMs: state.options.webhookRetryMinutes.map((minutes) => minutes * 60_000),
    });
  }
};
