import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRelease, type GateRules, type ReleaseFacts } from "./decide-release.ts";
import { turnaroundAfter } from "./posterior.ts";
import { trancheCount, trancheSizes, type TrancheRules } from "./tranche-sizes.ts";

const facts: fc.Arbitrary<ReleaseFacts> = fc
  .record({
    tranche: fc.integer({ min: 1, max: 2 }),
    since: fc.nat(1_000),
    released: fc.nat(100),
    answered: fc.nat(100),
    waiting: fc.nat(50),
    right: fc.nat(40),
    seen: fc.nat(40),
    given: fc.nat(40),
    letBack: fc.constantFrom(false, false, false, true),
  })
  .map(({ right, seen, given, released, answered, ...rest }) => ({
    vendor: "v",
    ...rest,
    released,
    answered: Math.min(answered, released),
    gold: {
      given: Math.min(given, released),
      seen: Math.min(seen, given, answered, released),
      right: Math.min(right, seen, given, answered, released),
    },
  }));
const gates: fc.Arbitrary<GateRules> = fc
  .record({
    accuracy: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
    minGold: fc.integer({ min: 1, max: 40 }),
    answeredPerMillion: fc.integer({ min: 1, max: 1_000_000 }),
    maxWaitMs: fc.integer({ min: 1, max: 2_000 }),
    pilot: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ accuracy, ...rest }) => ({ ...rest, ...(accuracy === undefined ? {} : { goldAccuracyPerMillion: accuracy }) }));

/** What a gate that opens must have seen: said once more, without the code. */
const mayOpen = (seen: ReleaseFacts, rules: GateRules, now: number): boolean => {
  if (seen.letBack) return true;
  const enough = seen.answered / seen.released >= rules.answeredPerMillion / 1_000_000 - 1e-12;
  if (!enough) return false;
  if (rules.goldAccuracyPerMillion === undefined || seen.gold.given === 0) return true;
  const judged = seen.gold.seen >= Math.min(rules.minGold, seen.gold.given) || now - seen.since >= rules.maxWaitMs;
  return judged && seen.gold.seen > 0 && seen.gold.right / seen.gold.seen >= rules.goldAccuracyPerMillion / 1_000_000 - 1e-12;
};

type Decide = typeof decideRelease;
const opensOnlyByTheRules = (decide: Decide): fc.IPropertyWithHooks<[ReleaseFacts, GateRules, number]> =>
  fc.property(facts, gates, fc.nat(4_000), (seen, rules, now) => {
    const decision = decide(seen, rules, now);
    if (decision?.decision === "release") {
      expect(mayOpen(seen, rules, now)).toBe(true);
      expect(decision.tranche).toBe(seen.tranche + 1);
    }
    if (seen.waiting === 0) expect(decision).toBeUndefined();
    // Nothing waits for ever.
    if (seen.waiting > 0 && now - seen.since >= rules.maxWaitMs) expect(decision).toBeDefined();
  });

describe("the gate", () => {
  it("opens only for what its rules ask for, and is decided when its time is over", () => {
    fc.assert(opensOnlyByTheRules(decideRelease), { numRuns: 3_000 });
  });

  it("gives the same decision for the same facts, whatever was asked in between", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(facts, gates, fc.nat(4_000)), { minLength: 1, maxLength: 20 }), (asked) => {
        const once = asked.map((one) => decideRelease(...one));
        const again = asked.toReversed().map((one) => decideRelease(...structuredClone(one)));
        expect(again.toReversed()).toEqual(once);
      }),
    );
  });

  const planted: readonly (readonly [string, Decide])[] = [
    ["a gate that does not wait for answers", (seen, rules, now) => decideRelease({ ...seen, answered: seen.released }, rules, now)],
    [
      "a gate that counts gold as right that is only there",
      (seen, rules, now) => decideRelease({ ...seen, gold: { ...seen.gold, right: seen.gold.seen } }, rules, now),
    ],
    ["a gate that forgets gold", (seen, { goldAccuracyPerMillion: _, ...rules }, now) => decideRelease(seen, rules, now)],
    ["a gate that never gives up waiting", (seen, rules, now) => decideRelease(seen, { ...rules, maxWaitMs: Infinity }, now)],
  ];
  it.each(planted)("%s is noticed", (_, decide) => {
    expect(fc.check(opensOnlyByTheRules(decide), { numRuns: 3_000 }).failed).toBe(true);
  });
});

describe("the tranches of a vendor", () => {
  const rules: fc.Arbitrary<TrancheRules> = fc.record(
    {
      firstPerMillion: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600_000 })),
      thenPerMillion: fc.integer({ min: 1, max: 400_000 }),
      pilot: fc.integer({ min: 1, max: 60 }),
      minGold: fc.integer({ min: 1, max: 30 }),
    },
    { requiredKeys: ["firstPerMillion"] },
  );
  const work = fc
    .record({ slots: fc.nat(5_000), gold: fc.nat(300), isNew: fc.boolean() })
    .map(({ slots, gold, isNew }) => ({ slots, gold: Math.min(slots, gold), isNew }));

  it("add up to its work, begin with the pilot and with the gold that the gate asks for", () => {
    fc.assert(
      fc.property(rules, work, (how, what) => {
        const sizes = trancheSizes(how, what);
        expect(sizes).toHaveLength(trancheCount(how));
        for (const { gold, others } of sizes) expect(Math.min(gold, others)).toBeGreaterThanOrEqual(0);
        expect(sizes.reduce((sum, { gold }) => sum + gold, 0)).toBe(what.gold);
        expect(sizes.reduce((sum, { gold, others }) => sum + gold + others, 0)).toBe(what.slots);
        const [first] = sizes;
        const size = (first?.gold ?? 0) + (first?.others ?? 0);
        if (how.firstPerMillion === 0 && (how.pilot === undefined || !what.isNew)) {
          expect(size).toBe(what.slots);
          return;
        }
        if (how.pilot !== undefined && what.isNew)
          expect(size).toBeGreaterThanOrEqual(Math.min(what.slots, Math.max(how.pilot, what.slots / 100)));
        expect(first?.gold).toBeGreaterThanOrEqual(Math.min(how.minGold ?? 0, what.gold));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [{ firstPerMillion: 0, pilot: 20 }, { slots: 1_000, gold: 0, isNew: true }, [20, 980]],
    [{ firstPerMillion: 0, pilot: 20 }, { slots: 5_000, gold: 0, isNew: true }, [50, 4_950]],
    [{ firstPerMillion: 0, pilot: 20, minGold: 20 }, { slots: 1_000, gold: 50, isNew: true }, [40, 960]],
    [{ firstPerMillion: 0, pilot: 20 }, { slots: 1_000, gold: 50, isNew: false }, [1_000, 0]],
    [{ firstPerMillion: 50_000, thenPerMillion: 250_000 }, { slots: 1_000, gold: 50, isNew: false }, [50, 250, 700]],
  ])("%j of %j: %j", (how, what, sizes) => {
    expect(trancheSizes(how, what).map(({ gold, others }) => gold + others)).toEqual(sizes);
  });
});

describe("turnaround after what was seen", () => {
  const hour = 3_600_000;
  const declared = { p50Ms: 6 * hour, p90Ms: 24 * hour };

  it("is what was declared where nothing was seen", () => {
    expect(turnaroundAfter(declared, { answeredMs: [], openMs: [] })).toEqual(declared);
  });

  it("gives way to what is seen", () => {
    const seen = turnaroundAfter(declared, { answeredMs: Array.from({ length: 200 }, (_, i) => hour * (0.5 + i / 200)), openMs: [] });
    expect(seen.p50Ms / hour).toBeCloseTo(0.98, 1);
    expect(seen.p90Ms / hour).toBeGreaterThan(1.2);
    expect(seen.p90Ms / hour).toBeLessThan(2.5);
  });

  it("knows that open work is slower than its age: leaving it out would make a vendor that is stuck look quick", () => {
    const answeredMs = Array.from({ length: 20 }, (_, i) => hour * (1 + i / 20));
    const without = turnaroundAfter(declared, { answeredMs, openMs: [] });
    const withOpen = turnaroundAfter(declared, { answeredMs, openMs: Array.from({ length: 20 }, () => 10 * hour) });
    expect(withOpen.p50Ms).toBeGreaterThan(2 * without.p50Ms);
    expect(withOpen.p90Ms).toBeGreaterThan(10 * hour);
  });

  it("is finite, ordered, and longer where anything took longer", () => {
    const times = fc.array(fc.integer({ min: 1, max: 30 * 24 * hour }), { maxLength: 30 });
    fc.assert(
      fc.property(times, times, fc.integer({ min: 2, max: 20 }), (answeredMs, openMs, times2) => {
        const once = turnaroundAfter(declared, { answeredMs, openMs });
        expect(Number.isFinite(once.p50Ms) && Number.isFinite(once.p90Ms)).toBe(true);
        expect(once.p90Ms).toBeGreaterThan(once.p50Ms);
        const slower = turnaroundAfter(declared, {
          answeredMs: answeredMs.map((ms) => ms * times2),
          openMs: openMs.map((ms) => ms * times2),
        });
        expect(slower.p50Ms).toBeGreaterThanOrEqual(once.p50Ms * 0.999999);
      }),
    );
  });
});
