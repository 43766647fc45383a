import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoggedDecision, type LotteryStratum, replay, type ReplayedPolicy, type ReplayInput } from "./replay.ts";
import { streamOf } from "../quality/numeric/seeded.ts";

const replications = Number(process.env["TRANCHE_COVERAGE"] ?? 400);

/** Two strata, three vendors: the second stratum is harder, and the good vendor got most of it, so that a plain mean over the vendor's work is wrong. */
const strata: readonly LotteryStratum[] = [
  { id: "new", slots: 480, chances: { a: 0.6, b: 0.3, c: 0.1 } },
  { id: "seen", slots: 320, chances: { a: 0.1, b: 0.6, c: 0.3 } },
];
const truth = {
  right: { new: { a: 0.95, b: 0.9, c: 0.85 }, seen: { a: 0.6, b: 0.75, c: 0.7 } },
  hours: { a: 4, b: 8, c: 20 },
  cost: { a: 0.1, b: 0.2, c: 1 },
  answered: { a: 0.9, b: 1, c: 1 },
} as const;
type Vendor = keyof typeof truth.hours;
const names: readonly Vendor[] = ["a", "b", "c"];
const hour = 3_600_000;

const decisionsOf = (seed: number): readonly LoggedDecision[] => {
  const chance = streamOf(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  const people = Object.fromEntries(
    names.map((name) => [name, Array.from({ length: 15 }, () => 0.04 * Math.sqrt(3) * (2 * chance() - 1))]),
  );
  const decisions: LoggedDecision[] = [];
  for (const { id, slots, chances } of strata) {
    // Exact quotas in random order, as the plan deals them.
    const dealt = names.flatMap((name) => Array.from({ length: Math.round(slots * (chances[name] ?? 0)) }, () => name));
    for (const vendor of dealt) {
      const worker = Math.floor(chance() * 15);
      const answers = chance() < truth.answered[vendor];
      const takes = truth.hours[vendor] * hour * Math.exp(0.6 * normal());
      const watched = 60 * hour * (0.4 + chance());
      const answered = answers && takes <= watched;
      const right = chance() < truth.right[id as "new" | "seen"][vendor] + (people[vendor]?.[worker] ?? 0);
      decisions.push({
        stratum: id,
        vendor,
        item: decisions.length,
        worker: `w${worker}`,
        outcome: {
          costMicros: Math.round(truth.cost[vendor] * 1e6 * (0.8 + 0.4 * chance())),
          answered,
          ms: answers ? Math.min(takes, watched) : watched,
          ...(answered ? { right } : {}),
        },
      });
    }
  }
  return decisions;
};

const target = { a: 0.5, b: 0.3, c: 0.2 };
const input = (seed: number, over: Partial<ReplayInput> = {}): ReplayInput => ({
  decisions: decisionsOf(seed),
  strata,
  target: () => target,
  seed,
  replicates: 150,
  ...over,
});

const supported = (found: ReturnType<typeof replay>): ReplayedPolicy => {
  if (!found.supported) throw new Error(JSON.stringify(found.because));
  return found;
};

const trueRight = names.reduce((sum, name) => sum + target[name] * (0.6 * truth.right.new[name] + 0.4 * truth.right.seen[name]), 0);
/** By a million draws of the same world under the other policy. */
const trueOf = (() => {
  const chance = streamOf(99);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  let cost = 0;
  let answered = 0;
  const times: number[] = [];
  for (let draw = 0; draw < 400_000; draw += 1) {
    const pick = chance();
    const vendor: Vendor = pick < target.a ? "a" : pick < target.a + target.b ? "b" : "c";
    const answers = chance() < truth.answered[vendor];
    const takes = truth.hours[vendor] * Math.exp(0.6 * normal());
    times.push(answers ? takes : Number.POSITIVE_INFINITY);
    cost += truth.cost[vendor];
    answered += answers && takes <= 60 * (0.4 + chance()) ? 1 : 0;
  }
  const sorted = Float64Array.from(times).sort();
  return { costPerAnswer: cost / answered, medianHours: sorted[200_000] ?? 0 };
})();

const coverageOf = (
  holds: (found: ReplayedPolicy) => boolean,
  change: (seed: number) => ReplayInput = input,
  runs: number = replications,
): number => {
  let covered = 0;
  for (let run = 0; run < runs; run += 1) if (holds(supported(replay(change(5_000 + run))))) covered += 1;
  return covered / runs;
};

const inside = (limits: { readonly low: number | undefined; readonly high: number | undefined } | undefined, at: number): boolean =>
  limits !== undefined && (limits.low ?? 0) <= at && at <= (limits.high ?? Number.POSITIVE_INFINITY);

describe("replay", { timeout: 120_000 + 200 * replications }, () => {
  it("its limits hold the truth of the other policy about 95 times in 100", () => {
    const found = { right: 0, cost: 0, median: 0 };
    coverageOf((one) => {
      found.right += inside(one.right, trueRight) ? 1 : 0;
      found.cost += inside(one.costPerAnswer, trueOf.costPerAnswer * 1e6) ? 1 : 0;
      found.median += inside({ low: one.medianMs.low, high: one.medianMs.high }, trueOf.medianHours * hour) ? 1 : 0;
      return true;
    });
    for (const [name, count] of Object.entries(found)) {
      expect(count / replications, name).toBeGreaterThanOrEqual(0.93);
      expect(count / replications, name).toBeLessThanOrEqual(0.975);
    }
  });

  it("notices when the lottery's chances are forgotten, or open work is dropped", () => {
    const pooled = (seed: number): ReplayInput =>
      input(seed, {
        decisions: decisionsOf(seed).map((decision) => ({ ...decision, stratum: "all" })),
        strata: [{ id: "all", slots: 800, chances: { a: 0.4, b: 0.4, c: 0.2 } }],
      });
    expect(coverageOf((one) => inside(one.right, trueRight), pooled, 200)).toBeLessThan(0.8);
    const dropped = (seed: number): ReplayInput =>
      input(seed, { decisions: decisionsOf(seed).filter(({ outcome }) => outcome?.answered === true) });
    expect(
      coverageOf((one) => inside({ low: one.medianMs.low, high: one.medianMs.high }, trueOf.medianHours * hour), dropped, 200),
    ).toBeLessThan(0.9);
  });

  it("under the policy there was, gives what was seen, and every decision counts in full", () => {
    const flat = strata.map((stratum) => ({ ...stratum, chances: { a: 0.4, b: 0.4, c: 0.2 } }));
    const dealt = decisionsOf(3).map((decision, index) => ({ ...decision, vendor: index % 10 < 4 ? "a" : index % 10 < 8 ? "b" : "c" }));
    const found = supported(replay(input(3, { decisions: dealt, strata: flat, target: () => ({ a: 0.4, b: 0.4, c: 0.2 }) })));
    const costs = dealt.reduce((sum, { outcome }) => sum + (outcome?.costMicros ?? 0), 0);
    const answers = dealt.filter(({ outcome }) => outcome?.answered === true).length;
    expect(found.costPerAnswer?.at).toBeCloseTo(costs / answers, 4);
    expect(found.effective).toBeCloseTo(800, 6);
    expect(found.decisions).toBe(800);
  });

  it("refuses where the other policy leaves what was tried, in every planted case, and says who and where", () => {
    const world = input(1);
    const because = (over: Partial<ReplayInput>) => {
      const found = replay({ ...world, ...over });
      return found.supported ? "answered" : found.because;
    };
    // A vendor that never was.
    expect(because({ target: () => ({ ...target, a: 0.4, d: 0.1 }) })).toEqual([
      { vendor: "d", stratum: "new", why: "no chance" },
      { vendor: "d", stratum: "seen", why: "no chance" },
    ]);
    // A vendor that had no chance in one of the strata (a region it may not serve), whatever failover sent it there.
    const without = strata.map((stratum) => (stratum.id === "seen" ? { ...stratum, chances: { a: 0.4, b: 0.6 } } : stratum));
    expect(because({ strata: without })).toEqual([{ vendor: "c", stratum: "seen", why: "no chance" }]);
    expect(because({ strata: without, target: () => ({ a: 0.5, b: 0.5 }) })).toBe("answered");
    // A vendor that was lost before it was sent anything.
    const lost = world.decisions.map((one): LoggedDecision => {
      const { outcome: _, ...unsent } = one;
      return one.vendor === "c" ? unsent : one;
    });
    expect(because({ decisions: lost })).toEqual([
      { vendor: "c", stratum: "new", why: "nothing sent" },
      { vendor: "c", stratum: "seen", why: "nothing sent" },
    ]);
    // A vendor that never answered.
    const silent = world.decisions.map((one): LoggedDecision =>
      one.vendor === "c" && one.outcome ? { ...one, outcome: { costMicros: 0, answered: false, ms: hour } } : one,
    );
    expect(because({ decisions: silent })).toEqual([
      { vendor: "c", stratum: "new", why: "nothing answered" },
      { vendor: "c", stratum: "seen", why: "nothing answered" },
    ]);
    // Nobody knows whether its answers are right: no share right, and the rest stands.
    const unknown = world.decisions.map((one): LoggedDecision => {
      if (one.vendor !== "c" || one.outcome === undefined) return one;
      const { right: _, ...outcome } = one.outcome;
      return { ...one, outcome };
    });
    expect(replay({ ...world, decisions: unknown })).toMatchObject({ supported: true, right: undefined, rightUnknownOf: ["c"] });
  });

  it("takes the share right from gold where only gold is known, and leaves what is bought to measure as it was", () => {
    const world = input(7);
    const gold = { id: "gold", slots: 60, chances: { a: 0.4, b: 0.3, c: 0.3 }, measures: true };
    const blind = world.decisions.map((one): LoggedDecision => {
      const { right: _, ...outcome } = one.outcome ?? { costMicros: 0, answered: false, ms: 0 };
      return { ...one, outcome };
    });
    const measured = ["a", "b", "c"].flatMap((vendor, at) =>
      Array.from({ length: 20 }, (_, index): LoggedDecision => ({
        stratum: "gold",
        vendor,
        item: 10_000 + 100 * at + index,
        outcome: { costMicros: 9e9, answered: true, ms: hour, right: index < 10 + 5 * at - (at === 2 ? 2 : 0) },
      })),
    );
    const found = supported(replay({ ...world, strata: [...strata, gold], decisions: [...blind, ...measured] }));
    expect(found.rightFromGold).toBe(true);
    expect(found.right?.at).toBeCloseTo(0.5 * 0.5 + 0.3 * 0.75 + 0.2 * 0.9, 12);
    expect(found.costPerAnswer?.at).toBeCloseTo(supported(replay({ ...world, decisions: blind })).costPerAnswer?.at ?? 0, 9);
  });

  it("does not care in which order decisions come or what anything is called", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const world = input(seed, { replicates: 50 });
        const found = supported(replay(world));
        const renamed = supported(
          replay({
            ...world,
            strata: world.strata.map((stratum) => ({ ...stratum, id: `x${stratum.id}` })),
            decisions: world.decisions
              .map((one) => ({ ...one, stratum: `x${one.stratum}`, item: 9_000 - one.item, worker: `q${one.worker}` }))
              .toReversed(),
          }),
        );
        for (const figure of ["right", "costPerAnswer"] as const)
          for (const part of ["at", "low", "high"] as const)
            expect(renamed[figure]?.[part]).toBeCloseTo(found[figure]?.[part] ?? Number.NaN, figure === "right" ? 9 : 3);
        expect(renamed.medianMs).toEqual(found.medianMs);
      }),
      { numRuns: 20 },
    );
  });
});
