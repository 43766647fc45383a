import type { Calibration, CopiedText, Drift, Interval, LabelMethod, VendorReport, WorkerFlag } from "../core/quality/index.ts";

/** What `aggregate` says about labels; `labels` is there where they do not go to a file. */
export interface AggregateDocument {
  readonly kind: "classification";
  readonly method: LabelMethod;
  readonly why: string;
  readonly items: number;
  readonly answers: number;
  /** Rows left out because a worker's same answer to the same item was there already. */
  readonly repeated: number;
  readonly workers: number;
  readonly classes: readonly string[];
  readonly rounds: number;
  readonly converged: boolean;
  /** Items with one answer only: they have a label and no confidence. */
  readonly single: number;
  readonly ties: { readonly items: number; readonly rule: string };
  readonly calibration: Calibration;
  /** Krippendorff's alpha, nominal; null where nothing can disagree. */
  readonly alpha: Interval | null;
  /** Fleiss' kappa; null where all answers are alike. */
  readonly fleiss: number | null;
  readonly vendors: readonly AggregateVendor[];
  readonly pairs: readonly AggregatePair[];
  /** Workers who are worth a look, and why; the figures behind it go to `--workers`. */
  readonly suspects: readonly {
    readonly worker: string;
    readonly vendor?: string;
    readonly answers: number;
    readonly flags: readonly WorkerFlag[];
  }[];
  /** What the sequential test of workers decides between (shares of confirmed answers); null where too close to tell apart. */
  readonly test: { readonly good: number; readonly bad: number } | null;
  /** Falls in the share of confirmed answers, in the order of the file; `vendor` is absent where the file names none. */
  readonly drift: readonly (Drift & { readonly vendor?: string })[];
  /** Against `--truth`; null without. */
  readonly accuracy: Accuracy | null;
  readonly labels?: readonly { readonly task: string; readonly label: string; readonly confidence: number | null }[];
}

export type AggregateVendor = Omit<VendorReport["vendors"][number], "vendor" | "alpha"> & {
  readonly vendor: string;
  readonly alpha: number | null;
};

export type AggregatePair = Omit<VendorReport["pairs"][number], "a" | "b" | "kappa"> & {
  readonly a: string;
  readonly b: string;
  readonly kappa: number | null;
};

/** Against known labels: tasks with a known label and an answer; a known label nobody ever gave counts as wrong. */
export interface Accuracy {
  readonly tasks: number;
  /** Under the tie rule. */
  readonly rate: number;
  /** With tied classes sharing the credit: the mean over random tie-breaking. */
  readonly tiesShared: number;
}

/** What `aggregate --kind rating|text|spans|boxes` says. */
export interface JudgedDocument {
  readonly kind: "rating" | "text" | "spans" | "boxes";
  readonly method: string;
  readonly why: string;
  readonly items: number;
  readonly answers: number;
  readonly workers: number;
  readonly single: number;
  readonly calibration: Calibration;
  /** Krippendorff's alpha of ratings, interval; null for other kinds, and where nothing can disagree. */
  readonly alpha: Interval | null;
  /** Texts that were given by several workers, or again and again by one. */
  readonly copied: readonly CopiedText[];
}

/** What `aggregate --kind ranking` says. */
export interface RankingDocument {
  readonly kind: "ranking";
  readonly method: string;
  readonly comparisons: number;
  readonly converged: boolean;
  /** The best first. */
  readonly options: readonly {
    readonly option: string;
    readonly rank: number;
    /** Logarithm of strength, mean 0. */
    readonly score: number;
    readonly wins: number;
    readonly losses: number;
    readonly ties: number;
  }[];
  /** The estimated chance that a worker says what is preferred rather than its opposite. */
  readonly workers: readonly { readonly worker: string; readonly honesty: number }[];
}
