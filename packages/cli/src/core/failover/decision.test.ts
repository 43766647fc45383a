import { describe, expect, it } from "vitest";
import { isLive, isPayable, stepAttempt } from "./attempt.ts";
import { everyState } from "./attempt-table.ts";
import { decideAttempt, type DecisionWord } from "./decision.ts";

const words: readonly DecisionWord[] = ["absent", "accepted", "abandon"];
const all = everyState.flatMap(({ name, state }) =>
  words.map((as) => ({ name, state, as, answer: decideAttempt({ as, state, key: "k", now: 9 }) })),
);

describe("what a person may decide about an attempt", () => {
  it("is a table: allowed where it changes something, done where it is so, refused elsewhere", () => {
    const allowed = all.filter(({ answer }) => answer.may).map(({ name, as }) => `${name}: ${as}`);
    expect(allowed).toEqual([
      "in doubt: absent",
      "in doubt: accepted",
      "in doubt: abandon",
      "accepted: abandon",
      "expired, never known to have landed: absent",
      "expired, never known to have landed: accepted",
    ]);
    const done = all.filter(({ answer }) => !answer.may && answer.done).map(({ name, as }) => `${name}: ${as}`);
    expect(done).toEqual([
      "accepted: accepted",
      "answered: accepted",
      "absent: absent",
      "expired, never known to have landed: abandon",
      "expired, known to have landed: abandon",
    ]);
  });

  it("changes the attempt exactly where it is allowed, and once", () => {
    for (const { state, answer } of all) {
      if (!answer.may) continue;
      const once = stepAttempt(state, answer.event);
      expect(once.state).not.toEqual(state);
      expect(stepAttempt(once.state, answer.event)).toEqual({ state: once.state, effects: [] });
    }
  });

  it("says that it may be paid twice wherever a slot is freed that the vendor may still fill", () => {
    for (const { state, answer } of all) {
      if (!answer.may) continue;
      const { state: after, effects } = stepAttempt(state, answer.event);
      const freed = effects.some((effect) => effect.do === "free-slot");
      expect({ state, risk: answer.risk.paidTwice }).toEqual({ state, risk: freed });
      // What is freed without being called absent stays owed.
      if (freed && answer.event.event === "given-up") expect(isPayable(after.at)).toBe(true);
      expect(isLive(after) && !isLive(state)).toBe(false);
    }
  });
});
