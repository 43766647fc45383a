/**
 * What the caller may do next.
 * - `refused`: this vendor will not take this (it saw it). Try another vendor, never the same request.
 * - `throttled`: not taken, wait and ask the same vendor again.
 * - `unavailable`: nothing was sent. The only kind that gives exposure back.
 * - `in-doubt`: it may have landed. Look it up before anything else.
 * - `unauthorized`: the vendor drops out and a person is told (wrong key, unpaid bill, not enabled).
 */
export type AdapterErrorKind = "refused" | "throttled" | "unavailable" | "in-doubt" | "unauthorized";

/** How far a refusal reaches: only this item, every item of this kind, this engagement, or the account. */
export type RefusalScope = "item" | "kind" | "engagement" | "account";

export interface AdapterErrorDetails {
  readonly kind: AdapterErrorKind;
  /** One plain sentence, without credentials and without the content of any item. */
  readonly message: string;
  readonly status?: number;
  /** The vendor's own error code or word. */
  readonly code?: string;
  /** From the vendor, in milliseconds of real time, as it said it; the caller clamps it. */
  readonly retryAfterMs?: number;
  readonly scope?: RefusalScope;
  readonly cause?: unknown;
}

const brand = "tranche.AdapterError";

/** The only error that leaves an adapter. Told apart by a string brand, so that two copies of this package agree. */
export class AdapterError extends Error {
  readonly brand: string = brand;
  readonly kind: AdapterErrorKind;
  readonly status?: number;
  readonly code?: string;
  readonly retryAfterMs?: number;
  readonly scope?: RefusalScope;

  constructor(details: AdapterErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AdapterError";
    this.kind = details.kind;
    if (details.status !== undefined) this.status = details.status;
    if (details.code !== undefined) this.code = details.code;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.scope !== undefined) this.scope = details.scope;
  }

  static is(value: unknown): value is AdapterError {
    return typeof value === "object" && value !== null && (value as { brand?: unknown }).brand === brand;
  }
}
