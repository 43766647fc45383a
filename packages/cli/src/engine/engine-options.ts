import type { EngagementRequest, Money, Objective, TaskShape, VendorAdapter } from "@tranche/sdk";
import type { HedgeRule } from "../core/failover/hedge.ts";
import type { ScopeWord } from "../core/health/scope.ts";
import type { HealthRules } from "../core/health/vendor-health.ts";
import type { VendorFacts } from "../core/plan/plan-inputs.ts";
import type { GoldTopUp } from "../core/purpose/top-up-gold.ts";
import type { AdjudicationRules } from "../core/purpose/wants-another.ts";
import type { GateRules, ReleaseDecision } from "../core/release/decide-release.ts";
import type { Clock } from "../ports/clock.ts";
import type { OwnersSource } from "../ports/owners.ts";
import type { GroupLimit, Store } from "../ports/store.ts";
import type { ShareLimits } from "../ports/share-limits.ts";
import type { Pseudonyms } from "../trust/pseudonyms.ts";
import type { ReplanMissing } from "./replan.ts";

/** One vendor as the engine works with it. Durations are real milliseconds: whoever builds this has applied `timeScale`. */
export interface EngineVendor {
  readonly vendor: string;
  readonly owner: string;
  readonly adapter: VendorAdapter;
  /** What the planner knows of it; availability is filled in by the engine. */
  readonly facts: VendorFacts;
  /** Micros; the high estimate of one judgment. */
  readonly price: number;
  readonly engagement: EngagementRequest;
  readonly limits: { readonly concurrency: number; readonly perSecond?: number };
  /** How long after a doubtful create its absence proves nothing. */
  readonly settleMs: number;
  /** How often results are asked for while something is open. */
  readonly pollMs: number;
  /** Work open and nothing coming back for this long means the vendor is silent, as long as its own past does not say otherwise. */
  readonly silentAfterMs: number;
  /** Its own past does not make it silent sooner than this; default `rules.health.lostAfterMs`. */
  readonly silentAtLeastMs?: number;
}

export interface EngineRules {
  readonly health: HealthRules;
  /** Tries at one vendor for one slot. */
  readonly triesPerVendor: number;
  /** First wait after a failed free call; doubles up to the longest, with full jitter. */
  readonly firstBackoffMs: number;
  readonly longestBackoffMs: number;
  /** How long the engine waits for requests under way when it is asked to stop. */
  readonly stopGraceMs: number;
  /** How long a vendor is still asked for answers to work that was given up on it. */
  readonly lateWindowMs: number;
  /** Longest an event waits to be stored together with others. */
  readonly groupMs: number;
}

export interface EngineJob {
  readonly job: string;
  readonly dataset: string;
  readonly shape: TaskShape;
  readonly slotsPerItem: number;
  /** Most judgments of any one item, extra ones included. */
  readonly mostPerItem: number;
  readonly independent: "owner" | "vendor" | "worker";
  readonly currency: string;
  /** What a vendor bills, in that currency; undefined where nobody declared a rate. Absent: all bill in it. */
  readonly inJobCurrency?: (amount: Money) => Money | undefined;
  /** What is slower than most is asked of a second owner; absent: nothing is. */
  readonly hedge?: HedgeRule;
  /** Epoch ms on the engine's clock. */
  readonly deadlineAt?: number;
  readonly budgetMicros?: number;
  /** Most distinct items of the dataset one owner may have been sent, for a dataset of that many. */
  readonly ownerCap: (datasetItems: number) => number;
  /** The same for any two owners together; absent: no such cap. */
  readonly pairCap?: (datasetItems: number) => number;
  /** Caps of one owner in bytes and in groups; absent: there are none. */
  readonly shares?: ShareLimits;
  /** What a vendor has to have shown before it is released more, on the engine's clock; absent: everything is released. */
  readonly gate?: GateRules;
  /** What the route wants, so that what a gate teaches may change who is best; absent: it says itself who gets what. */
  readonly objective?: Objective;
  /** When an item goes to one more owner; absent: never. */
  readonly adjudication?: AdjudicationRules;
  /** Of each vendor's judgments, how many are to be gold at least, parts per million: also of those it takes over. Absent: no gold is added. */
  readonly goldSharePerMillion?: number;
  /** Vendors whose gold answers lie below it beyond chance are held; absent: nobody is. */
  readonly floorPerMillion?: number;
  /** Owners that must not see it, directly or through whoever they control. */
  readonly deny: readonly string[];
  /** What is asked of the items of one group, at every dispatch; absent: nothing. */
  readonly groups?: GroupLimit;
}

/** Something worth a line in a log or on a panel. */
export type EngineNote =
  | {
      readonly note: "adjudication";
      readonly at: number;
      /** Items that their judgments leave unsure, and how many of them got a further owner. */
      readonly items: number;
      readonly placed: number;
      readonly to: Readonly<Record<string, number>>;
    }
  | ({ readonly note: "release"; readonly at: number } & ReleaseDecision)
  | { readonly note: "engaged"; readonly at: number; readonly vendor: string }
  | { readonly note: "engagement-pending"; readonly at: number; readonly vendor: string; readonly waitingFor: string }
  | {
      readonly note: "call-failed";
      readonly at: number;
      readonly vendor: string;
      readonly call: string;
      readonly kind: string;
      readonly why: string;
    }
  | {
      readonly note: "health";
      readonly at: number;
      readonly vendor: string;
      readonly is: string;
      readonly why: string;
      readonly scope: ScopeWord;
      /** Only a person ends it. */ readonly needs?: "a person";
    }
  | {
      readonly note: "failover";
      readonly at: number;
      readonly vendor: string;
      readonly reason: string;
      readonly slots: number;
      readonly to: Readonly<Record<string, number>>;
      readonly stranded: number;
      readonly predicted: number;
      readonly gaveUp: number;
      readonly gold?: readonly GoldTopUp[];
    }
  /** A vendor that took work over is shown gold for it, or the reason why not. */
  | ({ readonly note: "gold"; readonly at: number } & GoldTopUp)
  | {
      readonly note: "moved";
      readonly at: number;
      readonly slots: number;
      readonly to: Readonly<Record<string, number>>;
      readonly stranded: number;
    }
  /** The owner is in conflict from now on: no new work goes there. What it has it keeps. */
  | {
      readonly note: "conflict";
      readonly at: number;
      readonly vendor: string;
      readonly owner: string;
      readonly why: string;
      /** Distinct items of the dataset the owner has, or may have, seen. */
      readonly items: number;
      /** Attempts the vendor holds and has not answered. */
      readonly open: number;
      /** Unsent slots that are placed elsewhere. */
      readonly slots: number;
    }
  | { readonly note: "conflict-over"; readonly at: number; readonly vendor: string; readonly owner: string }
  /** Who controls whom cannot be read: nothing new is sent until it can. */
  | { readonly note: "owners-unreadable"; readonly at: number; readonly why: string }
  /** The job ends before it is complete: no new work, and what vendors hold is asked back. */
  | {
      readonly note: "winding-down";
      readonly at: number;
      readonly why: "deadline" | "cancelled";
      readonly withdrawn: number;
      /** Attempts that vendors may still answer and bill. */
      readonly left: number;
    }
  /** Work that a vendor holds and the store had lost was written down. */
  | { readonly note: "adopted"; readonly at: number; readonly vendor: string; readonly units: number }
  /** A vendor lists work whose names this folder cannot have made: somebody else's, or nobody's. It is passed over. */
  | { readonly note: "not-ours"; readonly at: number; readonly vendor: string; readonly units: number }
  /** Stragglers of a vendor are asked of another owner as well. */
  | { readonly note: "hedged"; readonly at: number; readonly vendor: string; readonly slots: number; readonly afterMs: number }
  /** A vendor bills what cannot be added up; what was held back for the work stays held back. */
  | { readonly note: "cost-not-counted"; readonly at: number; readonly vendor: string; readonly cost: string; readonly why: string }
  | { readonly note: "invalid-answer"; readonly at: number; readonly vendor: string; readonly why: string };

export interface EngineOptions {
  readonly job: EngineJob;
  readonly vendors: readonly EngineVendor[];
  readonly store: Store;
  /** Who holds whom, asked again at every dispatch. */
  readonly owners: OwnersSource;
  readonly clock: Clock;
  readonly pseudonyms: Pseudonyms;
  readonly replan: ReplanMissing;
  /** How many slots the plan says would have nowhere to go if this vendor were lost now. */
  readonly predictLoss: (vendor: string) => Promise<number>;
  readonly rules: EngineRules;
  readonly fence: number;
  /** What becomes of a run whose store is older than what vendors hold; default `refuse`. `adopt`: what was lost is written down anew. */
  readonly onUnknown?: "refuse" | "adopt";
  /** For jitter. */
  readonly seed: number;
  /** Aborting it stops the run cleanly. */
  readonly signal: AbortSignal;
  /** `dispatched`: ends when everything that can be sent was sent. */
  readonly until: "dispatched" | "complete";
  /** Real milliseconds. */
  readonly maxWaitMs?: number;
  /** How many times faster than the clock the vendors run. */
  readonly timeScale: number;
  readonly onNote: (note: EngineNote) => void;
}

export type EngineEnd =
  | { readonly end: "complete" }
  | { readonly end: "dispatched" }
  | { readonly end: "incomplete" }
  /** A person has ended the job; what vendors still answer is collected by the next run. */
  | { readonly end: "cancelled" }
  | { readonly end: "interrupted" }
  | { readonly end: "waited-long-enough" };
