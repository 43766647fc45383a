/** What `owners` says. Shares lie between 0 and 1, days are ISO 8601. */
export interface OwnersDocument {
  /** From this share on a stake counts as control. */
  readonly conflict: number;
  readonly owners: readonly OwnerLine[];
}

export interface OwnerLine {
  readonly owner: string;
  readonly vendors: readonly string[];
  /** Largest first. */
  readonly stakes: readonly StakeLine[];
  /** Everyone who controls it now, directly or through others. */
  readonly controlledBy: readonly string[];
}

export interface StakeLine {
  readonly holder: string;
  readonly share: number;
  /** The day it began; null: always. */
  readonly since: string | null;
  readonly source: string | null;
  /** Whether it has begun. */
  readonly inForce: boolean;
}

/** What `owners what-if` says: who would then hold how much, against every job's limits. */
export interface WhatIfDocument {
  readonly holder: string;
  readonly buys: string;
  readonly share: number;
  /** From this share on a stake counts as control. */
  readonly conflict: number;
  /** Owners whose data the holder can get at: itself, and whoever it controls. */
  readonly reach: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly datasets: readonly {
    readonly dataset: string;
    readonly items: number;
    readonly before: { readonly items: number; readonly share: number };
    readonly after: { readonly items: number; readonly share: number };
    readonly jobs: readonly {
      readonly job: string;
      readonly cap: number;
      /** Items over the cap, counted as if the holder were one owner. */
      readonly over: { readonly before: number; readonly after: number };
      readonly denied: readonly { readonly vendor: string; readonly owner: string; readonly why: string }[];
    }[];
  }[];
}
