/**
 * What a case is about.
 * - `safe`: nothing is created twice, nothing lost, nothing leaks, whatever fails.
 * - `complete`: everything that was submitted is found and collected, in neutral form.
 * - `frugal`: in as few requests as it takes.
 */
export type Grade = "safe" | "complete" | "frugal";

/** What came of a case. */
export type CaseResult =
  | { readonly verdict: "passed"; readonly figures: Figures }
  | { readonly verdict: "failed"; readonly why: readonly string[]; readonly figures: Figures }
  /** A known gap: it fails, and the suite said so beforehand. */
  | { readonly verdict: "gap"; readonly reason: string; readonly why: readonly string[] }
  | { readonly verdict: "not-applicable"; readonly reason: string };

/** Numbers worth reporting, by what they count. */
export type Figures = Readonly<Record<string, number>>;

/** One case of a suite. */
export interface ConformanceCase {
  /** `operation/what`; stable, and what a gap is named by. */
  readonly name: string;
  readonly grade: Grade;
  /** What is held against the adapter, as a plain sentence. */
  readonly title: string;
  /** Starts the vendor, runs, stops it. Never rejects. */
  readonly run: () => Promise<CaseResult>;
}
