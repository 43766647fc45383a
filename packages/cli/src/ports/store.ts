import type { GroupTotals, GroupTotalsQuery, ShareLimits } from "./share-limits.ts";
import type { Engagement, JsonObject } from "@tranche/sdk";
import type { AttemptEvent, AttemptState } from "../core/failover/attempt.ts";
import type { PriceFacts } from "../core/plan/plan-inputs.ts";
import type { VendorHealth } from "../core/health/vendor-health.ts";
import type { Purpose } from "../core/purpose/purpose.ts";
import type { AppliedChange, ApplyRequest } from "./store-attempts.ts";
import type { AdjudicationStore } from "./adjudication-store.ts";
import type { GoldStore, ItemToPlace } from "./gold-store.ts";
import type { ListingStore } from "./listing-store.ts";
import type { LockRequest, LockResult } from "./job-lock.ts";
import type { OrderEffects } from "./order-effects.ts";
import type { ImportRelease, ReleaseStore } from "./release-store.ts";

export type { SlotEpoch, AdoptedUnit, AdoptRequest, AttemptTarget, AttemptChange, AppliedChange, ApplyRequest } from "./store-attempts.ts";

/** One job as the store keeps it. */
export interface JobRecord {
  readonly job: string;
  readonly dataset: string;
  /** Hash of what may not change once something was sent: task, instructions, visible fields. */
  readonly contentHash: string;
  readonly itemsHash: string;
  /** The resolved job and the plan as canonical JSON. */
  readonly jobJson: string;
  readonly planJson: string;
  readonly planHash: string;
  readonly currency: string;
  readonly slotsPerItem: number;
  readonly createdAt: number;
}

/** One item on its way into the store, with the vendor of each of its slots (undefined: not placed). */
export interface ImportItem {
  readonly seq: number;
  readonly item: string;
  readonly fingerprint: Uint8Array;
  readonly group?: string;
  /** The group it is planned with; absent: its job has no groups, or it repeats another item. */
  readonly unit?: string;
  /** The visible fields as JSON. */
  readonly content: string;
  readonly duplicateOf?: number;
  /** The class it is planned in, by its place in the plan; absent where the plan did not place it. */
  readonly stratum?: number;
  readonly slots: readonly { readonly vendor?: string; readonly position: number; readonly purpose?: Purpose }[];
  /** Of a gold item: its answer as canonical JSON. */
  readonly knownAnswer?: string;
}

export interface ReserveRequest {
  readonly job: string;
  readonly dataset: string;
  readonly vendor: string;
  readonly owner: string;
  readonly fence: number;
  readonly limit: number;
  readonly now: number;
  /** Most distinct items of the dataset this owner may ever have been sent. */
  readonly ownerCap: number;
  /** Most distinct items of it that any two owners may ever have been sent together; absent: no such cap. */
  readonly pairCap?: number;
  /** Shares of the dataset's bytes and groups that the owner may ever have been sent; absent: no such caps. */
  readonly shares?: ShareLimits;
  /** Where two judgments of one item must come from different owners. */
  readonly otherOwners: boolean;
  /** Where they must come from different vendors. */
  readonly otherVendors: boolean;
  /** Micros; the high estimate of one slot at this vendor. */
  readonly price: number;
  /** What an order of so many judgments comes to, where that is not so many times `price`. */
  readonly terms?: PriceFacts;
  readonly budgetCap?: number;
  /** How many slots may be leased that this vendor was sent before; default all. */
  readonly retriesAtMost?: number;
  /** What is asked of the items of one group; absent: nothing. */
  readonly groups?: GroupLimit;
  /** Why the owner may not be sent anything now, asked for this very reservation; then nothing is leased. Never left out. */
  readonly denied: string | undefined;
  readonly keyFor: (slot: { readonly seq: number; readonly k: number; readonly epoch: number }) => string;
}

/** What may not happen to a group at dispatch. */
export type GroupLimit =
  /** No more owners at work on one group at a time. */
  | { readonly keep: "together"; readonly owners: number }
  /** No more of a group's items to one owner, over all jobs of the dataset whose groups are by the same field. */
  | { readonly keep: "apart"; readonly atMostPerMillion: number; readonly by?: string };

/** Which groups of a dataset are the same: those that jobs name by the same field. */
export interface GroupScope {
  readonly dataset: string;
  readonly by?: string;
}

/** A group as it stands in the store, but for some of its items that are told one by one. */
export interface GroupStanding {
  /** Distinct items of the dataset in it. */
  readonly items: number;
  /** Items that an owner has seen, or is to be sent, without those that are told one by one. */
  readonly held: Readonly<Record<string, number>>;
  /** Owners at work on it in this job, or with a place that stands. */
  readonly with: readonly string[];
}

export interface GroupStandingQuery extends GroupScope {
  readonly job: string;
  /** Items of the job that are told one by one, with the owners that are said to know them beside those that have seen them. */
  readonly told: readonly { readonly seq: number; readonly unit: string; readonly knownTo?: readonly string[] }[];
  /** Vendors whose unsent slots stand, and their owners. */
  readonly standing: ReadonlyMap<string, string>;
}

export interface Reserved {
  readonly attempt: number;
  readonly slot: number;
  readonly seq: number;
  readonly key: string;
  readonly content: string;
  /** The vendor was sent this slot before, or this very attempt. */
  readonly again?: true;
}

export interface Reservation {
  readonly reserved: readonly Reserved[];
  /** Slots that may not go to this vendor after all; they are unplaced now, with the rule that said no. */
  readonly blocked: readonly {
    readonly slot: number;
    readonly seq: number;
    readonly rule: "cap" | "budget" | "independence" | "barred" | "denied" | "group" | "pair-cap" | "byte-cap" | "group-cap";
  }[];
  /** True when there is nothing left to send to this vendor. */
  readonly drained: boolean;
}

export interface CostEntry {
  readonly vendor: string;
  readonly cost: string;
  readonly ref?: string;
  readonly micros: number;
  readonly currency: string;
  readonly final: boolean;
  readonly what: string;
  readonly at: number;
}

/** A slot that nobody was given, with what the planner has to know of its item. */
export interface MissingSlot extends ItemToPlace {
  readonly slot: number;
  readonly vendor?: string;
  readonly purpose: Purpose;
  /** Its item has all the judgments the job needs, or a place for them, without it. */
  readonly spare: boolean;
  /** Its tranche is not released to its vendor. */
  readonly waiting: boolean;
  /** Vendors that other unsent slots of its item stand with, where only those without a usable vendor were asked for. Default none. */
  readonly standsWith?: readonly string[];
}

/** An item that is not answered whole, with everything the planner asks about it. */
export interface UnfinishedItem {
  readonly seq: number;
  /** The group it is planned with. */
  readonly unit?: string;
  /** UTF-8 bytes of it. */
  readonly bytes: number;
  /** Judgments that the job still needs and nobody is at work on. */
  readonly missing: number;
  /** Judgments at work or answered beyond those that the job needs: as many may be lost without anything being missing. */
  readonly extra: number;
  /** Vendors at work on a slot of it, one entry a slot. */
  readonly live: readonly string[];
  readonly answeredBy: readonly { readonly vendor: string; readonly owner: string }[];
  readonly seenBy: readonly string[];
  readonly barredVendors: readonly string[];
}

export interface Placement {
  readonly slot: number;
  readonly vendor?: string;
  readonly position: number;
  /** Why it is placed nowhere. */
  readonly reason?: string;
  /** Nothing is missing where it is placed nowhere. */
  readonly spare?: boolean;
}

export type OrderWhat = "take-out" | "hold" | "release";

export interface Order {
  readonly orderId: number;
  readonly vendor: string;
  readonly job?: string;
  readonly what: OrderWhat;
  readonly why: string;
  readonly at: number;
}

/** What a person decided about one attempt; carried out by whoever holds the job's lock. */
export interface Decision {
  readonly decisionId: number;
  readonly attempt: number;
  readonly event: AttemptEvent;
}

/** A wait that a vendor asked for, kept over restarts. Epoch ms. */
export interface VendorWait {
  readonly why: string;
  readonly since: number;
  readonly until: number;
}

/** That and why a person ended a job. */
export interface Cancellation {
  readonly why: string;
  readonly at: number;
}

export interface VendorEngagement {
  readonly engagement?: Engagement;
  readonly cursor?: string;
}

export interface LiveAttempt {
  readonly attempt: number;
  readonly seq: number;
  readonly vendor: string;
  readonly key: string;
  readonly ref?: string;
  readonly state: AttemptState;
  readonly reservedAt: number;
}

/** What a job has committed at one vendor. Micros. */
export interface Commitment {
  readonly estimated: number;
  readonly billed: number;
  /** Judgments that were, or may still be, billed. */
  readonly ordered: number;
}

export interface Progress {
  /** Slots by state. */
  readonly slots: {
    readonly pending: number;
    /** Their tranche is not released to their vendor yet. */
    readonly waiting: number;
    readonly live: number;
    readonly filled: number;
    readonly stranded: number;
    readonly quarantined: number;
    /** Extra judgments that found no place; nothing waits for them. */
    readonly spared: number;
  };
  /** Attempts by vendor and state. */
  readonly attempts: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/**
 * The record of everything that was decided, sent and received. Every method is one transaction: all of it or nothing.
 * Errors are {@link StoreError}.
 */
export interface Store extends ReleaseStore, AdjudicationStore, GoldStore, ListingStore {
  readonly close: () => Promise<void>;
  readonly checkpoint: () => Promise<void>;

  readonly readJob: (job: string) => Promise<JobRecord | undefined>;
  readonly listJobs: () => Promise<readonly JobRecord[]>;
  readonly importJob: (record: JobRecord, items: AsyncIterable<readonly ImportItem[]>, release?: ImportRelease) => Promise<void>;
  readonly updatePlan: (
    job: string,
    fence: number,
    plan: { readonly jobJson: string; readonly planJson: string; readonly planHash: string },
  ) => Promise<void>;

  readonly lockJob: (request: LockRequest) => Promise<LockResult>;
  readonly renewLock: (job: string, fence: number, now: number) => Promise<void>;
  /** Whether nobody has taken the job over since. */
  readonly holdsLock: (job: string, fence: number) => Promise<boolean>;
  readonly unlockJob: (job: string, fence: number) => Promise<void>;
  readonly startRun: (job: string, fence: number, now: number) => Promise<number>;
  readonly endRun: (runId: number, state: string, now: number) => Promise<void>;

  readonly reserve: (request: ReserveRequest) => Promise<Reservation>;
  readonly apply: (request: ApplyRequest) => Promise<readonly AppliedChange[]>;
  readonly recordCosts: (job: string, costs: readonly CostEntry[]) => Promise<void>;

  readonly liveAttempts: (
    job: string,
    vendor: string,
    at: "sending" | "in-doubt" | "accepted",
    limit?: number,
  ) => Promise<readonly LiveAttempt[]>;
  /** Vendors that hold live work of a job, whether the config still knows them or not. */
  readonly liveVendors: (job: string) => Promise<readonly string[]>;
  /** How many attempts at a vendor were given up at or after a time (epoch ms) and may still be answered. */
  readonly givenUpSince: (job: string, vendor: string, since: number) => Promise<number>;
  /** The same attempts where the vendor may still be asked to give them back: known there, and not refused as too late. */
  readonly recallable: (job: string, vendor: string, since: number) => Promise<readonly LiveAttempt[]>;
  /** Units in state `sending`, with what to send. */
  readonly sendable: (job: string, vendor: string) => Promise<readonly Reserved[]>;
  readonly missingSlots: (job: string, usable: ReadonlySet<string>, all: boolean) => Promise<readonly MissingSlot[]>;
  /** `standing`: vendors whose unsent slots count as if they were at work on them; default none, and what is unsent is missing. */
  readonly unfinishedItems: (job: string, standing?: ReadonlySet<string>) => Promise<readonly UnfinishedItem[]>;
  readonly place: (job: string, fence: number, placements: readonly Placement[]) => Promise<void>;
  /** How many slots were added as hedges, and how many judgments the job has without them. */
  readonly hedges: (job: string) => Promise<{ readonly made: number; readonly judgments: number }>;
  /** Adds a slot, to be placed, beside the oldest attempts a vendor has had since before a time; one a item. Answers how many. */
  readonly hedge: (request: {
    readonly job: string;
    readonly fence: number;
    readonly vendor: string;
    readonly acceptedBefore: number;
    readonly atMost: number;
  }) => Promise<number>;
  /** Spares what is not sent of hedged items that have all their answers, and answers what is still open of them. */
  readonly outrun: (job: string, fence: number) => Promise<readonly LiveAttempt[]>;
  /** Every slot that waits to be sent has nowhere to go from now on, for that reason. */
  readonly strandPending: (job: string, fence: number, reason: string) => Promise<void>;
  readonly nextDue: (job: string, vendor: string) => Promise<number | undefined>;

  readonly readEngagement: (job: string, vendor: string) => Promise<VendorEngagement>;
  readonly saveEngagement: (job: string, vendor: string, engagement: Engagement) => Promise<void>;
  readonly readWait: (job: string, vendor: string) => Promise<VendorWait | undefined>;
  /** Undefined: nothing is waited for any more. */
  readonly saveWait: (job: string, vendor: string, wait: VendorWait | undefined) => Promise<void>;
  readonly saveCursor: (job: string, vendor: string, cursor: string) => Promise<void>;

  /** How long a vendor's answers took, over all jobs, and how long what was open at that moment had been open by then. Milliseconds of the engine's clock. */
  readonly turnarounds: (vendor: string, at: number) => Promise<{ readonly ended: readonly number[]; readonly waiting: readonly number[] }>;
  /** By the key of the scope (`core/health/scope.ts`); a vendor's own is its name. */
  readonly readHealth: () => Promise<ReadonlyMap<string, VendorHealth>>;
  readonly saveHealth: (key: string, health: VendorHealth, now: number) => Promise<void>;
  /** Keeps an order, and with it what it makes of health, by scope, and of waits: all of it or nothing. Durable when it resolves. */
  readonly giveOrder: (order: Omit<Order, "orderId">, makes?: OrderEffects) => Promise<void>;
  readonly ordersAfter: (orderId: number) => Promise<readonly Order[]>;
  readonly decide: (job: string, decisions: readonly Omit<Decision, "decisionId">[], now: number) => Promise<void>;
  /** Decisions about a job's attempts that nobody has carried out yet, oldest first. */
  readonly decisions: (job: string) => Promise<readonly Decision[]>;
  readonly dropDecisions: (decisionIds: readonly number[]) => Promise<void>;
  /** Ends a job for good; answers when and why it was ended, which may be earlier. */
  readonly cancelJob: (job: string, cancellation: Cancellation) => Promise<Cancellation>;
  readonly cancellation: (job: string) => Promise<Cancellation | undefined>;
  readonly recordFailover: (
    job: string,
    entry: { readonly at: number; readonly vendor: string; readonly reason: string; readonly document: JsonObject },
  ) => Promise<void>;

  readonly datasetSize: (dataset: string) => Promise<number>;
  /** The last link of the dataset's disclosures, in hex; empty where there is none. */
  readonly ledgerHead: (dataset: string) => Promise<string>;
  readonly seenBy: (dataset: string, fingerprint: Uint8Array) => readonly string[];
  /** How often an owner was, or may have been, sent an item. */
  readonly viewsOf: (dataset: string, fingerprint: Uint8Array, owner: string) => number;
  /** What earlier jobs of the dataset know of a group; undefined where none has it. */
  readonly groupSeen: (
    scope: GroupScope,
    group: string,
  ) => { readonly items: number; readonly held: Readonly<Record<string, number>> } | undefined;
  readonly wasInGroup: (scope: GroupScope, group: string, fingerprint: Uint8Array) => boolean;
  /** How the groups of some items stand, by group. */
  readonly groupStandings: (query: GroupStandingQuery) => Promise<ReadonlyMap<string, GroupStanding>>;
  /** What the dataset knows of some items, in their order: whether it has them, and who was, or may have been, sent them. */
  readonly lookUp: (
    dataset: string,
    fingerprints: readonly Uint8Array[],
  ) => readonly { readonly inDataset: boolean; readonly seenBy: readonly string[] }[];
  /** Gives back memory that only makes reading faster: some thirty megabytes once much was looked up. */
  readonly giveBackMemory: () => void;
  readonly exposureOf: (dataset: string) => Promise<readonly { readonly owner: string; readonly items: number; readonly bytes: number }[]>;
  /** UTF-8 bytes of the dataset's distinct items. */
  readonly datasetBytes: (dataset: string) => Promise<number>;
  readonly groupTotals: (query: GroupTotalsQuery) => Promise<GroupTotals>;
  /** Distinct items of the dataset that two owners have both seen. */
  readonly overlapsOf: (dataset: string) => Promise<readonly { readonly owners: readonly [string, string]; readonly items: number }[]>;
  /** Per vendor, what its unsent slots will expose and how many they are (placements that stand are as good as made), and how many it has in hand. */
  readonly plannedOf: (
    job: string,
    vendors: readonly { readonly vendor: string; readonly owner: string }[],
  ) => Promise<
    ReadonlyMap<string, { readonly slots: number; readonly newItems: number; readonly newBytes: number; readonly open: number }>
  >;
  readonly committedOf: (job: string) => Promise<ReadonlyMap<string, Commitment>>;
  /** Whether anything is still to be sent, or in a vendor's hands; cheap enough to ask all the time. */
  readonly unfinished: (job: string) => Promise<{ readonly pending: boolean; readonly waiting: boolean; readonly live: boolean }>;
  readonly progress: (job: string) => Promise<Progress>;
}
