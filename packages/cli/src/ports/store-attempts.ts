import type { Answer, JsonObject } from "@tranche/sdk";
import type { Purpose } from "../core/purpose/purpose.ts";
import type { AttemptEffect, AttemptEvent, AttemptState } from "../core/failover/attempt.ts";

/* What the store is told of attempts, and what it answers. */

export interface SlotEpoch {
  readonly slot: number;
  readonly seq: number;
  readonly k: number;
  /** 0 where it was never sent. */
  readonly epoch: number;
  readonly purpose: Purpose;
}

/** A unit that a vendor holds, with the attempt that its key was made for. */
export interface AdoptedUnit extends Omit<SlotEpoch, "slot" | "purpose"> {
  /** Undefined where the store has lost the slot as well: one that was added to the item while the job ran. */
  readonly slot: number | undefined;
  /** What such a slot was added for. */
  readonly added: "hedge" | "real" | "gold";
  readonly key: string;
  readonly ref: string;
}

export interface AdoptRequest {
  readonly job: string;
  readonly dataset: string;
  readonly vendor: string;
  readonly owner: string;
  readonly fence: number;
  readonly now: number;
  /** Micros; what one unit is estimated at. */
  readonly price: number;
  readonly units: readonly AdoptedUnit[];
}

/** How an event finds its attempt. */
export type AttemptTarget =
  | { readonly attempt: number }
  | { readonly vendor: string; readonly key: string }
  | { readonly vendor: string; readonly ref: string };

export interface AttemptChange {
  readonly target: AttemptTarget;
  readonly event: AttemptEvent;
  /** With `answered` and `answer-invalid`. */
  readonly judgment?: {
    readonly id: string;
    readonly worker?: string;
    readonly answer: Answer | JsonObject | null;
    readonly at: number;
    readonly seconds?: number;
    readonly raw?: JsonObject;
  };
  readonly turnaroundMs?: number;
}

export interface AppliedChange {
  readonly attempt: number;
  readonly seq: number;
  readonly slot: number;
  readonly vendor: string;
  readonly key: string;
  readonly from: AttemptState;
  readonly to: AttemptState;
  readonly effects: readonly AttemptEffect[];
}

export interface ApplyRequest {
  readonly job: string;
  readonly fence: number;
  readonly now: number;
  readonly changes: readonly AttemptChange[];
  /** Tries at one vendor for one slot before the slot goes elsewhere. */
  readonly triesPerVendor: number;
  /** Where the answers of an item must come from different ones; a late answer that would break that is kept and does not count. */
  readonly independent?: "owner" | "vendor";
  /** A freed slot is not sent again before this. */
  readonly notBefore?: number;
}
