import type { WorkerFlag } from "../core/quality/index.ts";

/** Why a worker is worth a look, in words that go on after a name. */
export const wordsOfFlag: Readonly<Record<WorkerFlag, string>> = {
  "no-information": "answers do not depend on the task",
  inverts: "answers are turned around",
  held: "fails the sequential test",
  "too-fast": "most answers take a fifth of the usual time",
  "straight-line": "one label in a row, beyond chance",
  "uneven-labels": "labels spread as nobody else's",
  alike: "answers as another worker does",
};
