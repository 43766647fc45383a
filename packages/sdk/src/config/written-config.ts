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
  /** What another currency is worth, by its name: `EUR: { rate: 1.08 USD, on: 2026-01-05 }`. Nobody else is asked. */
  readonly currencies?: Readonly<Record<string, WrittenRate>>;
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
  readonly quality?: {
    /** The share of its answers that is right, 0 to 1: a prior for `route.objective: quality` and `balanced`. Default: 0.8. */
    readonly accuracy?: number;
    /** Whether its answers to gold in earlier jobs count; `false`: `accuracy` is taken as it stands. Default: true. */
    readonly history?: boolean;
  };
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

export type WrittenPrice = WrittenPricePerJudgment | WrittenPricePerItem | WrittenPricePerTurn | WrittenPricePerHour;

/** What a price may say beside what one judgment costs. */
export interface WrittenTerms {
  /** Paid once a job, as soon as it gets anything; money. */
  readonly setup?: string;
  /** The smallest bill of a job, set-up included, as soon as it gets anything; money. */
  readonly minimum?: string;
  /** What a job costs more whose deadline is within that time, as in `{ within: 24h, extra: 25% }`; on judgments and hours only. */
  readonly rush?: { readonly within: string; readonly extra: string };
}

export interface WrittenPricePerJudgment extends WrittenTerms {
  /** Money, as in `0.08 USD`. */
  readonly perJudgment: string;
  /** The judgments of a job from that one on have another price; those before keep theirs. */
  readonly tiers?: readonly { readonly from: number; readonly perJudgment: string }[];
}

export interface WrittenPricePerItem extends WrittenTerms {
  /** Money for an item that is sent. Several judgments of one item are sent, and paid, one by one. */
  readonly perItem: string;
}

export interface WrittenPricePerTurn extends WrittenTerms {
  /** Money for one turn of a conversation. */
  readonly perTurn: string;
  /** Turns a judgment takes. */
  readonly turnsPerItem: number;
}

export interface WrittenPricePerHour extends WrittenTerms {
  /** Money, as in `60 USD`. */
  readonly perHour: string;
  readonly minutesPerItem: number;
  /** What is reserved. Default: a quarter more than `minutesPerItem`. */
  readonly minutesPerItemHigh?: number;
  /** Part of the items that has to be paid again, as in `5%`. Default: none. */
  readonly rework?: string;
  /** The vendor's own fee on top, as in `30%`. Default: none. */
  readonly fee?: string;
}

export interface WrittenRate {
  /** What one unit is worth, money: `1.08 USD`. */
  readonly rate: string;
  /** The day of that rate, `2026-01-05`. */
  readonly on?: string;
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
  /** What it was shown may have got out: gold items it has seen measure nobody any more. Default: false. */
  readonly breached?: boolean;
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
