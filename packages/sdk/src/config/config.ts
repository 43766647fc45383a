import type { JsonObject } from "../contract/adapter.ts";
import type { Money } from "../money/money.ts";
import type { CredentialSource } from "./written-config.ts";

/** A config with every default filled in. Durations are milliseconds as written, not divided by `timeScale`. */
export interface Config {
  readonly version: 1;
  /** As written, or the default `.tranche/tranche.db`; a path is relative to the config file. */
  readonly store: string;
  /** By the vendor's name. */
  readonly vendors: Readonly<Record<string, VendorConfig>>;
  /** By the owner's name; only owners the file speaks of. */
  readonly owners: Readonly<Record<string, OwnerConfig>>;
  readonly rules: {
    /** From this share on, in parts per million, a stake counts as control. */
    readonly conflictPerMillion: number;
  };
  /** What one unit of another currency is worth, by its name. */
  readonly currencies: Readonly<Record<string, CurrencyRate>>;
  readonly failover: FailoverConfig;
  /** 1 outside a sandbox; never applied to HTTP time-outs. */
  readonly timeScale: number;
}

export interface VendorConfig {
  readonly name: string;
  readonly adapter: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly credential: CredentialSource;
  readonly owner: string;
  readonly price?: VendorPrice;
  readonly turnaround?: { readonly p50Ms: number; readonly p90Ms: number };
  readonly capacity?: { readonly perDay: number };
  /** The share of its answers that is right, parts per million; absent means that nobody said. */
  readonly accuracyPerMillion?: number;
  /** Its answers to gold in other jobs are not counted; absent: they are. */
  readonly accuracyHistory?: false;
  readonly limits: {
    /** Requests under way at a time. */
    readonly concurrency: number;
    /** Requests started a second; absent means no limit. */
    readonly perSecond?: number;
    /** Overrides the adapter's own `idempotency.settleMs`. */
    readonly settleMs?: number;
  };
  /** Empty: not known. */
  readonly regions: readonly string[];
  readonly options: JsonObject;
}

export type VendorPrice = PriceTerms &
  (
    | {
        readonly basis: "judgment";
        readonly perJudgment: Money;
        /** By rising `from`; empty where there is one price. */
        readonly tiers: readonly PriceTier[];
      }
    | {
        readonly basis: "hour";
        readonly perHour: Money;
        readonly minutesPerItem: number;
        /** Absent: a quarter more than `minutesPerItem` is reserved. */
        readonly minutesPerItemHigh?: number;
        /** Part of the items that is paid again, parts per million. */
        readonly reworkPerMillion: number;
        /** The vendor's own fee on top, parts per million. */
        readonly feePerMillion: number;
      }
  );

/** What a job costs beside its judgments, and when it costs more. */
export interface PriceTerms {
  readonly setup?: Money;
  readonly minimum?: Money;
  readonly rush?: { readonly withinMs: number; readonly extraPerMillion: number };
}

export interface CurrencyRate {
  readonly rate: Money;
  /** A day, `2026-01-05`. */
  readonly on?: string;
}

/** The price from that many judgments of one job on. */
export interface PriceTier {
  readonly from: number;
  readonly perJudgment: Money;
}

export interface OwnerConfig {
  readonly stakes: readonly Stake[];
  /** What it was shown may have got out. Absent: nobody says so. */
  readonly breached?: true;
}

/** A share of an owner that somebody else holds. */
export interface Stake {
  readonly holder: string;
  readonly sharePerMillion: number;
  /** Epoch ms; absent means always. */
  readonly since?: number;
  readonly source?: string;
}

export interface FailoverConfig {
  readonly attempts: number;
  readonly cooldownMs: number;
  readonly lostAfterMs: number;
  readonly lateWindowMs: number;
}
