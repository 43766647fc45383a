import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conflictOf, type OwnerRules } from "./conflict.ts";
import type { StakeFacts } from "./control.ts";

const rules = (stakes: Readonly<Record<string, readonly StakeFacts[]>>, conflictPerMillion = 200_000): OwnerRules => ({
  stakes: Object.fromEntries(Object.entries(stakes).map(([owner, held]) => [owner, { stakes: held }])),
  conflictPerMillion,
});
const half = (holder: string, since?: number): StakeFacts => ({
  holder,
  sharePerMillion: 500_000,
  ...(since === undefined ? {} : { since }),
});

describe("conflictOf", () => {
  it("names the owner where the policy does, and the controller where it is one", () => {
    expect(conflictOf("meta", { deny: ["meta"], rules: rules({}), now: 0 })).toBe("policy.deny names its owner meta");
    expect(conflictOf("scale-ai", { deny: ["meta"], rules: rules({ "scale-ai": [half("meta")] }), now: 0 })).toBe(
      "policy.deny names meta, which controls scale-ai",
    );
  });

  it("reaches through whoever is in between, and through rings", () => {
    const held = rules({ vendor: [half("fund")], fund: [half("meta"), half("vendor")] });
    expect(conflictOf("vendor", { deny: ["meta"], rules: held, now: 0 })).toBe("policy.deny names meta, which controls vendor");
  });

  it("begins on the day of the stake, to the millisecond", () => {
    const held = rules({ vendor: [half("meta", 1_000)] });
    expect(conflictOf("vendor", { deny: ["meta"], rules: held, now: 999 })).toBeUndefined();
    expect(conflictOf("vendor", { deny: ["meta"], rules: held, now: 1_000 })).toBeDefined();
  });

  it("counts a stake of exactly the rule, and none below it", () => {
    const held = rules({ vendor: [{ holder: "meta", sharePerMillion: 200_000 }] });
    expect(conflictOf("vendor", { deny: ["meta"], rules: held, now: 0 })).toBeDefined();
    expect(conflictOf("vendor", { deny: ["meta"], rules: { ...held, conflictPerMillion: 200_001 }, now: 0 })).toBeUndefined();
  });

  it("agrees with walking every path, over random owners and dates", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e");
    const stake = fc.record({
      owner: name,
      holder: name,
      sharePerMillion: fc.constantFrom(100_000, 300_000),
      since: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(stake, { maxLength: 12 }), name, name, fc.integer({ min: 0, max: 9 }), (stakes, owner, denied, now) => {
        const held = rules(Object.groupBy(stakes, (one) => one.owner) as Record<string, StakeFacts[]>);
        const edges = stakes.filter((one) => one.sharePerMillion >= 200_000 && one.since <= now);
        const reached = new Set([owner]);
        for (let round = 0; round < 5; round += 1) for (const one of edges) if (reached.has(one.owner)) reached.add(one.holder);
        expect(conflictOf(owner, { deny: [denied], rules: held, now }) !== undefined).toBe(reached.has(denied));
      }),
      { numRuns: 1_000 },
    );
  });
});
