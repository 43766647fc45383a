/*
 * The `--json` documents, one type each. Names are the public contract: add freely, rename never. Amounts are decimals of
 * `currency`, shares lie between 0 and 1, times are ISO 8601 in UTC, and `null` means that it is not known.
 */
import type { Answer } from "@tranche/sdk";
import type { Comparison } from "../core/compare/comparison.ts";
import type { ItemExplanation, StartedVendor } from "../core/plan/index.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Purpose } from "../core/purpose/purpose.ts";

/** What `run` and `status` say. */
export interface RunDocument {
  readonly job: string;
  readonly dataset: string;
  readonly runId: string;
  /** The plan's hash. */
  readonly plan: string;
  readonly state: "running" | "complete" | "incomplete" | "cancelled";
  readonly startedAt: string;
  /** When the last of it ended; absent while it runs. */
  readonly endedAt?: string;
  readonly items: {
    readonly total: number;
    readonly done: number;
    readonly pending: number;
    readonly stranded: number;
    readonly quarantined: number;
    /** Lines of the items file whose visible content another line has too; sent once, counted in `total` once. */
    readonly duplicates: number;
  };
  readonly slots: {
    readonly total: number;
    readonly filled: number;
    readonly live: number;
    readonly inDoubt: number;
    readonly late: number;
    /** Not released to their vendor yet. */
    readonly waiting: number;
    /** Extra judgments, for comparison or as gold, that found no place; nothing waits for them. */
    readonly spared: number;
    /** Judgments that were asked for because the others left an item unsure. */
    readonly added: number;
  };
  readonly vendors: readonly RunVendor[];
  readonly failovers: readonly Failover[];
  /** What was decided about releasing more, oldest first; empty where everything was released at once. */
  readonly releases: readonly ReleaseLine[];
  readonly cost: {
    readonly committed: number;
    readonly settled: number;
    /** The job's budget; null where it has none. */
    readonly cap: number | null;
    readonly currency: string;
  };
  /** Items with work that may have landed and that nobody could say of yet, oldest first, a hundred at most; absent where there are none. */
  readonly doubts?: readonly DoubtfulItem[];
  /** When and why a person ended the job; absent where nobody did. */
  readonly cancelled?: { readonly at: string; readonly why: string };
  /** What was bought more than once, and what may yet be; absent where the store was not asked. */
  readonly paidTwice?: PaidTwice;
  readonly stranded: readonly StrandedItem[];
  /** Changes that would give stranded items a place, each checked; empty where nothing is stranded. */
  readonly wouldPlace: readonly Placing[];
  readonly warnings: readonly string[];
}

export interface DoubtfulItem {
  readonly item: string;
  readonly vendor: string;
  readonly since: string;
}

/** Judgments that two vendors gave for the same place. Amounts are decimals of the job's currency, at the high estimate. */
export interface PaidTwice {
  readonly items: number;
  readonly cost: number;
  /** Why, each reason once. */
  readonly because: readonly string[];
  /** Work that was given up and may still be answered and billed. */
  readonly mayFollow: { readonly items: number; readonly cost: number };
}

/** `cooling`: back by itself. `held`: by a person. `out`: given up, its missing work was placed elsewhere. */
export type VendorHealth = "ok" | "cooling" | "held" | "out";

/**
 * The same in one job. `waiting`: well, and all it was let go is sent; the next part waits for its release gate. `held`: also by its gate or its gold,
 * for this job, with the reason in the note.
 */
export type RunHealth = VendorHealth | "waiting";

export interface RunVendor {
  readonly vendor: string;
  readonly owner: string;
  readonly health: RunHealth;
  /** What is wrong, where something is: `unreachable since 00:33`, or what the vendor waits for. */
  readonly note?: string;
  /** A wait it asked for that is still going on: nothing is sent to it before. */
  readonly wait?: { readonly until: string; readonly why: string };
  /** Judgments this vendor is to give in the job; for one that is out, what it was to give before. */
  readonly planned: number;
  /** Of those, how many wait for its release gate. */
  readonly waiting: number;
  readonly attempts: {
    /** Taken on, whatever came after. */
    readonly accepted: number;
    readonly answered: number;
    readonly refused: number;
    readonly inDoubt: number;
    readonly withdrawn: number;
    readonly expired: number;
    readonly late: number;
    /** Taken on and not ended. */
    readonly open: number;
  };
  /** Age of the oldest open attempt; null where none is open. */
  readonly oldestOpenHours: number | null;
  /** Distinct items of the dataset its owner was sent. */
  readonly items: number;
  /** Those, as a share of the dataset. */
  readonly share: number;
  readonly cost: { readonly committed: number; readonly settled: number; readonly currency: string };
  readonly turnaroundHours: { readonly p50: number | null; readonly p90: number | null };
}

/** One decision at a vendor's gate. */
export interface ReleaseLine {
  readonly at: string;
  readonly vendor: string;
  /** `begin`: work came to a vendor that had none, and some of it was let go at once. `hold`: it gets no more, what waited for it went elsewhere. */
  readonly decision: "release" | "begin" | "hold";
  /** The tranche it was released, from 1; of a hold the last one it has. */
  readonly tranche: number;
  readonly because: string;
}

/** Work that was moved because a vendor fell out. */
export interface Failover {
  readonly at: string;
  readonly from: string;
  readonly reason: string;
  /** Judgments that were missing. */
  readonly slots: number;
  readonly to: Readonly<Record<string, number>>;
  /** Judgments that had nowhere to go. */
  readonly stranded: number;
  /** How many the plan's contingency said it would be, at that moment's state. */
  readonly predicted?: number;
  /** Attempts the vendor may still hold, answer and bill. */
  readonly gaveUp?: number;
  /** What those who took work over lacked of gold for it, and what became of that; absent where nobody lacked any. */
  readonly gold?: readonly FailoverGold[];
}

/** Gold for one vendor that took work over. */
export interface FailoverGold {
  readonly vendor: string;
  /** `quality.goldShare` of what it took over, less the gold that came along. */
  readonly lacking: number;
  readonly added: number;
  /** What refused the rest; null where it got all. */
  readonly because: string | null;
}

export interface StrandedItem {
  readonly item: string;
  readonly reasons: readonly string[];
}

/** One change, and how many stranded items it would place. */
export interface Placing {
  /** The change itself, as in `maxShare 0.464`. */
  readonly text: string;
  readonly places: number;
}

/** What `exposure` says. */
export interface ExposureDocument {
  readonly datasets: readonly DatasetExposure[];
  /** What each owner has been sent in all datasets together; the same content in two of them is one item here. Absent where nobody counted. */
  readonly everything?: readonly { readonly owner: string; readonly datasets: number; readonly items: number; readonly bytes: number }[];
}

export interface DatasetExposure {
  readonly dataset: string;
  /** Distinct items the dataset is known to hold. */
  readonly items: number;
  readonly owners: readonly OwnerExposure[];
  /** The two owners that know most together, where the store counted it; else the sum of the two largest is an upper bound. */
  readonly anyTwo?: { readonly owners: readonly [string, string]; readonly items: number; readonly share: number };
}

export interface OwnerExposure {
  readonly owner: string;
  readonly vendors: readonly string[];
  readonly items: number;
  readonly share: number;
  /** As a share; 1 where no policy limits it. */
  readonly cap: number;
  /** Of the visible fields. */
  readonly bytes: number;
  /** Distinct groups it saw something of. */
  readonly groups: number;
  /** Those items by what they were shown for first; they add up to `items`. */
  readonly purposes: Readonly<Record<Purpose, number>>;
  /** Distinct items each job sent it; an item that two jobs sent counts in both. Absent where nobody counted. */
  readonly jobs?: readonly { readonly job: string; readonly items: number }[];
  /** Items that may have been sent; counted in `items`. */
  readonly inDoubt: number;
  /** The latest disclosure; null where there is none. */
  readonly last: string | null;
}

/** What `compare` says. */
export type CompareDocument = Comparison;

/** One line of `results`. */
export interface ResultRecord {
  readonly id: string;
  readonly group?: string;
  /** Null while there is none. */
  readonly answer: Answer | null;
  /** Between 0 and 1; null where a single judgment carries the answer. */
  readonly confidence: number | null;
  /** How the judgments were brought to one answer: `gold` where it is the known one; null where a single judgment carries it. */
  readonly method: string | null;
  readonly judgments: readonly ResultJudgment[];
  readonly status: "done" | "pending" | "stranded" | "quarantined";
}

export interface ResultJudgment {
  readonly vendor: string;
  readonly worker?: string;
  readonly answer: Answer;
  readonly at: string;
  readonly seconds?: number;
  /** Whether it was right, where the item is a gold item. */
  readonly gold?: "right" | "wrong";
  /** True where it came after the slot was filled elsewhere. */
  readonly late?: boolean;
}

/** What `vendors` and `vendors check` say. */
export interface VendorsDocument {
  readonly vendors: readonly VendorLine[];
}

export interface VendorLine {
  readonly vendor: string;
  readonly owner: string;
  readonly adapter: string;
  readonly baseUrl: string;
  readonly health: VendorHealth;
  readonly note?: string;
  /** Holders of a stake in the owner, largest first. */
  readonly stakes: readonly { readonly holder: string; readonly share: number }[];
  /** As in the config, for people: `0.08 USD a judgment`. */
  readonly price: string;
  readonly capabilities: {
    readonly submission: "item" | "batch" | "engagement";
    readonly idempotency: string;
    readonly cancel: string;
    readonly webhook: string;
    readonly priceBasis: "judgment" | "hour" | "submission";
    readonly taskKinds: readonly string[];
    readonly regions: readonly string[];
  };
  /** Absent unless `vendors check` asked. */
  readonly check?: { readonly ok: true; readonly note?: string } | { readonly ok: false; readonly why: string };
}

/** One item's history over every attempt: what `status --item` says. */
export interface ItemDocument {
  readonly item: string;
  readonly status: ResultRecord["status"];
  readonly events: readonly ItemEvent[];
  /** Why nobody can be asked for it, vendor by vendor; empty where it is not stranded or quarantined. */
  readonly nowhere: readonly string[];
}

export interface ItemEvent {
  readonly at: string;
  /** 0-based slot of the item. */
  readonly slot: number;
  /** Which try of the slot it was, from 0. */
  readonly epoch: number;
  readonly vendor: string;
  /** The attempt's state after the event, or the event's own word. */
  readonly what: string;
  readonly note?: string;
}

/** What `explain` says. */
export type ExplainDocument = {
  readonly job: string;
  readonly item: string;
  /** The earlier item with the same visible content: only that one is sent, and this one shares its answer. */
  readonly sharesAnswerOf?: string;
} & (PlannedExplanation | StartedExplanation);

/** Of a job that has not begun: what the plan decided. */
export interface PlannedExplanation extends ItemExplanation {
  readonly from: "plan";
  /** The plan's hash. */
  readonly plan: string;
  /** Why there is no plan; absent where there is one. */
  readonly because?: readonly string[];
}

/** Of a job that has begun: what its store knows, and what keeps the item from every other vendor now. */
export interface StartedExplanation {
  readonly from: "store";
  readonly status: ResultRecord["status"];
  readonly slots: readonly {
    /** 0-based. */
    readonly slot: number;
    readonly state: string;
    readonly vendor?: string;
    readonly reason?: string;
  }[];
  readonly vendors: readonly (StartedVendor & {
    /** How its attempts at the item ended or stand, oldest first. */
    readonly attempts: readonly { readonly state: string; readonly note?: string }[];
    /** Why it is not asked again for the item. */
    readonly bar?: string;
    /** Whether its owner has, or may have, seen the item. */
    readonly seen: boolean;
  })[];
}

/** The part of a plan that reports read. */
export type PlanSummary = Pick<
  Plan,
  | "hash"
  | "job"
  | "dataset"
  | "datasetItems"
  | "items"
  | "slots"
  | "feasible"
  | "vendors"
  | "cost"
  | "contingency"
  | "contingencyOfTwo"
  | "warnings"
>;
