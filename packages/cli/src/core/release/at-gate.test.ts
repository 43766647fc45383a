import { expect, it } from "vitest";
import { gateWord } from "./at-gate.ts";

const nothing = { pending: 0, waiting: 0, live: 0, filled: 0 };

it.each([
  ["has nothing of the job", nothing, undefined],
  ["has all it is to get", { ...nothing, live: 3, filled: 4 }, undefined],
  ["still sends what it was let go", { ...nothing, pending: 1, waiting: 9, filled: 4 }, undefined],
  [
    "has answered a part",
    { ...nothing, waiting: 90, live: 4, filled: 6 },
    { word: "waiting", note: "at its release gate: 6 of 10 answered, 90 judgments wait" },
  ],
  ["was given nothing yet", { ...nothing, waiting: 1 }, { word: "waiting", note: "at its release gate: 1 judgment waits to begin" }],
  [
    "is held, whatever waits",
    { ...nothing, waiting: 2, held: "held at the gate: 3 of 20 known answers right" },
    { word: "held", note: "held at the gate: 3 of 20 known answers right" },
  ],
] as const)("a vendor that %s", (_, at, word) => expect(gateWord(at)).toEqual(word));
