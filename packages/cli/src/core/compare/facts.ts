/**
 * What a comparison is made from. The store fills it; nothing in here knows what an item says. Times are milliseconds at
 * the vendors' pace: where a sandbox runs faster than the clock (`timeScale`), the caller multiplies before it hands over.
 */
export interface CompareFacts {
  /** The names of the jobs the facts come from. */
  readonly jobs: readonly string[];
  /** ISO 4217; one comparison is in one currency, the caller refuses a mixture. */
  readonly currency: string;
  /** Vendors in the order to show them; those without a single attempt are shown empty. */
  readonly vendors: readonly string[];
  /** Who controls a vendor; default: each its own owner. */
  readonly owners?: Readonly<Record<string, string>>;
  /** Whether answers are numbers on a scale (ratings), where a near miss is nearly agreement; default `names`. */
  readonly scale?: "names" | "numbers";
  readonly attempts: readonly AttemptFact[];
  readonly judgments: readonly JudgmentFact[];
  /** Cost that belongs to no attempt: set-up, onboarding, hours without an item, credits (negative). */
  readonly overheads?: readonly OverheadFact[];
}

/** One try to fill one slot at one vendor. */
export interface AttemptFact {
  readonly vendor: string;
  /** The vendor's worker, where it names one. */
  readonly worker?: string;
  readonly outcome: AttemptOutcome;
  /** What it cost, or is expected to cost; 0 where nothing is owed. */
  readonly costMicros: number;
  /** Whether the cost can still move. */
  readonly costFinal: boolean;
  /** The opaque number of the item, as in {@link JudgmentFact}. */
  readonly item?: number;
  /** What it was bought for; default `real`. */
  readonly purpose?: "real" | "gold" | "overlap";
  /** Answered after it was given up. */
  readonly late?: boolean;
  /** What it was expected to cost when it was sent. */
  readonly estimate?: MicrosRange;
  /** What has to be paid if everything stops now; default: `costMicros`, whatever becomes of it. */
  readonly owed?: MicrosRange;
}

/** Integer micros, `low <= high`. */
export interface MicrosRange {
  readonly lowMicros: number;
  readonly highMicros: number;
}

/**
 * How the attempt stands. Every duration counts from the moment the vendor took the work on.
 * - `answered`: an answer came back (a late one too).
 * - `open`: still there; known only to take longer than `openMs`.
 * - `withdrawn`: taken back by us, so that nobody will know how long it would have taken.
 * - `returned`, `expired`, `failed`: the vendor ended it without an answer.
 * - `refused`: never taken on.
 * - `in-doubt`: nobody knows yet whether it was taken on; it may have to be paid.
 */
export type AttemptOutcome =
  | { readonly ended: "answered"; readonly turnaroundMs: number }
  | { readonly ended: "open"; readonly openMs: number }
  | { readonly ended: "withdrawn" | "returned" | "expired" | "failed"; readonly afterMs: number }
  | { readonly ended: "refused" | "in-doubt" };

/** One worker's answer to one item. */
export interface JudgmentFact {
  /** An opaque number, the same for the same item at every vendor. */
  readonly item: number;
  readonly vendor: string;
  readonly worker?: string;
  /** In canonical form: equal strings are equal answers. */
  readonly answer: string;
  /** The known answer, where the item is a gold item. */
  readonly goldAnswer?: string;
  /** The right answer from elsewhere, where someone handed in a truth file. */
  readonly truthAnswer?: string;
  /** Which of the plan's lotteries dealt the item; the same number for items that were dealt alike. Default: one for all. */
  readonly stratum?: number;
  /** When it was given, epoch ms by the vendor's clock. */
  readonly at?: number;
  /** How long the worker took over it, where the vendor says so. */
  readonly seconds?: number;
  /** False where the answer had to be thrown away and bought again (outside the shape, rejected in review). */
  readonly accepted: boolean;
}

/** Cost of a vendor that belongs to no single attempt. */
export interface OverheadFact {
  readonly vendor: string;
  readonly costMicros: number;
  readonly costFinal: boolean;
}
