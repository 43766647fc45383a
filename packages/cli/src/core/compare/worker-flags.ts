import type { WorkerFlag } from "../quality/index.ts";

/**
 * Wald's sequential test of named workers, between the share of right answers of everybody and half-way from there to guessing, with the chance of holding somebody good and
 * the one of clearing somebody bad.
 */
export interface WorkerTest {
  readonly good: number;
  readonly bad: number;
  readonly falseHold: number;
  readonly falseClear: number;
}

/** A named worker who is worth a look, and why; none of it is proof. */
export interface FlaggedWorker {
  readonly worker: string;
  /** Those that could be held against a known answer or other people's. */
  readonly answers: number;
  /** The share that known answers or, without one, most others confirm. */
  readonly confirmed: { readonly rate: number; readonly low: number; readonly high: number } | null;
  /** 0 where answers do not depend on the item, 1 where they follow it. */
  readonly information: number | null;
  readonly flags: readonly WorkerFlag[];
}
