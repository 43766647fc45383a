import type { JsonObject } from "../contract/adapter.ts";

/** The config file as a person writes it. {@link resolveConfig} fills in the defaults. */
export interface WrittenConfig {
  /** Where editors find the JSON Schema; not read. */
  readonly $schema?: string;
  readonly version: 1;
  /** A path, relative to the config file, or a `postgres://` URL. Default: `.tranche/tranche.db`. */
  readonly store?: string;
  readonly vendors: Readonly<Record<string, WrittenVendor>>;
  readonly owners?: Readonly<Record<string, WrittenOwner>>;
  readonly rules?: {
    /** From this share on, a stake counts as control for `policy.deny`. Default: 0.2. */
    readonly conflict?: number;
  };
  readonly failover?: WrittenFailover;
  /** How many times faster than real time the vendors run; only a sandbox has another than 1, the default. */
  readonly timeScale?: number;
}

export interface WrittenVendor {
  /** `scale`, `surge`, `mercor`, or the name of a package: an adapter out of tree. */
  readonly adapter: string;
  readonly baseUrl: string;
  readonly credential: CredentialSource;
  /** Whoever controls the vendor. Default: the vendor's name. */
  readonly owner?: string;
  readonly price?: WrittenPrice;
  /** A prior; observed figures replace it. */
  readonly turnaround?: { readonly p50: string; readonly p90: string };
  readonly capacity?: { readonly perDay: number };
  readonly limits?: WrittenLimits;
  readonly regions?: readonly string[];
  /** Handed to the adapter, which checks them. */
  readonly options?: JsonObject;
}

/**
 * Where a key is, never the key itself: a variable's name · a file, relative to the config file · a shell command that
 * prints it.
 */
export type CredentialSource = { readonly env: string } | { readonly file: string } | { readonly command: string };

export type WrittenPrice = WrittenPricePerJudgment | WrittenPricePerHour;

export interface WrittenPricePerJudgment {
  /** Money, as in `0.08 USD`. */
  readonly perJudgment: string;
  /** Paid once a job, money. */
  readonly setup?: string;
  /** The smallest bill of a job, money. */
  readonly minimum?: string;
  /** Other prices from that many judgments of a job on. */
  readonly tiers?: readonly { readonly from: number; readonly perJudgment: string }[];
}

export interface WrittenPricePerHour {
  /** Money, as in `60 USD`. */
  readonly perHour: string;
  readonly minutesPerItem: number;
  /** The vendor's own fee on top, as in `30%`. Default: none. */
  readonly fee?: string;
  readonly setup?: string;
  readonly minimum?: string;
}

export interface WrittenLimits {
  /** Requests under way at a time. Default: 8. */
  readonly concurrency?: number;
  /** Requests started a second. Default: no limit. */
  readonly perSecond?: number;
  /** How long after a doubtful create it may still appear in a listing, a duration. Default: what the adapter says. */
  readonly settle?: string;
}

export interface WrittenOwner {
  readonly stakes?: readonly WrittenStake[];
}

export interface WrittenStake {
  readonly holder: string;
  /** 0 to 1. */
  readonly share: number;
  /** A day, `2025-06-13`, from 00:00 UTC. Default: always. */
  readonly since?: string;
  /** Where that is written. */
  readonly source?: string;
}

export interface WrittenFailover {
  /** Tries at one vendor before it is given up for an item. Default: 3. */
  readonly attempts?: number;
  /** A duration. Default: `5m`. */
  readonly cooldown?: string;
  /** Unreachable or silent this long, and the vendor's open work is placed elsewhere. Default: `2h`. */
  readonly lostAfter?: string;
  /** How long answers that come late are still collected. Default: `7d`. */
  readonly lateWindow?: string;
}
