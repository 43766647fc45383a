import type { TaskShape } from "../answer/task.ts";
import type { Money } from "../money/money.ts";
import type { RefusalScope } from "./adapter-error.ts";
import type { Capabilities } from "./capabilities.ts";

/** Any value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What every method that waits takes. Aborting it makes the method throw `in-doubt` or `unavailable`, truthfully. */
export interface Call {
  readonly signal: AbortSignal;
}

/** One judgment wanted for one item: exactly what the vendor will be shown, and nothing else. */
export interface Unit {
  /** Unique to one attempt, pseudonymous, [a-z0-9-], at most 40 characters. The vendor's idempotency key where it has one. */
  readonly key: string;
  /** The visible fields. Names are those of `task.show`. */
  readonly content: Readonly<Record<string, Json>>;
}

/** What is needed to open a project, batch or contract at a vendor. */
export interface EngagementRequest {
  /** Pseudonymous natural key, [a-z0-9-], at most 40 characters; the same on every call for this job and vendor. */
  readonly key: string;
  /** What workers see as the name of the work. */
  readonly title: string;
  /** Markdown. */
  readonly instructions: string;
  readonly task: TaskShape;
  /** The visible field names in the order to show them. */
  readonly show: readonly string[];
  /** Units planned for this vendor; a hint for capacity, never a limit. */
  readonly expectedUnits: number;
  /** The declared price, where the config has one. */
  readonly price?: {
    readonly perJudgment?: Money;
    readonly perHour?: Money;
    readonly minutesPerItem?: number;
    readonly feePerMillion?: number;
  };
  readonly regions?: readonly string[];
  readonly callbackUrl?: string;
  /** `vendorOptions.<vendor>` of the job, validated by the adapter's own schema. */
  readonly options: JsonObject;
}

/** A project, batch or contract at a vendor. Stored by the engine, handed back unchanged. */
export interface Engagement {
  readonly ref: string;
  /** `pending`: not ready for units yet (people are being found); call {@link VendorAdapter.engage} again later. */
  readonly state: "ready" | "pending";
  /** What it waits for, in plain words. */
  readonly waitingFor?: string;
  /** Whatever the adapter needs to remember. */
  readonly data: JsonObject;
}

/** What became of one unit of a submission. Every unit that went in comes out exactly once, in any order. */
export type UnitOutcome =
  | { readonly outcome: "accepted"; readonly key: string; readonly ref: string }
  | { readonly outcome: "refused"; readonly key: string; readonly why: string; readonly scope: RefusalScope }
  | { readonly outcome: "in-doubt"; readonly key: string; readonly why: string };

/** What the vendor knows of one key. */
export type Finding =
  | { readonly found: "present"; readonly key: string; readonly ref: string }
  | { readonly found: "absent"; readonly key: string };

/** One worker's answer to one unit. */
export interface VendorJudgment {
  /** The vendor's id for this answer, or one derived from the unit and its place; stable over re-reads. */
  readonly id: string;
  readonly worker?: string;
  /** In neutral form; the caller holds it against the declared shape. */
  readonly answer: unknown;
  /** When the worker finished, epoch ms on the vendor's clock. */
  readonly at?: number;
  /** Working time in seconds, where the vendor tells it. */
  readonly seconds?: number;
  /** Raw evidence worth keeping (audits, review fields, the answer as it came). */
  readonly raw?: JsonObject;
}

/**
 * Where a unit stands at the vendor. An unknown word is `open`: it is never an ending.
 * `returned`: the vendor gave it back without an answer, another attempt is possible. `failed`: it will never answer it.
 */
export type UnitStatus = "open" | "answered" | "returned" | "withdrawn" | "failed" | "expired";

export type Observation =
  | {
      readonly type: "unit";
      readonly ref: string;
      /** The unit's key, where the vendor gives it back. */
      readonly key?: string;
      readonly status: UnitStatus;
      /** The vendor's own word. */
      readonly raw: string;
      /** When the vendor took it on, epoch ms on the vendor's clock. */
      readonly createdAt?: number;
      readonly judgments: readonly VendorJudgment[];
      readonly why?: string;
    }
  | {
      readonly type: "cost";
      /** Stable over re-reads; the same id with another amount replaces the earlier one. */
      readonly id: string;
      /** Negative for credits. */
      readonly amount: Money;
      /** The unit it belongs to; absent for overhead that belongs to none. */
      readonly ref?: string;
      readonly at?: number;
      readonly final: boolean;
      readonly what: string;
    };

/** Where reading goes on. Opaque to everyone but the adapter; JSON text. */
export type Cursor = string;

export interface CollectPage {
  readonly observations: readonly Observation[];
  readonly cursor: Cursor;
  /** True: read on at once. False: nothing more for now, come back later with the cursor. */
  readonly more: boolean;
}

export type Withdrawal =
  | { readonly withdrawal: "withdrawn"; readonly ref: string }
  | { readonly withdrawal: "too-late"; readonly ref: string; readonly why: string }
  | { readonly withdrawal: "unknown"; readonly ref: string; readonly why: string };

/** What a credential check found. Never costs anything. */
export type CheckResult = { readonly ok: true; readonly note?: string } | { readonly ok: false; readonly why: string };

/** A webhook request as it came in: raw bytes, lower-case header names. */
export interface HintRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly receivedAt: number;
}

/** A webhook is only ever a hint to look: which units changed, and an id to recognise repeats by. */
export type HintResult =
  | { readonly hint: "look"; readonly id?: string; readonly refs: readonly string[] }
  | { readonly hint: "forged"; readonly why: string }
  | { readonly hint: "unreadable"; readonly why: string };

/**
 * One vendor, contract v1. A method is one logical exchange: it never retries, sleeps, polls, logs or reads the
 * environment, and only {@link AdapterError} leaves it. A missing optional method is an answer: the planner reads it.
 */
export interface VendorAdapter {
  readonly contract: "v1";
  readonly capabilities: Capabilities;
  /** Tries the credential without a charge. Throws only when the vendor cannot be reached. */
  check(call: Call): Promise<CheckResult>;
  /** Gets or makes the engagement by its natural key; safe to repeat. `previous` is what an earlier call returned. */
  engage(request: EngagementRequest, previous: Engagement | undefined, call: Call): Promise<Engagement>;
  /** Submits at most `capabilities.submission.maxUnits` units, once. A thrown error speaks for all of them. */
  submit(engagement: Engagement, units: readonly Unit[], call: Call): Promise<readonly UnitOutcome[]>;
  /** Looks keys up; every key comes out exactly once. */
  find?(engagement: Engagement, keys: readonly string[], call: Call): Promise<readonly Finding[]>;
  /** Reads one page of what changed since the cursor; no cursor means from the beginning. Repeats are allowed, gaps are not. */
  collect(engagement: Engagement, cursor: Cursor | undefined, call: Call): Promise<CollectPage>;
  /** Tries to take units back; every ref comes out exactly once. */
  withdraw?(engagement: Engagement, refs: readonly string[], call: Call): Promise<readonly Withdrawal[]>;
  /** Verifies and reads a webhook. Pure. */
  hint?(request: HintRequest): HintResult;
}

export interface AdapterSettings {
  readonly baseUrl: string;
  /** The secret itself; resolved by the caller, never stored. */
  readonly credential: string;
  /** Secret that webhooks are verified with. */
  readonly webhookSecret?: string;
  /** Adapter-specific settings of the config (`vendors.<v>.options`), validated by the adapter. */
  readonly options?: JsonObject;
  /** Real milliseconds; defaults 30,000 for creates and 60,000 for reads. */
  readonly timeouts?: { readonly createMs?: number; readonly readMs?: number };
  /** Most sockets kept open to the vendor; default 64. */
  readonly connections?: number;
}

/** What an adapter package exports as `adapter`. */
export interface AdapterDefinition {
  readonly contract: "v1";
  /** The name used in the config (`adapter: scale`). */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Throws a `TypeError` with a plain message when the settings are wrong. Performs no I/O. */
  create(settings: AdapterSettings): VendorAdapter;
  /** Says in one sentence what is wrong with `vendorOptions.<vendor>` of a job, before anything is planned; undefined when nothing is. */
  checkJobOptions?(options: JsonObject): string | undefined;
}
