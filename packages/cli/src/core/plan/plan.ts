import type { Independence } from "@tranche/sdk";
import type { ClassPart, ClassPurpose, InputHashes, OwnerId, VendorId } from "./plan-inputs.ts";

/**
 * Who gets what, why, at which cost: a frozen, versioned value. `hash` is over everything else in it.
 * Amounts come twice: `low` and `high` in the currency's main unit for people and scripts, `…Micros` as the exact integers.
 */
export interface Plan extends DraftPlan {
  /** SHA-256, in hex, of the canonical JSON of the plan without this field. */
  readonly hash: string;
}

/** A plan before `sealPlan` has given it its hash. */
export interface DraftPlan {
  readonly planVersion: 1;
  readonly job: string;
  readonly dataset: string;
  /** Distinct items in the dataset, this job's included: what shares are of. */
  readonly datasetItems: number;
  /** Distinct items this plan places or fails to place. */
  readonly items: number;
  readonly slots: number;
  readonly feasible: boolean;
  /** Every vendor of the inputs, in their order, those without a share included. */
  readonly vendors: readonly PlannedVendor[];
  readonly cost: PlannedCost;
  /** What the loss of each vendor that gets or holds something would do, if it happened now; empty where nobody asked. */
  readonly contingency: readonly Contingency[];
  /** The same for every two vendors at once, where there are four or more; absent where there are fewer, or where nobody asked. */
  readonly contingencyOfTwo?: readonly ContingencyOfTwo[];
  /** What each `judgments.independent` would cost and expose; absent where an item has one judgment, or nobody asked. */
  readonly independence?: readonly IndependenceCost[];
  readonly infeasible?: Infeasible;
  /** Slots with nowhere to go, per class. Only a plan of what is missing has any: a first plan places everything or nothing. */
  readonly stranded: readonly StrandedClass[];
  readonly warnings: readonly Reason[];
  readonly assignment: Assignment;
  readonly inputs: InputHashes;
}

/** A reason as a code for programs and a sentence for people. The codes are listed in docs/planning.md. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

export interface PlannedVendor {
  readonly vendor: VendorId;
  readonly owner: OwnerId;
  readonly slots: number;
  /** Distinct items among them. */
  readonly items: number;
  /** `items` of the dataset's items. */
  readonly share: number;
  /** `policy.maxShare` as a share; 1 where there is none. */
  readonly cap: number;
  /** The cap as a count. */
  readonly capItems: number;
  /** Distinct items of the dataset its owner has seen before and after this plan. */
  readonly exposure: { readonly before: number; readonly after: number };
  /** Its slots by what they are for; absent where all are for the job alone. */
  readonly purposes?: PlannedPurposes;
  readonly cost: CostRange;
  /** From the prior and the capacity; null where the vendor's turnaround is not known or it gets nothing. */
  readonly turnaroundHours: { readonly p50: number | null; readonly p90: number | null };
  readonly why: readonly Reason[];
  /** How often it is expected to be right, and the answers to gold in earlier jobs that this comes from; absent where none were counted. */
  readonly accuracy?: PlannedAccuracy;
}

/** A share between 0 and 1, made of what the config says and of so many answers to gold in so many jobs. */
export interface PlannedAccuracy {
  readonly expected: number;
  readonly right: number;
  readonly seen: number;
  readonly jobs: number;
}

/** Slots by purpose; they add up to the vendor's. */
export interface PlannedPurposes {
  readonly real: number;
  readonly gold: number;
  readonly overlap: number;
}

export interface CostRange {
  /** Main unit of the currency. */
  readonly low: number;
  readonly high: number;
  readonly currency: string;
  readonly lowMicros: number;
  readonly highMicros: number;
}

export interface PlannedCost extends CostRange {
  /** What the linear program says cannot be undercut within these limits; main unit. */
  readonly lowerBound: number;
}

/** What one way of keeping an item's judgments independent would come to; it was planned, not estimated. */
export interface IndependenceCost {
  readonly independent: Independence;
  /** Whether it is what the job asks for. */
  readonly present: boolean;
  readonly feasible: boolean;
  /** Null where there is no plan. */
  readonly cost: CostRange | null;
  /** How often an item is shown to an owner that has not seen it before. */
  readonly disclosures: number | null;
  /** The largest share of the dataset that any owner of these vendors has seen afterwards. */
  readonly largestShare: number | null;
}

export interface Contingency {
  readonly lost: VendorId;
  /** Slots that would have nowhere to go; exactly what a re-plan at this state would strand. */
  readonly stranded: number;
  /**
   * The same at the worst moment there is: everything is sent, nothing has come back, and what it cost stays spent. What is sent cannot be moved any
   * more, so this depends on the plan, and at no moment in between does more have nowhere to go. Only of a job that has not begun.
   */
  readonly strandedOnceSent?: number;
  /** What the slots that find a new place cost there, less what they would have cost at the lost vendor. Main unit, low ends. */
  readonly extraCost: number;
  readonly extraCostMicros: number;
  /** Hours that nine tenths of the answers would be later, negative for earlier; absent where nobody knows. */
  readonly delayHours?: number;
  /** The smallest change that would place all of them, checked; null where none is needed. */
  readonly needs: ContingencyNeeds | null;
}

/** What the loss of two vendors at once would do; its figures are counted like those of one. */
export interface ContingencyOfTwo extends Omit<Contingency, "lost" | "needs" | "strandedOnceSent"> {
  readonly lost: readonly [VendorId, VendorId];
}

export type ContingencyNeeds =
  | { readonly by: "max-share"; readonly maxShare: number; readonly extraCost: number; readonly extraCostMicros: number }
  | { readonly by: "vendor"; readonly room: number }
  /** No single change of ours helps: `text` says what stands in the way. */
  | { readonly by: "nothing-known"; readonly text: string };

export interface Infeasible {
  readonly because: readonly Reason[];
  /** Each alone makes a plan possible; each was checked by planning again with it. */
  readonly wouldHelp: readonly Remedy[];
}

/** One change that makes a plan possible. `text` is written as the change itself. */
export type Remedy =
  | { readonly change: "max-share"; readonly maxShare: number; readonly text: string }
  | { readonly change: "max-share-of-two"; readonly maxShareOfTwo: number; readonly text: string }
  | { readonly change: "max-share-of-bytes"; readonly maxShareOfBytes: number; readonly text: string }
  | { readonly change: "max-share-of-groups"; readonly maxShareOfGroups: number; readonly text: string }
  | { readonly change: "vendor"; readonly room: number; readonly perDay?: number; readonly text: string }
  | { readonly change: "items"; readonly items: number; readonly perClass: Readonly<Record<string, number>>; readonly text: string }
  | { readonly change: "budget"; readonly totalMicros: number; readonly text: string }
  | { readonly change: "deadline"; readonly hours: number; readonly text: string }
  | { readonly change: "independent"; readonly independent: Independence; readonly text: string }
  | { readonly change: "least"; readonly vendor: VendorId; readonly least: number; readonly text: string }
  /** Without the judgments that `quality` asks for on top. */
  | { readonly change: "quality"; readonly text: string }
  | { readonly change: "survive-loss"; readonly text: string }
  /** `groups.atMost`. */
  | { readonly change: "at-most"; readonly atMost: number; readonly text: string }
  | { readonly change: "route"; readonly text: string }
  /** `policy.regions` with more regions in it. */
  | { readonly change: "regions"; readonly regions: readonly string[]; readonly text: string };

export interface StrandedClass {
  readonly classId: string;
  /** Slots, not items. */
  readonly slots: number;
  /** For every vendor, the first rule that keeps it from taking one more. */
  readonly reasons: readonly VendorReason[];
}

export interface VendorReason extends Reason {
  readonly vendor: VendorId;
  readonly owner: OwnerId;
}

/** How items find their vendors; see `vendorsOf`. */
export interface Assignment {
  /** Seeds the order of the items; from the job and items hashes, never from chance. */
  readonly key: string;
  readonly classes: readonly PlanClass[];
}

/** One class of items and what becomes of it. */
export interface PlanClass {
  readonly id: string;
  readonly items: number;
  readonly slotsEach: number;
  /** As in the inputs. */
  readonly purpose?: ClassPurpose;
  readonly part?: ClassPart;
  /** Laid end to end over the class's items in keyed order; their items add up to the class's. Empty where nothing is placed or wanted. */
  readonly blocks: readonly PlanBlock[];
  /** Absent: its items belong to no group. */
  readonly group?: PlanGroup;
}

/** How the items of a class lie in their groups: item i of the class is item `i % each` of group `i / each`. */
export interface PlanGroup {
  readonly keep: "together" | "apart";
  /** Items of the class in each group. */
  readonly each: number;
  /** Orders the groups; classes whose items go together have the same one. */
  readonly key: string;
}

/** A run of items that share the same vendors in the same proportions. */
export interface PlanBlock {
  readonly items: number;
  /** In laying order, vendors of one owner next to each other; no zero quotas. */
  readonly quotas: readonly VendorQuota[];
  /** Slots after the last quota: nowhere to go. */
  readonly stranded: number;
}

export interface VendorQuota {
  readonly vendor: VendorId;
  readonly slots: number;
}
