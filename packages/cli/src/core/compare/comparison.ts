import type { FlaggedWorker, WorkerTest } from "./worker-flags.ts";

/**
 * The answer to "which vendor is worth it", and at the same time the JSON document of `tranche compare`: amounts are decimals of
 * `currency`, rates and shares lie between 0 and 1, and `null` (this value goes over the wire as it is) means that
 * the facts do not tell. Every interval is at 95 %.
 */
export interface Comparison {
  readonly jobs: readonly string[];
  readonly vendors: readonly VendorFigures[];
  /** Every two vendors once, in the order of `vendors`. */
  readonly pairs: readonly PairFigures[];
  /** Vendors that no other beats on cost, time and quality together. */
  readonly frontier: readonly string[];
  /** Whether the vendors' turnaround differs at all; null with fewer than two vendors that answered. */
  readonly turnaroundTest: TestFigures | null;
  /** Pairs are many questions to one set of facts: `tests` of each kind were asked, and the p-values of a pair are held against that. */
  readonly multiple: { readonly method: "holm"; readonly tests: number };
  readonly cost: TotalCost;
  /** Agreement between vendors beyond chance, over all items that several answered. */
  readonly agreement: AlphaFigures | null;
  readonly goldViews: readonly GoldViews[];
  /** What the sequential test of named workers decided between; null where there were too few answers to hold them against, or none. */
  readonly workerTest: WorkerTest | null;
  /** What another policy would have come to, where that was asked. */
  readonly whatIf?: WhatIfFigures;
  /** The same vendors job by job, oldest first, where there are several jobs. */
  readonly history?: readonly HistoryRow[];
}

/** One vendor in one job. */
export interface HistoryRow {
  readonly job: string;
  /** When the job began, ISO 8601. */
  readonly at: string;
  readonly vendor: string;
  readonly slots: number;
  readonly answered: number;
  readonly p50Hours: number | null;
  readonly low50: number | null;
  readonly high50: number | null;
  readonly costPerAnswer: number | null;
  /** Gold and truth file together; null where no answers are known. */
  readonly right: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly seen: number;
}

/** The answer to `--what-if`: another policy held against the one there was, from what the plan's lottery happened to try. */
export interface WhatIfFigures {
  /** As it was asked. */
  readonly policy: string;
  /** False where the other policy leaves what was tried: then `because` says which vendor nothing is known of, and there are no figures. */
  readonly supported: boolean;
  readonly because: readonly string[];
  readonly shares: readonly { readonly vendor: string; readonly was: number; readonly would: number }[];
  readonly was: PolicyFigures | null;
  readonly would: PolicyFigures | null;
  /** Decisions that were sent as they were dealt. */
  readonly decisions: number;
  /** How many equally weighted decisions they are worth under the other policy. */
  readonly effective: number | null;
  readonly warnings: readonly string[];
}

/** Under one policy; failover is not in it, only whom work was given to first. */
export interface PolicyFigures {
  readonly costPerAnswer: FigureInterval | null;
  readonly right: FigureInterval | null;
  readonly turnaroundHours: {
    readonly p50: number | null;
    readonly low50: number | null;
    readonly high50: number | null;
    readonly p90: number | null;
    readonly low90: number | null;
    readonly high90: number | null;
  };
}

export interface FigureInterval {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** Krippendorff's alpha: 1 is full agreement, 0 what chance would give; an interval by resampled items. Null where nothing can be said. */
export interface AlphaFigures {
  readonly alpha: number;
  readonly low: number;
  readonly high: number;
  /** Items that several answered. */
  readonly items: number;
}

/** A test of "no difference". `pAdjusted` allows for the other pairs that were asked the same (S. Holm 1979); equal to `p` where it is the only one. */
export interface TestFigures {
  readonly statistic: number;
  readonly degrees: number;
  readonly p: number;
  readonly pAdjusted: number;
}

/** Money over all vendors, in the currency of the comparison. */
export interface TotalCost {
  readonly total: number;
  readonly final: number;
  /** What was expected for the work that is paid for, and what it came to; null where no estimate was kept. */
  readonly estimate: EstimateFigures | null;
  readonly owed: OwedFigures;
  readonly currency: string;
}

/** What an owner's people have seen of the answers that are known. */
export interface GoldViews {
  readonly owner: string;
  readonly vendors: readonly string[];
  /** Distinct gold items shown to it. */
  readonly items: number;
  /** Times one was shown. */
  readonly views: number;
  /** Of one item, at most. */
  readonly most: number;
  /** Gold items that more than one vendor of this owner has seen: what those say of the vendors is not independent. */
  readonly shared: number;
}

export interface VendorFigures {
  readonly vendor: string;
  /** Attempts the vendor took on. */
  readonly slots: number;
  readonly answered: number;
  /** Still there, counted in the turnaround as open. */
  readonly open: number;
  readonly withdrawn: number;
  readonly turnaroundHours: TurnaroundFigures;
  readonly cost: CostFigures;
  readonly quality: QualityFigures;
  /** Taken on and ended by the vendor without an answer: returned, expired, failed. */
  readonly failures: number;
  /** How `failures` came about, and how soon; with `answered`, these are the ends that compete. */
  readonly outcomes: OutcomeFigures;
  readonly throughput: ThroughputFigures;
  /** Never taken on. */
  readonly refusals: number;
  /** Answers that came back and could not be used. */
  readonly rework: number;
}

/** Kaplan-Meier figures; a quantile is null while too little has come back to tell. */
export interface TurnaroundFigures {
  readonly p50: number | null;
  readonly low50: number | null;
  readonly high50: number | null;
  readonly p90: number | null;
  readonly low90: number | null;
  readonly high90: number | null;
  readonly p95: number | null;
  readonly low95: number | null;
  readonly high95: number | null;
  /** Attempts whose turnaround is only known to be longer than seen: open, withdrawn, returned, expired, failed. */
  readonly censored: number;
  /** The curve, thinned to at most 120 points. */
  readonly curve: readonly CurvePoint[];
}

/** By this hour, this share of the work has come back. */
export interface CurvePoint {
  readonly hours: number;
  readonly answered: number;
  readonly low: number;
  readonly high: number;
}

/** How attempts end: the Aalen-Johansen estimate of each end, work that is open or was taken back counted as censored. */
export interface OutcomeFigures {
  readonly returned: number;
  readonly expired: number;
  /** Answered outside the shape. */
  readonly failed: number;
  /** Thinned to at most 120 points; the shares of a point and what is still open add up to 1. */
  readonly curve: readonly IncidencePoint[];
  /** The shares at the last point, with their limits; null before anything has ended. */
  readonly atEnd: {
    readonly answered: ShareInterval;
    readonly returned: ShareInterval;
    readonly expired: ShareInterval;
    readonly failed: ShareInterval;
  } | null;
}

/** By this hour, these shares of the work had ended so. */
export interface IncidencePoint {
  readonly hours: number;
  readonly answered: number;
  readonly returned: number;
  readonly expired: number;
  readonly failed: number;
}

export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** When answers come. */
export interface ThroughputFigures {
  /** Answers by the hour of the day they came in, UTC, 24 numbers from midnight on. */
  readonly byHourUtc: readonly number[];
  /** Answers a day between the first and the last; null with fewer than two. */
  readonly perDay: number | null;
}

export interface EstimateFigures {
  readonly low: number;
  readonly high: number;
  readonly actual: number;
}

/** What is owed if everything stops now, already paid bills included: at least, and at most. */
export interface OwedFigures {
  readonly low: number;
  readonly high: number;
}

/** Where the money went; the parts add up to the total. */
export interface CostParts {
  /** Answers that count, to items without a known answer. */
  readonly answers: number;
  readonly gold: number;
  /** Second answers bought to compare vendors. */
  readonly overlap: number;
  /** Answers that came after the work was given up. */
  readonly late: number;
  /** Answers thrown away. */
  readonly rejected: number;
  /** Charged although returned, expired or withdrawn. */
  readonly failed: number;
  /** Not answered yet. */
  readonly open: number;
  /** Belongs to no item: set-up, hours without an item, credits. */
  readonly overhead: number;
}

export interface CostFigures {
  /** Attempts and overheads. */
  readonly total: number;
  /** The part of `total` that can no longer move. */
  readonly final: number;
  /** The part of `total` that belongs to no attempt. */
  readonly overhead: number;
  /** What was spent on anything but open work, over the answers that came back; failures and overhead included. */
  readonly perAnswer: number | null;
  /** The same over the answers that could be used. */
  readonly perAccepted: number | null;
  /** Cost per accepted answer over the share of right ones; null where no right answers are known. */
  readonly perRight: number | null;
  /** `perRight` at the upper and the lower limit of the share right. */
  readonly lowRight: number | null;
  readonly highRight: number | null;
  readonly parts: CostParts;
  /** For the work that is paid for; null where no estimate was kept. */
  readonly estimate: EstimateFigures | null;
  readonly owed: OwedFigures;
  readonly currency: string;
}

export interface QualityFigures {
  readonly gold: RateFigures;
  /** Against a truth file, where one was given; gold items not counted. */
  readonly truth: RateFigures;
  /** Gold and truth file together. */
  readonly known: RateFigures;
  readonly matched: MatchedFigures;
  /** Agreement among the vendor's own workers, on items it answered more than once. */
  readonly within: AlphaFigures | null;
  /** Whether it gets worse over time; null with fewer than 200 known answers. */
  readonly drift: DriftFigures | null;
  /** Known answers by worker, where the vendor names workers; most answers first, at most 200. */
  readonly workers: readonly WorkerFigures[];
  /** Named workers who are worth a look, those with most answers first, at most 50. */
  readonly flagged: readonly FlaggedWorker[];
  /** Accuracy told from agreement alone, without any right answer; null with fewer than three vendors that share items. */
  readonly estimatedAccuracy: number | null;
}

/** `right` of `seen`, with a Wilson interval; rate and limits are null where nothing was seen. */
export interface RateFigures {
  readonly right: number;
  readonly seen: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The share right at first, and every moment since which it seems to have fallen by ten points or so. */
export interface DriftFigures {
  readonly before: number;
  /** Known answers that were looked at. */
  readonly answers: number;
  /** `since` is ISO 8601; `rate` is the share right from then until the fall was noticed. */
  readonly alerts: readonly { readonly since: string; readonly rate: number }[];
}

/** One worker against known answers, gold and truth file together. */
export interface WorkerFigures extends RateFigures {
  readonly worker: string;
}

/** Agreement with the other vendors on the items both answered. */
export interface MatchedFigures {
  readonly items: number;
  readonly agreement: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PairFigures {
  readonly a: string;
  readonly b: string;
  /** Items both answered. */
  readonly matchedItems: number;
  /** How often they gave the same answer to those. */
  readonly agreement: {
    readonly rate: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /** Cohen's kappa of the two: agreement beyond chance (weighted by squares where answers are numbers). */
    readonly kappa: number | null;
  };
  /** Median of a over median of b: below 1, a is faster. */
  readonly turnaround: {
    readonly ratio: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /** The whole curves against each other; null where one has no answer. */
    readonly logRank: TestFigures | null;
  };
  /** Cost per answer of a over b. */
  readonly cost: { readonly ratio: number | null };
  /** Share right of a minus share right of b. */
  readonly quality: {
    readonly difference: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /**
     * `same items`: on items both answered whose right answer is known. `separate items`: each on all its own such items, which
     * the assignment dealt without looking at them; only where that was asked for. `none`: no right answers.
     */
    readonly basis: "same items" | "separate items" | "none";
    readonly items: number;
    /** The chance of a difference at least as large without any; null where nothing is known. */
    readonly p: number | null;
    /** The same, allowing for the other pairs (Holm). */
    readonly pAdjusted: number | null;
    /** How many times wider (in variance) shared workers and items make it than as many independent judgments would. */
    readonly effect: number | null;
    /** On separate items: the share of the two vendors' known answers that could be weighed, those of lotteries both had a part in; else null. */
    readonly support: number | null;
    /** Another reading of the same interval: items and workers resampled; null on separate items. */
    readonly bootstrap: { readonly low: number; readonly high: number; readonly replicates: number; readonly seed: number } | null;
  };
  readonly verdict: Verdict;
  /** What decided; absent where nothing did. */
  readonly decidedBy?: "quality" | "cost" | "turnaround";
  readonly needs?: Needs;
}

/**
 * `a` or `b`: the one to prefer, because its quality is shown to be better, or because quality is shown to be the
 * same within two points and it is cheaper, or else faster. Everything short of that is `not enough data`.
 */
export type Verdict = "a" | "b" | "not enough data";

/** What would turn `not enough data` into a verdict. */
export interface Needs {
  /** More items that both answer, right answers known. */
  readonly items: number;
  /** About what those cost at both vendors; null while no price has been seen. */
  readonly cost: number | null;
  readonly currency: string;
  /** The difference in the share right that could then be told, with a chance of 80 %. */
  readonly toTell: number;
}
