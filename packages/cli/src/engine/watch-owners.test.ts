import { describe, expect, it } from "vitest";
import type { OwnerRules } from "../core/route/conflict.ts";
import type { OwnersText } from "../ports/owners.ts";
import { createConflicts } from "./conflicts.ts";
import { watchOwners } from "./watch-owners.ts";

const held = (holder: string): OwnerRules => ({
  stakes: { vendor: { stakes: [{ holder, sharePerMillion: 1_000_000 }] } },
  conflictPerMillion: 200_000,
});

const bench = (): {
  now: number;
  text: { version: string | undefined; rules: OwnerRules | Error };
  looks: number;
  loads: number;
  source: OwnersText;
} => {
  const state = {
    now: 0,
    text: { version: "1" as string | undefined, rules: held("a") as OwnerRules | Error },
    looks: 0,
    loads: 0,
    source: {
      version: async () => {
        state.looks += 1;
        return state.text.version;
      },
      load: async () => {
        state.loads += 1;
        if (state.text.rules instanceof Error) throw state.text.rules;
        return state.text.rules;
      },
    },
  };
  return state;
};

const clockOf = (state: { now: number }): { now: () => number; sleep: () => Promise<void> } => ({
  now: () => state.now,
  sleep: async () => {},
});

describe("watchOwners", () => {
  it("looks once a second at most, and reads again only what changed", async () => {
    const state = bench();
    const owners = watchOwners(clockOf(state), state.source);
    await Promise.all([owners.now(), owners.now()]);
    state.now = 999;
    await owners.now();
    expect([state.looks, state.loads]).toEqual([1, 1]);
    state.now = 1_000;
    await owners.now();
    expect([state.looks, state.loads]).toEqual([2, 1]);
    state.text = { version: "2", rules: held("b") };
    state.now = 2_000;
    expect(await owners.now()).toEqual({ is: "known", rules: held("b") });
    expect(state.loads).toBe(2);
  });

  it("knows nothing while the text cannot be read, and knows again afterwards", async () => {
    const state = bench();
    const owners = watchOwners(clockOf(state), state.source);
    const conflicts = createConflicts({ deny: ["b"], owners, clock: clockOf(state) });
    expect(await conflicts.of("vendor")).toEqual({ standing: "clear" });
    state.text = { version: "2", rules: new Error("line 3: must be a share") };
    state.now = 1_000;
    expect(await conflicts.of("vendor")).toEqual({ standing: "unknown", why: "line 3: must be a share" });
    state.text = { version: undefined, rules: held("b") };
    state.now = 2_000;
    expect(await conflicts.of("vendor")).toMatchObject({ standing: "unknown" });
    state.text = { version: "3", rules: held("b") };
    state.now = 3_000;
    expect(await conflicts.of("vendor")).toEqual({ standing: "denied", why: "policy.deny names b, which controls vendor" });
  });

  it("is not asked where nobody is denied: a broken file stops no such run", async () => {
    const state = bench();
    state.text = { version: undefined, rules: new Error("gone") };
    const conflicts = createConflicts({ deny: [], owners: watchOwners(clockOf(state), state.source), clock: clockOf(state) });
    expect(await conflicts.of("vendor")).toEqual({ standing: "clear" });
    expect(state.looks).toBe(0);
  });
});
