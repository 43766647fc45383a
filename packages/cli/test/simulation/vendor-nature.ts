/** What can go wrong at a simulated vendor. Chances are per call, per unit of a submission, or per task. */
export const faultKinds = [
  /** Call: nothing reached it. */
  "unreachable",
  /** Submission: it read the request, did nothing, and the connection broke. */
  "dropBefore",
  /** Submission: it did the work and the connection broke. */
  "dropAfter",
  /** Submission: it did the work and answered with a 502. */
  "errorAfter",
  /** Submission: it did the work, and the caller ran into its time limit. */
  "hang",
  /** Submission: it does the work only after the caller has given up. */
  "landLate",
  /** Submission: it, or the adapter, fails in a way of its own, after the work. */
  "ownError",
  /** Submission: asks to wait. */
  "throttle",
  /** Submission: asks to wait for an absurd time: nothing, a negative one, or years. */
  "absurdWait",
  /** Submission: half of a batch is taken, the rest of it is not spoken of. */
  "partial",
  /** Submission: the outcomes come in another order, and one of them twice. */
  "shuffle",
  /** Unit: a key it knows is a conflict, and what it belongs to cannot be read just now. */
  "conflict",
  /** Unit: refused for what it says. */
  "refuse",
  /** Submission: the project is closed for a moment. */
  "closed",
  /** Call: the credential is refused. */
  "revoked",
  /** Task: it comes back unanswered. */
  "giveBack",
  /** Task: the answer is no answer. */
  "nonsense",
  /** Task: nobody ever works on it. */
  "stall",
  /** Task: it can be looked up and listed only seconds after it was created. */
  "unseen",
  /** Task: answered twice, by two workers. */
  "extra",
  /** Read: fails. */
  "readFails",
  /** Read: a page comes in reverse, with a repeat. */
  "repeat",
  /** Read: rows came in while it was listed, and one was passed over in this pass. */
  "shift",
  /** Read: what was answered is called open again, after its answer. */
  "regress",
  /** Withdrawal: it is done and the connection breaks. */
  "withdrawDrops",
  /** Ref of a withdrawal: nobody says whether it was done. */
  "withdrawUnknown",
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Span {
  readonly from: number;
  readonly until: number;
}

/** How a simulated vendor behaves. */
export interface VendorNature {
  readonly vendor: string;
  readonly owner: string;
  readonly idempotency: "key-conflict" | "key-replay" | "none";
  /** How long it recognises a key; default a day. */
  readonly keyLifetimeMs?: number;
  readonly maxUnits: number;
  readonly canFind: boolean;
  readonly canWithdraw: boolean;
  /** `whole`: everything again at every poll. `feed`: each change once, in order. Default `whole`. */
  readonly listing?: "whole" | "feed";
  /** Chances between 0 and 1; absent is never. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly answerMs: number;
  /** When it is gone. Virtual epoch ms. */
  readonly outages: readonly Span[];
  /** When it is twenty times slower. Virtual epoch ms. */
  readonly slow?: readonly Span[];
  /** From when on most of what it answers is nonsense. Virtual epoch ms. */
  readonly rotsFrom?: number;
  /** How far its clock is ahead. */
  readonly skewMs?: number;
}

/** How many times slower a slow vendor is. */
export const SLOWNESS = 20;
/** Longest a request of a vendor at its usual pace is under way before its bytes arrive. */
export const UNDER_WAY_MS = 211;
