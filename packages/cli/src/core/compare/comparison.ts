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
  readonly currency: string;
}

export interface QualityFigures {
  readonly gold: RateFigures;
  /** Against a truth file, where one was given; gold items not counted. */
  readonly truth: RateFigures;
  readonly matched: MatchedFigures;
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
  readonly agreement: { readonly rate: number | null; readonly low: number | null; readonly high: number | null };
  /** Median of a over median of b: below 1, a is faster. */
  readonly turnaround: { readonly ratio: number | null; readonly low: number | null; readonly high: number | null };
  /** Cost per answer of a over b. */
  readonly cost: { readonly ratio: number | null };
  /** Share right of a minus share right of b. */
  readonly quality: {
    readonly difference: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /**
     * `same items`: on items both answered whose right answer is known. `separate items`: each on all its own such items, which
     * the assignment dealt without looking at them; used where its interval is the narrower one. `none`: no right answers.
     */
    readonly basis: "same items" | "separate items" | "none";
    readonly items: number;
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
