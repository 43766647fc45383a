import { describe, expect, it } from "vitest";
import { type AttemptState, isLive, isPayable, stepAttempt } from "./attempt.ts";
import { everyEvent, everyState } from "./attempt-table.ts";

const states = everyState.map(({ state }) => state);
const events = everyEvent.map(({ event }) => event);
const pairs = states.flatMap((state) => events.map((event) => ({ state, event })));

describe("the attempt machine, over every pair of state and event", () => {
  it("frees a slot only when a live attempt ends, and exactly then or when it is filled", () => {
    for (const { state, event } of pairs) {
      const step = stepAttempt(state, event);
      const ended = isLive(state) && !isLive(step.state);
      const letGo = step.effects.some(({ do: what }) => what === "free-slot" || what === "fill-slot");
      expect({ state, event, letGo }).toEqual({ state, event, letGo: ended });
    }
  });

  it("never brings an ended attempt back to life", () => {
    for (const { state, event } of pairs) if (!isLive(state)) expect(isLive(stepAttempt(state, event).state)).toBe(false);
  });

  it("gives exposure back only for the first sending of a unit that was not sent", () => {
    const releases = pairs.filter(({ state, event }) =>
      stepAttempt(state, event).effects.some(({ do: what }) => what === "release-disclosure"),
    );
    expect(releases).toEqual([{ state: { at: "sending", sends: 1 }, event: { event: "submission-not-sent", at: 2 } }]);
    expect(stepAttempt({ at: "sending", sends: 2 }, { event: "submission-not-sent", at: 2 }).state.at).toBe("in-doubt");
  });

  it("counts exposure again where an answer, or the vendor's listing, shows that the unit was sent after all", () => {
    const again = pairs.filter(({ state, event }) => stepAttempt(state, event).effects.some(({ do: what }) => what === "disclose-again"));
    expect(again).toEqual([
      { state: { at: "released" }, event: { event: "found-present", ref: "r", at: 2 } },
      { state: { at: "released" }, event: { event: "answered", ref: "r" } },
    ]);
  });

  it("owes what is found at a vendor that was believed not to have it, and asks nobody to wait for it", () => {
    for (const state of states.filter(({ at }) => ["absent", "throttled", "refused", "released"].includes(at))) {
      const found = stepAttempt(state, { event: "found-present", ref: "r", at: 2 });
      expect(found.state).toEqual({ at: "expired", ref: "r", why: "turned-up", mayHaveLanded: true });
      expect(isPayable(found.state.at) && !isLive(found.state)).toBe(true);
      expect(stepAttempt(found.state, { event: "answered", ref: "r" }).state.at).toBe("late");
    }
  });

  it("never lets an answer overwrite: only a live attempt fills its slot", () => {
    for (const state of states) {
      const { effects } = stepAttempt(state, { event: "answered", ref: "r" });
      const kept = effects.map(({ do: what }) => what).filter((what) => what !== "disclose-again");
      expect(kept).toEqual([isLive(state) ? "fill-slot" : "keep-extra"]);
    }
  });

  it("does nothing twice: the same event again changes nothing, except that a further answer is kept", () => {
    for (const { state, event } of pairs) {
      const once = stepAttempt(state, event);
      // A key that is sent again, or looked up again, is a new exchange.
      if (event.event === "found-absent" || event.event === "look-up-failed") continue;
      const twice = stepAttempt(once.state, event);
      expect(twice.state).toEqual(once.state);
      expect(twice.effects.filter(({ do: what }) => what !== "keep-extra")).toEqual([]);
    }
  });

  it("counts work that may be billed as owed, and nothing else", () => {
    expect([...new Set(states.filter(({ at }) => isPayable(at)).map(({ at }) => at))]).toEqual([
      "sending",
      "in-doubt",
      "accepted",
      "answered",
      "invalid",
      "expired",
      "late",
    ]);
  });

  it("keeps the name of work that was given up and turns out to have landed", () => {
    const lost: AttemptState = { at: "expired", why: "vendor-lost", mayHaveLanded: true };
    expect(stepAttempt(lost, { event: "submission-accepted", ref: "late-1", at: 9 }).state).toEqual({ ...lost, ref: "late-1" });
  });
});
