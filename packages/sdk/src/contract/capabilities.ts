import type { TaskKind } from "../answer/task.ts";

/** What a vendor's API can do, as data. The planner and the engine read this and never a vendor's name. */
export interface Capabilities {
  readonly submission: {
    /** `item`: one unit a request · `batch`: many units a request · `engagement`: people first, then units. */
    readonly mode: "item" | "batch" | "engagement";
    /** Most units one {@link VendorAdapter.submit} call may carry; 1 for `item`. */
    readonly maxUnits: number;
    /** Whether a request may be accepted in part; the outcome is per unit either way. */
    readonly partialAcceptance: boolean;
  };
  readonly idempotency: Idempotency;
  /** The smallest thing that can be withdrawn; `none` means work in a vendor's hands stays there. */
  readonly cancel: "item" | "batch" | "project" | "engagement" | "none";
  /** Whether an answer may still come after a withdrawal. */
  readonly lateResults: boolean;
  /** Whether more answers than asked for may come (tie-breaks), each of them priced. */
  readonly mayExceedRedundancy: boolean;
  readonly webhook: "none" | "unsigned" | "shared-secret" | "signed";
  readonly price: {
    readonly basis: "judgment" | "hour" | "submission";
    /** When the cost of a unit stops moving. */
    readonly finalAt: "submit" | "result" | "period-lock";
  };
  readonly workerIds: "always" | "sometimes" | "never";
  readonly timeTaken: "reported" | "derived" | "none";
  readonly taskKinds: readonly TaskKind[];
  /** Regions a customer can choose; empty where the vendor offers no choice. */
  readonly regions: readonly string[];
}

/**
 * How a repeated create is recognised.
 * - `key-replay`: the same key within its lifetime gets the first answer again.
 * - `key-conflict`: the same key is refused and the refusal names the unit it belongs to.
 * - `operation-id`: the same id gets the operation that is under way.
 * - `natural-key`: a name that can exist once.
 * - `none`: nothing; after a doubtful create the only proof is a listing, and only once the vendor has settled.
 */
export type Idempotency =
  | { readonly kind: "key-replay"; readonly keyLifetimeMs: number }
  | { readonly kind: "key-conflict"; readonly keyLifetimeMs?: number }
  | { readonly kind: "operation-id" }
  | { readonly kind: "natural-key" }
  | {
      readonly kind: "none";
      /** How long after a doubtful create it may still appear in a listing; before that, absence proves nothing. */
      readonly settleMs: number;
    };
