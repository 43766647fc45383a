/**
 * One attempt: one try to fill one slot at one vendor.
 *
 * It is born `sending`: the intent, the slot's lease and the disclosure are stored in one transaction before the first
 * byte leaves, so there is no state in which bytes may be out and nothing is written. From there
 *
 *   sending ─ accepted ─ answered                     the good path
 *           ├ refused                                 the vendor saw it and will not take it
 *           ├ throttled                               the vendor saw it, did not take it, and may later
 *           ├ released                                proven: nothing was sent; the only state that gives exposure back
 *           └ in-doubt ─ looked up ─ accepted | absent | sending again under the same key
 *   accepted ─ returned | invalid                     the vendor gave it back, or answered nonsense
 *            ├ withdrawn                              we took it back and the vendor agreed
 *            └ expired                                given up on: vendor lost, deadline, cancelled, a person
 *   in-doubt ─ a person says ─ accepted | absent | expired
 *   expired ─ withdrawn | absent                      taken back, or proven not to be there, after it was given up: nothing is owed
 *   withdrawn | expired ─ late                        an answer came all the same: kept, priced, shown, never counted over another
 *   absent | throttled | refused | released ─ expired it is there after all: its slot is free, and what it may cost is owed from then on
 *
 * While an attempt is live (`sending`, `in-doubt`, `accepted`) its slot belongs to it and nobody else is given that slot.
 * Every pair of state and event that is not written here is decided: it changes nothing. docs/attempts.md lists all of them.
 */
export type AttemptState =
  | { readonly at: "sending"; readonly sends: number }
  | { readonly at: "in-doubt"; readonly since: number; readonly sends: number; readonly lookUps: number }
  | { readonly at: "accepted"; readonly ref: string; readonly since: number }
  | { readonly at: "answered"; readonly ref: string }
  | { readonly at: "refused"; readonly why: string; readonly scope: RefusalReach }
  | { readonly at: "throttled" }
  | { readonly at: "released" }
  | { readonly at: "absent" }
  | { readonly at: "returned"; readonly ref: string; readonly why: string }
  | { readonly at: "invalid"; readonly ref: string; readonly why: string }
  | { readonly at: "withdrawn"; readonly ref: string }
  | { readonly at: "expired"; readonly ref?: string; readonly why: ExpiryReason; readonly mayHaveLanded: true }
  | { readonly at: "late"; readonly ref: string };

/** How far a refusal reaches; the words of the adapter contract. */
export type RefusalReach = "item" | "kind" | "engagement" | "account";

/**
 * Why an attempt was given up while the vendor may still hold it. `operator`: its vendor was taken out by a person ·
 * `abandoned`: a person gave up this one attempt · `cancelled`: the whole job · `hedged`: another was faster ·
 * `turned-up`: it was not to be there, and is.
 */
export type ExpiryReason = "vendor-lost" | "deadline" | "operator" | "abandoned" | "cancelled" | "hedged" | "turned-up";

export type AttemptEvent =
  | { readonly event: "submission-accepted"; readonly ref: string; readonly at: number }
  | { readonly event: "submission-refused"; readonly why: string; readonly scope: RefusalReach; readonly at: number }
  | { readonly event: "submission-throttled"; readonly at: number }
  | { readonly event: "submission-not-sent"; readonly at: number }
  | { readonly event: "submission-in-doubt"; readonly at: number }
  | { readonly event: "process-restarted"; readonly at: number }
  | { readonly event: "found-present"; readonly ref: string; readonly at: number }
  /** `resend`: the vendor recognises a repeated key, so the same attempt may be sent again without risk. */
  | { readonly event: "found-absent"; readonly resend: boolean }
  | { readonly event: "look-up-failed" }
  | { readonly event: "answered"; readonly ref: string }
  | { readonly event: "answer-invalid"; readonly ref: string; readonly why: string }
  | { readonly event: "returned"; readonly ref: string; readonly why: string }
  | { readonly event: "withdrawal-agreed"; readonly ref: string }
  /** Asked for and not granted, or not known to be: the vendor keeps it. Changes nothing, but is told. */
  | { readonly event: "withdrawal-failed"; readonly ref: string; readonly outcome: "too-late" | "unknown"; readonly why: string }
  /** A person has looked at the vendor's own pages: it is not there. */
  | { readonly event: "declared-absent" }
  /** A person has looked at the vendor's own pages: it is there. */
  | { readonly event: "declared-accepted"; readonly ref: string; readonly at: number }
  | { readonly event: "given-up"; readonly why: ExpiryReason };

/**
 * What has to happen besides storing the new state.
 * - `free-slot`: the slot is open again; `elsewhere` bars this vendor for the item, `again` does not.
 * - `fill-slot`: the answer counts. · `keep-extra`: it is kept beside the one that counts.
 * - `release-disclosure`: take the disclosure back, because nothing was sent. · `disclose-again`: it was sent after all.
 * - `send-again`: the same unit under the same key; the lease and the disclosure still stand.
 */
export type AttemptEffect =
  | { readonly do: "free-slot"; readonly next: "again" | "elsewhere" }
  | { readonly do: "fill-slot" }
  | { readonly do: "keep-extra"; readonly late: boolean }
  | { readonly do: "release-disclosure" }
  | { readonly do: "disclose-again" }
  | { readonly do: "send-again" };

export interface AttemptStep {
  readonly state: AttemptState;
  readonly effects: readonly AttemptEffect[];
}

const stay = (state: AttemptState): AttemptStep => ({ state, effects: [] });
const to = (state: AttemptState, ...effects: readonly AttemptEffect[]): AttemptStep => ({ state, effects });

/** A live attempt owns its slot: nobody else may be given it. */
export const isLive = (state: AttemptState): boolean => state.at === "sending" || state.at === "in-doubt" || state.at === "accepted";

/** The states in which money may be owed. Refused, throttled, released, absent and withdrawn work is never billed. */
export const isPayable = (state: AttemptState["at"]): boolean =>
  state === "sending" ||
  state === "in-doubt" ||
  state === "accepted" ||
  state === "answered" ||
  state === "expired" ||
  state === "late" ||
  state === "invalid";

/** One step of the machine; total over every pair of state and event. */
export const stepAttempt = (state: AttemptState, event: AttemptEvent): AttemptStep => {
  switch (event.event) {
    case "submission-accepted":
      if (state.at === "sending") return to({ at: "accepted", ref: event.ref, since: event.at });
      return named(state, event.ref);
    case "submission-refused":
      return settled(state, event.at, to({ at: "refused", why: event.why, scope: event.scope }, { do: "free-slot", next: "elsewhere" }));
    case "submission-throttled":
      return settled(state, event.at, to({ at: "throttled" }, { do: "free-slot", next: "again" }));
    case "submission-not-sent":
      return settled(state, event.at, to({ at: "released" }, { do: "release-disclosure" }, { do: "free-slot", next: "again" }));
    case "submission-in-doubt":
    case "process-restarted":
      // Money may already be spent and the item already seen: ask before anyone else is paid.
      return state.at === "sending" ? to({ at: "in-doubt", since: event.at, sends: state.sends, lookUps: 0 }) : stay(state);
    case "found-present":
      if (state.at === "in-doubt" || state.at === "sending") return to({ at: "accepted", ref: event.ref, since: event.at });
      return turnedUp(state, event.ref);
    case "found-absent":
      if (state.at !== "in-doubt") return stay(state);
      return event.resend
        ? to({ at: "sending", sends: state.sends + 1 }, { do: "send-again" })
        : to({ at: "absent" }, { do: "free-slot", next: "again" });
    case "declared-absent":
      if (state.at === "in-doubt") return to({ at: "absent" }, { do: "free-slot", next: "again" });
      // Its slot was freed when it was given up; what a person proves now is that nothing of it will be billed.
      return state.at === "expired" && state.ref === undefined ? to({ at: "absent" }) : stay(state);
    case "declared-accepted":
      return state.at === "in-doubt" ? to({ at: "accepted", ref: event.ref, since: event.at }) : named(state, event.ref);
    case "look-up-failed":
      return state.at === "in-doubt" ? to({ ...state, lookUps: state.lookUps + 1 }) : stay(state);
    case "answered":
      return answered(state, event.ref);
    case "answer-invalid":
      return isLive(state) ? to({ at: "invalid", ref: event.ref, why: event.why }, { do: "free-slot", next: "again" }) : stay(state);
    case "returned":
      return isLive(state) ? to({ at: "returned", ref: event.ref, why: event.why }, { do: "free-slot", next: "elsewhere" }) : stay(state);
    case "withdrawal-agreed":
      return withdrawn(state, event.ref);
    case "withdrawal-failed":
      return stay(state);
    case "given-up":
      return giveUp(state, event.why);
    default:
      return event satisfies never;
  }
};

/** What a vendor says of the second sending of a key says nothing of the first, which may still land. */
const settled = (state: AttemptState, at: number, step: AttemptStep): AttemptStep => {
  if (state.at !== "sending") return stay(state);
  return state.sends === 1 ? step : to({ at: "in-doubt", since: at, sends: state.sends, lookUps: 0 });
};

/** Given up before anyone knew whether it had landed: now we know its name there, and what it may cost. */
const named = (state: AttemptState, ref: string): AttemptStep =>
  state.at === "expired" && state.ref === undefined ? to({ ...state, ref }) : stay(state);

/** Believed not to be there, and found there: the slot may be another's by now, so it is not waited for; but it may be answered and billed. */
const turnedUp = (state: AttemptState, ref: string): AttemptStep => {
  const expired: AttemptState = { at: "expired", ref, why: "turned-up", mayHaveLanded: true };
  switch (state.at) {
    case "absent":
    case "throttled":
    case "refused":
      return to(expired);
    case "released":
      // Nobody holds what was not sent: the proof was none.
      return to(expired, { do: "disclose-again" });
    default:
      return named(state, ref);
  }
};

/** Taken back after it was given up, too: the slot went elsewhere then, and now nothing of it is owed any more. */
const withdrawn = (state: AttemptState, ref: string): AttemptStep => {
  if (state.at === "accepted") return to({ at: "withdrawn", ref }, { do: "free-slot", next: "again" });
  return state.at === "expired" ? to({ at: "withdrawn", ref }) : stay(state);
};

const answered = (state: AttemptState, ref: string): AttemptStep => {
  switch (state.at) {
    case "sending":
    case "in-doubt":
    case "accepted":
      return to({ at: "answered", ref }, { do: "fill-slot" });
    case "answered":
      // A vendor may give more answers than were asked for (tie-breaks).
      return to(state, { do: "keep-extra", late: false });
    case "expired":
    case "withdrawn":
    case "returned":
    case "absent":
    case "throttled":
    case "refused":
      return to({ at: "late", ref }, { do: "keep-extra", late: true });
    case "released":
      // Nobody answers what was not sent: the proof was none.
      return to({ at: "late", ref }, { do: "disclose-again" }, { do: "keep-extra", late: true });
    case "late":
    case "invalid":
      return to(state, { do: "keep-extra", late: true });
    default:
      return state satisfies never;
  }
};

const giveUp = (state: AttemptState, why: ExpiryReason): AttemptStep => {
  switch (state.at) {
    case "accepted":
      return to({ at: "expired", ref: state.ref, why, mayHaveLanded: true }, { do: "free-slot", next: "elsewhere" });
    case "in-doubt":
    case "sending":
      return to({ at: "expired", why, mayHaveLanded: true }, { do: "free-slot", next: "elsewhere" });
    case "answered":
    case "refused":
    case "throttled":
    case "released":
    case "absent":
    case "returned":
    case "invalid":
    case "withdrawn":
    case "expired":
    case "late":
      return stay(state);
    default:
      return state satisfies never;
  }
};
