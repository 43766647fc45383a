import { describe, expect, it } from "vitest";
import { mayResend } from "./may-resend.ts";

const day = 86_400_000;
const fresh = { sends: 1, tries: 3, keyAgeMs: 0 };

describe("sending the same key again", () => {
  it.each([
    ["a vendor that recognises nothing", { kind: "none", settleMs: 1 }, fresh, false],
    ["a key that never dies", { kind: "key-conflict" }, { ...fresh, keyAgeMs: 1_000 * day }, true],
    ["a key of any age that never dies", { kind: "key-conflict" }, { ...fresh, keyAgeMs: Number.POSITIVE_INFINITY }, true],
    ["a young key", { kind: "key-replay", keyLifetimeMs: day }, { ...fresh, keyAgeMs: day / 2 }, true],
    [
      "a key about to die: the request would arrive too late",
      { kind: "key-replay", keyLifetimeMs: day },
      { ...fresh, keyAgeMs: day - 1 },
      false,
    ],
    ["a dead key, an hour on", { kind: "key-replay", keyLifetimeMs: day }, { ...fresh, keyAgeMs: day + 3_600_000 }, false],
    ["a key of unknown age", { kind: "key-conflict", keyLifetimeMs: day }, { ...fresh, keyAgeMs: Number.POSITIVE_INFINITY }, false],
    ["a key sent as often as may be", { kind: "natural-key" }, { ...fresh, sends: 3 }, false],
    ["an operation under way", { kind: "operation-id" }, fresh, true],
  ] as const)("%s", (_, idempotency, question, may) => {
    expect(mayResend(idempotency, question)).toBe(may);
  });
});
