import type { Capabilities } from "@tranche/sdk";

export interface ResendQuestion {
  /** How often the key was sent. */
  readonly sends: number;
  /** How often it may be sent. */
  readonly tries: number;
  /** The most that has passed since the key was made. */
  readonly keyAgeMs: number;
}

/** Requests take time to arrive: a key is not used in the last tenth of its life. */
const SAFE_PART = 0.9;

/**
 * Whether an attempt that was looked for and not found may be sent again under the same key: only where the vendor recognises a repeat (then
 * even a first sending that lands late is the same work), within the key's life there, and not for ever. Past that life the vendor has forgotten the key and would
 * make a second task of it: from then on there is only looking and matching.
 */
export const mayResend = (idempotency: Capabilities["idempotency"], { sends, tries, keyAgeMs }: ResendQuestion): boolean => {
  if (idempotency.kind === "none" || sends >= tries) return false;
  const lifetimeMs = "keyLifetimeMs" in idempotency ? idempotency.keyLifetimeMs : undefined;
  return lifetimeMs === undefined || keyAgeMs < lifetimeMs * SAFE_PART;
};
