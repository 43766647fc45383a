import type { AttemptEvent, AttemptState } from "./attempt.ts";

/** What a person may decide about an attempt: it is not at the vendor, it is, or it is given up whatever it is. */
export type DecisionWord = "absent" | "accepted" | "abandon";

export interface DecisionQuestion {
  readonly as: DecisionWord;
  readonly state: AttemptState;
  /** The vendor's own id of the work, where the person has read it there. */
  readonly ref?: string;
  /** The key the vendor knows the work by; stands in where no id was given. */
  readonly key: string;
  readonly now: number;
}

export type DecisionAnswer =
  | { readonly may: true; readonly event: AttemptEvent; readonly risk: DecisionRisk }
  /** `done`: it is so already. */
  | { readonly may: false; readonly done: boolean; readonly why: string };

/** What the decision costs where it is wrong. `paidTwice`: the judgment, once more · `seenTwice`: the item, by one more owner. */
export interface DecisionRisk {
  readonly paidTwice: boolean;
  readonly seenTwice: boolean;
  readonly because: string;
}

const none = { paidTwice: false, seenTwice: false } as const;

/** Whether a person's decision fits the attempt as it stands, what it makes of it, and what it may cost. */
export const decideAttempt = ({ as, state, ref, key, now }: DecisionQuestion): DecisionAnswer => {
  switch (as) {
    case "absent":
      if (state.at === "in-doubt")
        return {
          may: true,
          event: { event: "declared-absent" },
          risk: {
            paidTwice: true,
            seenTwice: false,
            because: "if it is there after all, it is billed there, and once more for the next try",
          },
        };
      if (state.at === "expired" && state.ref === undefined)
        return {
          may: true,
          event: { event: "declared-absent" },
          risk: { ...none, because: "its slot was given to another already; what is set aside for its bill is set free" },
        };
      return no(state, state.at === "absent", "only work in doubt can be said to be absent");
    case "accepted":
      if (state.at === "in-doubt" || (state.at === "expired" && state.ref === undefined))
        return {
          may: true,
          event: { event: "declared-accepted", ref: ref ?? key, at: now },
          risk: { ...none, because: "if it is not there, the item waits until the vendor is found silent or its work is given up" },
        };
      return no(state, state.at === "accepted" || state.at === "answered", "only work in doubt can be said to be accepted");
    case "abandon":
      if (state.at === "in-doubt" || state.at === "accepted")
        return {
          may: true,
          event: { event: "given-up", why: "abandoned" },
          risk: {
            paidTwice: true,
            seenTwice: true,
            because: "the vendor may still do and bill it, while another is paid for the same item",
          },
        };
      return no(state, state.at === "expired", "only work that is open or in doubt can be abandoned");
    default:
      return as satisfies never;
  }
};

const no = (state: AttemptState, done: boolean, why: string): DecisionAnswer => ({
  may: false,
  done,
  why: done ? `it is ${state.at} already` : state.at === "sending" ? "it is being sent at this moment" : `it is ${state.at}; ${why}`,
});
