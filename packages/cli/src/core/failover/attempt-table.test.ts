import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AttemptEvent, AttemptState } from "./attempt.ts";
import { attemptTable, everyEvent, everyState } from "./attempt-table.ts";

/** Fails to compile where the machine has a word that this list lacks. */
const stateWords = {
  sending: 1,
  "in-doubt": 1,
  accepted: 1,
  answered: 1,
  refused: 1,
  throttled: 1,
  released: 1,
  absent: 1,
  returned: 1,
  invalid: 1,
  withdrawn: 1,
  expired: 1,
  late: 1,
} satisfies Record<AttemptState["at"], 1>;

const eventWords = {
  "submission-accepted": 1,
  "submission-refused": 1,
  "submission-throttled": 1,
  "submission-not-sent": 1,
  "submission-in-doubt": 1,
  "process-restarted": 1,
  "found-present": 1,
  "found-absent": 1,
  "look-up-failed": 1,
  answered: 1,
  "answer-invalid": 1,
  returned: 1,
  "withdrawal-agreed": 1,
  "withdrawal-failed": 1,
  "declared-absent": 1,
  "declared-accepted": 1,
  "given-up": 1,
} satisfies Record<AttemptEvent["event"], 1>;

describe("the table of attempts", () => {
  it("has every state and every event of the machine", () => {
    expect(new Set(everyState.map(({ state }) => state.at))).toEqual(new Set(Object.keys(stateWords)));
    expect(new Set(everyEvent.map(({ event }) => event.event))).toEqual(new Set(Object.keys(eventWords)));
  });

  it("is what docs/attempts.md says; written anew by: pnpm attempt-table", () => {
    expect(readFileSync(new URL("../../../../../docs/attempts.md", import.meta.url), "utf8")).toBe(attemptTable());
  });
});
