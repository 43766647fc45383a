import type { AdjudicationRules } from "../purpose/wants-another.ts";
import type { Independence, Objective, ObjectiveWeights, TaskKind } from "@tranche/sdk";

/** The config's name of a supplier account. */
export type VendorId = string;
/** Whoever controls a vendor; caps and independence are counted per owner. */
export type OwnerId = string;

/**
 * Everything a plan is made of, and nothing else: plain data, fit for JSON. The same inputs give the same plan, byte for byte.
 * One shape serves a fresh job and what is missing of a running one.
 */
export interface PlanInputs {
  readonly job: JobFacts;
  readonly dataset: DatasetFacts;
  /** In the order of the config: ties go to the earlier one. */
  readonly vendors: readonly VendorFacts[];
  /** What has to be placed. Two classes never agree in everything but id and items. */
  readonly classes: readonly ItemClass[];
  /** The groups that items of `classes` belong to, gathered by what they are made of. Default none. */
  readonly groups?: readonly GroupShape[];
  /** Absent: no limit. */
  readonly budget?: BudgetFacts;
  /** ISO 4217; every amount here is in it. */
  readonly currency: string;
  readonly hashes: InputHashes;
  /** Epoch ms. Decides dated rules only; it is not written into the plan. */
  readonly now: number;
}

/** What the job file asks for, as far as planning cares. */
export interface JobFacts {
  readonly name: string;
  readonly dataset: string;
  readonly taskKind: TaskKind;
  /** `judgments.perItem`. What is still missing of it is said per class. */
  readonly slotsPerItem: number;
  /** What k judgments of one item must not share: an owner, a vendor, or only a worker. */
  readonly independent: Independence;
  /** `policy.maxShare` in parts per million, over 0 and up to 1,000,000; absent means no cap. */
  readonly maxSharePerMillion?: number;
  /** How many vendors may be lost, any of them, before anything has nowhere to go. Default 0. */
  readonly surviveLoss?: 0 | 1;
  /** `policy.maxShareOfTwo`: what any two owners may have seen together, parts per million; absent means no such cap. */
  readonly maxShareOfTwoPerMillion?: number;
  /** `policy.maxShareOfBytes`: of the bytes of the dataset's items, parts per million; absent means no such cap. */
  readonly maxShareOfBytesPerMillion?: number;
  /** `policy.maxShareOfGroups`: of the dataset's groups, parts per million; absent means no such cap. */
  readonly maxShareOfGroupsPerMillion?: number;
  readonly route: RouteFacts;
  /** Time left from now, ms; absent means no deadline. */
  readonly deadlineMs?: number;
  /** Owners that must not see it, directly or through control. */
  readonly deny: readonly OwnerId[];
  /** Where it may be worked on; empty means anywhere. */
  readonly regions: readonly string[];
  /** What is asked of the items of one group; absent: nothing. */
  readonly groups?: GroupRule;
  /** Most judgments that may be asked of a second owner because the first is slow, parts per million; absent: none. */
  readonly hedgePerMillion?: number;
  /** An item whose judgments leave it unsure is asked about again; absent: none is. */
  readonly adjudication?: AdjudicationRules;
}

export type GroupRule =
  /** A group is placed as one thing: all of its items go to the same vendors. */
  | {
      readonly keep: "together";
      /** Whether it matters who has seen some of a group: an owner may have some of so many groups only. Default false. */
      readonly counted?: boolean;
    }
  /** No owner may have seen more of a group than this part of its items, rounded down, and never less than one item. */
  | { readonly keep: "apart"; readonly atMostPerMillion: number };

/** How shares are chosen among the plans that keep every limit. */
export type RouteFacts =
  | {
      readonly by: "objective";
      readonly objective: Objective;
      /** Of `balanced`, parts of one million. Default: a third each. */
      readonly weights?: ObjectiveWeights;
    }
  /** Shares of the judgments, adding up to 1,000,000; vendors that are not named get none. */
  | { readonly by: "shares"; readonly sharesPerMillion: Readonly<Record<VendorId, number>> }
  /** As much as possible to the first, then the second …; vendors that are not named come last, cheapest first. */
  | { readonly by: "order"; readonly order: readonly VendorId[] };

export interface DatasetFacts {
  /** Distinct items in the dataset once this job is in: the denominator of every share. */
  readonly items: number;
  /** Who has seen how much of it so far; owners that are not named have seen nothing. */
  readonly owners: readonly OwnerExposure[];
  /** UTF-8 bytes of those items; needed where a cap is on them. */
  readonly bytes?: number;
  /** Groups of the dataset, by the job's field; needed where a cap is on them. */
  readonly groups?: number;
  /** Distinct items that two owners have both seen; pairs that are not named have none in common. */
  readonly overlaps?: readonly { readonly owners: readonly [OwnerId, OwnerId]; readonly items: number }[];
}

export interface OwnerExposure {
  readonly owner: OwnerId;
  /** Distinct items of the dataset disclosed to this owner, everything in doubt included. */
  readonly items: number;
  /** Their bytes. Default 0. */
  readonly bytes?: number;
  /** Groups that it has seen any of. Default 0. */
  readonly groups?: number;
}

export interface VendorFacts {
  readonly vendor: VendorId;
  readonly owner: OwnerId;
  /** Everyone whose stake in the owner counts as control today, transitively; the owner itself need not be named. */
  readonly controlledBy: readonly OwnerId[];
  readonly taskKinds: readonly TaskKind[];
  /** Where it works; empty means that nobody said. */
  readonly regions: readonly string[];
  readonly price: PriceFacts;
  /** From taking a unit on to its answer. Absent: unknown, and no deadline can be promised. */
  readonly turnaround?: { readonly p50Ms: number; readonly p90Ms: number };
  /** The share of its answers that is right, parts per million, as far as anybody knows. Absent: a stated guess is used. */
  readonly accuracyPerMillion?: number;
  /** The answers to gold in other jobs that `accuracyPerMillion` is made of, beside what the config said. Absent: none were counted. */
  readonly accuracySeen?: AccuracySeen;
  /** Absent: no limit is known. */
  readonly capacity?: { readonly perDay: number };
  /** Slots already in its hands, which come before anything new. Default 0. */
  readonly openSlots?: number;
  /** Judgments of this job ordered from it so far that are, or will be, billed: what set-up, minimum and tiers go on from. Default 0. */
  readonly ordered?: number;
  /** Most slots this plan may give it. Absent: no limit of that kind. */
  readonly room?: number;
  /** Fewest slots this plan must give it, if it may be given anything: a pilot, an overlap, `route.least`. Absent or 0: none. */
  readonly least?: number;
  readonly available: Availability;
}

/** What a vendor's answers to gold came to, over some jobs. */
export interface AccuracySeen {
  readonly right: number;
  readonly seen: number;
  readonly jobs: number;
}

export type Availability =
  | { readonly is: "yes" }
  /** `why` in plain words, as a person should read it: "unreachable since 00:33". */
  | { readonly is: "no"; readonly reason: "held" | "out" | "unauthorized" | "denied"; readonly why: string };

/** What judgments cost. Amounts are integers of micros, fees are per million. */
export type PriceFacts = FixedPriceFacts & (PricePerJudgment | PricePerHour);

/** What a job costs at a vendor beside its judgments; see `orderPrice`. */
export interface FixedPriceFacts {
  /** Once, as soon as it gets anything of the job. Default 0. */
  readonly setupMicros?: number;
  /** The smallest bill of a job, set-up included, as soon as it gets anything. Default 0. */
  readonly minimumMicros?: number;
}

interface PricePerJudgment {
  readonly basis: "judgment";
  readonly micros: number;
  /** By rising `from`: the judgments of the job from that one on have another price. Default none. */
  readonly tiers?: readonly { readonly from: number; readonly micros: number }[];
}

interface PricePerHour {
  readonly basis: "hour";
  readonly microsPerHour: number;
  /** Declared or observed working time. The high end of the range is a quarter more unless `minutesPerItemHigh` says otherwise. */
  readonly minutesPerItem: number;
  readonly minutesPerItemHigh?: number;
  /** Part of the items whose time is paid again; 5 % is 50,000. Default 0. */
  readonly reworkPerMillion?: number;
  /** On top of the hours; 30 % is 300,000. Default 0. */
  readonly feePerMillion?: number;
}

/** Items that the same rules apply to: same slots missing, same exposure, same exclusions. */
export interface ItemClass {
  /** Stable and unique within the inputs; part of the key that orders its items. */
  readonly id: string;
  readonly items: number;
  /** Judgments that each item still needs a place for; 0 where only `live` matters. */
  readonly slotsEach: number;
  /** Owners these items were disclosed to already: they cost those owners nothing more. */
  readonly seenBy: readonly OwnerId[];
  /** Owners that must not be given any of it: they already answered it, or a rule says so. */
  readonly barredOwners: readonly OwnerId[];
  readonly barredVendors: readonly VendorId[];
  /**
   * Vendors that hold an open slot of every item here (one entry a slot). The planner keeps their owners or vendors, as
   * `independent` asks, from getting the same item again; losing one of them makes its slots missing too. Default none.
   */
  readonly live?: readonly VendorId[];
  /** Absent: its items belong to no group. */
  readonly group?: ClassGroup;
  /** Mean of their bytes, rounded up. Default 0. */
  readonly bytesEach?: number;
  /** Judgments of each item, missing or at work, beyond what the job needs: nothing is missing where as many are lost. Default 0. */
  readonly extra?: number;
  /** What judgments of these items are for beside the job itself. Absent: nothing else. */
  readonly purpose?: ClassPurpose;
  /** Of gold items: owners whom they measure no more, having been shown them before. */
  readonly worn?: readonly OwnerId[];
  /** Absent: the class is as it was surveyed. */
  readonly part?: ClassPart;
}

/** Where the items of a class stand in their groups. */
export interface ClassGroup {
  /** Id of a {@link GroupShape} of the inputs. */
  readonly of: string;
  /** Items of this class in each group of that shape: the class has this times the shape's `groups` items. */
  readonly each: number;
}

/** Groups that are made of the same items: as many of each class, and as much of each group in the same hands. */
export interface GroupShape {
  /** Stable and unique within the inputs; part of the key that orders the groups. */
  readonly id: string;
  readonly groups: number;
  /** Keys of a few of them, for people. */
  readonly names: readonly string[];
  /** Distinct items of the dataset in each of the groups, of earlier jobs too: what `atMostPerMillion` is a part of. */
  readonly whole: number;
  /** Items of each group that an owner has seen or is to be sent, beside those of `classes`. Default none. */
  readonly held?: Readonly<Record<OwnerId, number>>;
  /** Owners that are at work on each of the groups, or will be, beside `live` of the classes. Default none. */
  readonly with?: readonly OwnerId[];
}

/** `gold`: the answers are known, and every judgment measures its vendor. `overlap`: one judgment more than the job needs, to compare two owners. */
export type ClassPurpose = "gold" | "overlap";

/** Where a class was cut out of a surveyed one: the items from a place on, in the surveyed class's own keyed order. */
export interface ClassPart {
  /** Id of the surveyed class. */
  readonly of: string;
  readonly from: number;
}

export interface BudgetFacts {
  readonly totalMicros: number;
  /** Settled and reserved so far, open slots at their high price included. */
  readonly committedMicros: number;
}

/** SHA-256 of what the plan was made from, in hex. A plan whose inputs changed is refused. */
export interface InputHashes {
  /** The job file as read, with its defaults. */
  readonly job: string;
  /** The fingerprints of the items in their order. */
  readonly items: string;
  /** Vendors, owners, prices, capabilities and rules of the config. */
  readonly vendors: string;
  /** The last record of the disclosure ledger of the dataset; empty text where there is none. */
  readonly ledgerHead: string;
}
