import type { Finding, UnitOutcome, Withdrawal } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import { readableFindings, readableOutcomes, readableWithdrawals } from "./readable-outcomes.ts";

const outcomes = (...said: readonly unknown[]): readonly UnitOutcome[] => readableOutcomes(said as readonly UnitOutcome[]);
const findings = (...said: readonly unknown[]): readonly Finding[] => readableFindings(said as readonly Finding[]);

describe("what an adapter says became of a unit", () => {
  it.each<UnitOutcome>([
    { outcome: "accepted", key: "k", ref: "r" },
    { outcome: "refused", key: "k", why: "no", scope: "item" },
    { outcome: "in-doubt", key: "k", why: "lost" },
  ])("is believed where it is one of the contract's (%j)", (said) => {
    expect(outcomes(said)).toEqual([said]);
  });

  it.each([
    { outcome: "accepted", key: "k", ref: {} },
    { outcome: "accepted", key: "k" },
    { outcome: "refused", key: "k", why: "no", scope: "galaxy" },
    { outcome: "refused", key: "k", why: {}, scope: "item" },
    { outcome: "maybe", key: "k" },
  ])("is a doubt otherwise (%j)", (said) => {
    expect(outcomes(said)).toMatchObject([{ outcome: "in-doubt", key: "k" }]);
  });

  it("is nothing where it is of no unit", () => {
    expect(outcomes(null, "text", { outcome: "accepted", key: {}, ref: "r" })).toEqual([]);
    expect(() => readableOutcomes({} as never)).toThrow(expect.objectContaining({ kind: "in-doubt" }));
  });
});

describe("what an adapter says it knows of a key", () => {
  it("is absent only where that is said, and nothing else with it", () => {
    expect(findings({ key: "a", found: "absent" }, { key: "b", found: "present", ref: "r" })).toEqual([
      { key: "a", found: "absent" },
      { key: "b", found: "present", ref: "r" },
    ]);
    expect(findings({ key: "a", found: "absent" }, { key: "a", found: "present", ref: "r" })).toEqual([
      { key: "a", found: "present", ref: "r" },
    ]);
    expect(findings({ key: "a", found: "absent" }, { key: "a", found: "pending" })).toEqual([]);
    expect(findings({ key: "a", found: "pending" }, { key: "b" }, { key: "c", found: "present", ref: {} }, null)).toEqual([]);
    expect(() => readableFindings(undefined as never)).toThrow(expect.objectContaining({ kind: "in-doubt" }));
  });
});

describe("what an adapter says it gave back", () => {
  it("is given back only where that is said", () => {
    const said: readonly unknown[] = [
      { withdrawal: "withdrawn", ref: "a" },
      { withdrawal: "too-late", ref: "b", why: "done" },
      { withdrawal: "perhaps", ref: "c", why: {} },
      { withdrawal: "withdrawn", ref: {} },
      { withdrawal: "withdrawn", ref: "not asked" },
      { withdrawal: "withdrawn", ref: "d" },
      { withdrawal: "too-late", ref: "d", why: "done" },
      null,
    ];
    expect(readableWithdrawals(said as readonly Withdrawal[], new Set(["a", "b", "c", "d"]))).toEqual([
      { withdrawal: "withdrawn", ref: "a" },
      { withdrawal: "too-late", ref: "b", why: "done" },
      { withdrawal: "unknown", ref: "c", why: "no reason was given" },
      { withdrawal: "too-late", ref: "d", why: "done" },
    ]);
    expect(() => readableWithdrawals(null as never, new Set())).toThrow(expect.objectContaining({ kind: "in-doubt" }));
  });
});
