/** How the hourly vendor behaves. The API is our own design (docs/vendors/mercor-style.md), so these are properties of its world, not unknowns. */
export interface MercorOptions {
  /** Whether a listing draws candidates at all; `nobody` is a normal outcome for rare requirements. */
  readonly sourcing: "finds-people" | "nobody";
  /** Hours until a candidate shows up; lognormal. */
  readonly candidateHours: { readonly median: number; readonly sigma: number };
  /** Hours until an offer is answered; lognormal. */
  readonly answerHours: { readonly median: number; readonly sigma: number };
  /** Hours of onboarding before the first work; lognormal. */
  readonly onboardingHours: { readonly median: number; readonly sigma: number };
  /** Share of fair offers that are declined all the same. */
  readonly declineShare: number;
  /** Candidates who fit only with a warning, as a share of the pool. */
  readonly warningShare: number;
  /** Candidates that may not be hired, shown on top of the pool, as a share of it. */
  readonly blockedShare: number;
  /** Hours a day an expert works, from an hour of their own on. */
  readonly hoursPerDay: number;
  /** Chance that a contract ends within a week. */
  readonly attritionPerWeek: number;
  /** Minutes of paid introduction per contract, tagged with no item. */
  readonly introductionMinutes: number;
  /** Share of contract weeks that get a corrective time entry (mostly negative) before the week locks. */
  readonly adjustmentShare: number;
  /** Percentage on top of time. */
  readonly feePercent: number;
  /** Hours an idempotency key is remembered. */
  readonly idempotencyKeyHours: number;
  /** Share of work items of a batch the vendor turns down on their own (`unsuitable`). */
  readonly rejectedShare: number;
  /** Order of the results of a batch. */
  readonly batchResults: "in-order" | "shuffled";
  /** Who reviews where `reviewers_required` asks for it: the vendor's own reviewers, or nobody but the client. */
  readonly review: "by-vendor" | "left-to-client";
  /** Hours one of the vendor's reviewers takes; lognormal. */
  readonly reviewHours: { readonly median: number; readonly sigma: number };
  /** Longest time on one item in seconds; the rest is unpaid (a cap per task, as some hourly vendors have). Infinity: none. */
  readonly secondsCapPerItem: number;
}

export const mercorDefaults: MercorOptions = {
  sourcing: "finds-people",
  candidateHours: { median: 2, sigma: 0.7 },
  answerHours: { median: 0.7, sigma: 0.5 },
  onboardingHours: { median: 1, sigma: 0.5 },
  declineShare: 0.05,
  warningShare: 0.1,
  blockedShare: 0.15,
  hoursPerDay: 10,
  attritionPerWeek: 0.03,
  introductionMinutes: 20,
  adjustmentShare: 0.05,
  feePercent: 30,
  idempotencyKeyHours: 24,
  rejectedShare: 0,
  batchResults: "shuffled",
  review: "by-vendor",
  reviewHours: { median: 2, sigma: 0.5 },
  secondsCapPerItem: Number.POSITIVE_INFINITY,
};
