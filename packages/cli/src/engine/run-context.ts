import type { Engagement } from "@tranche/sdk";
import type { GoldTopUp } from "../core/purpose/top-up-gold.ts";
import type { ScopeWord } from "../core/health/scope.ts";
import type { HealthEvent, VendorHealth } from "../core/health/vendor-health.ts";
import type { Bell } from "./bell.ts";
import type { Conflicts } from "./conflicts.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Journal } from "./journal.ts";
import type { NameBook } from "./name-book.ts";

/** What the loops of one run have in common. */
export interface RunContext {
  readonly options: EngineOptions;
  readonly journal: Journal;
  readonly health: HealthBook;
  readonly conflicts: Conflicts;
  /** Whether the job is still this process's; asked before every request that carries items. */
  readonly stillOurs: () => Promise<boolean>;
  readonly desks: ReadonlyMap<string, Desk>;
  /** Wakes the supervisor. */
  readonly bell: Bell;
  /** No new work from here on. */
  readonly stopping: AbortSignal;
  /** Requests under way are broken off; they end in doubt. */
  readonly breakOff: AbortSignal;
  readonly random: () => number;
  /** The store failed: the run ends, and rejects with this. */
  readonly fail: (error: unknown) => void;
  /** The last order that was given when this run began to read. */
  readonly ordersSeen: number;
  /** Since when the supervisor pauses, and for how long at most; undefined while it is at work. */
  rest: { readonly since: number; readonly atMostMs: number } | undefined;
  /** Vendors that get no more of this job, though they are well: held at a gate or by their gold, with the reason. */
  readonly gated: Map<string, string>;
  /** Vendors that a person let back since. */
  readonly letBack: Set<string>;
  /** Set when slots stand without a vendor. */
  unplaced: boolean;
  /** How many leases in a row got nothing but refusals: what is placed again at once would be refused again. */
  refusals: number;
  /** Set until the gold that an earlier run may have left out was looked for. */
  goldDue: boolean;
  /** What refused a vendor its gold when it was last asked for. */
  readonly goldRefused: Map<string, GoldTopUp>;
  /** Set when the job is being ended: nothing is sent any more, what was sent still comes back. */
  closing: boolean;
}

export interface HealthBook {
  readonly of: (vendor: string) => VendorHealth;
  /** What is kept by the name of one scope (`scopeKey`). */
  readonly kept: (key: string) => VendorHealth;
  /** `reach`: how far the cause of it reaches; default the vendor's account. */
  readonly note: (vendor: string, event: HealthEvent, reach?: ScopeWord) => void;
  /** A person lets the vendor back in, and everything of it that this job knows. */
  readonly release: (vendor: string, at: number) => void;
}

/** What the engine remembers of one vendor during a run; everything that matters later is in the store. */
export interface Desk {
  readonly dispatchBell: Bell;
  readonly lookUpBell: Bell;
  readonly collectBell: Bell;
  engagement: Engagement | undefined;
  engagementPendingSince: number | undefined;
  /** Units handed to the lane and not come back. */
  inFlight: number;
  /** Requests handed to the lane and not come back, and how many of them repeat something. */
  requests: number;
  retries: number;
  /** Accepted and unanswered, as far as this run has seen. */
  open: number;
  /** By key: since when it has been in doubt, on the clock that nobody sets (`Clock.elapsed`). */
  readonly doubtful: Map<string, number>;
  /** Keys in doubt only because a process ended: sending them is no retry, for the vendor may never have been asked. */
  readonly orphans: ReadonlySet<string>;
  /** Whether this run has held what the vendor lists against the store; nothing is sent before. */
  checked: boolean;
  /** Whether it was asked what it holds, or cannot be asked now. */
  looked: boolean;
  /** Keys of which the store is known to know. */
  readonly knownKeys: Set<string>;
  /** Names that this folder can have made for work at the vendor; made when it lists one that the store does not know. */
  names: NameBook | undefined;
  /** What this run asked the vendor to give back. */
  readonly askedBack: Set<string>;
  /** Given up within the late window; answers may still come. */
  givenUp: number;
  readonly judged: Set<string>;
  /** By unit: how many judgments were handed on, and how many more it has beyond what is kept. */
  readonly answers: Map<string, { kept: number; more: number }>;
  /** All of those that are not kept. */
  answersMore: number;
  /** Listed under names that are not ours, as far as this run has seen. */
  notOurs: number;
  /** Attempts that were given up before they were sent: their slots are others' by now, and they are not sent any more. */
  readonly takenAway: Set<number>;
  lastProgressAt: number;
  /** How long it may be silent, worked out for the silence that began then. */
  silence: { readonly since: number; readonly afterMs: number } | undefined;
  /** Asked to wait by the vendor itself. */
  pausedUntil: number;
  /** How often it asked to wait, one after the other. */
  throttles: number;
}
