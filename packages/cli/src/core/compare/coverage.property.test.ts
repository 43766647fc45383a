import { describe, expect, it } from "vitest";
import { compareVendors } from "./compare-vendors.ts";
import type { CompareFacts } from "./facts.ts";
import { simulatedAttempts, simulatedJudgments, type SimulatedVendor } from "./__fixtures__/simulated-vendors.ts";

/*
 * An interval that is said to be at 95 % holds the truth about 95 times in 100, and one with a bug in it does not. Replications: 600 a world, or as many as
 * TRANCHE_COVERAGE says. Seeds are fixed, so a run is the same every time.
 */
const replications = Number(process.env["TRANCHE_COVERAGE"] ?? 600);

interface Limits {
  readonly low: number | null;
  readonly high: number | null;
}

const holds = ({ low, high }: Limits, truth: number): boolean =>
  (low ?? Number.NEGATIVE_INFINITY) <= truth && truth <= (high ?? Number.POSITIVE_INFINITY);

const coverage = (covers: (seed: number) => boolean, runs: number = replications): number => {
  let covered = 0;
  for (let run = 0; run < runs; run += 1) if (covers(1_000 + run)) covered += 1;
  return covered / runs;
};

const expectNominal = (found: number): void => {
  expect(found).toBeGreaterThanOrEqual(0.93);
  expect(found).toBeLessThanOrEqual(0.97);
};

const vendor = (name: string, over: Partial<SimulatedVendor>): SimulatedVendor => ({
  vendor: name,
  accuracy: 0.9,
  workerSpread: 0,
  workers: 20,
  ...over,
});

/** The bug: judgments as if nobody had worked on more than one. */
const workersForgotten = (facts: CompareFacts): CompareFacts => ({
  ...facts,
  judgments: facts.judgments.map(({ worker: _, ...judgment }) => judgment),
});

describe("intervals hold the truth 93 to 97 times in 100", { timeout: 120_000 + 200 * replications }, () => {
  const rates = [
    { name: "workers alike", items: 150, over: {} },
    { name: "30 workers that differ", items: 300, over: { workers: 30, accuracy: 0.8, workerSpread: 0.1 } },
    { name: "12 workers that differ", items: 240, over: { workers: 12, accuracy: 0.85, workerSpread: 0.08 } },
    { name: "nearly all right", items: 200, over: { accuracy: 0.95, workers: 40, workerSpread: 0.02 } },
  ] as const;
  const rateWorld = ({ items, over }: (typeof rates)[number], seed: number): CompareFacts =>
    simulatedJudgments({ vendors: [vendor("a", over)], items, itemSpread: 0, seed });

  it.each(rates)("gold rate: $name", (world) => {
    const truth = vendor("a", world.over).accuracy;
    for (const interval of ["wilson", "beta"] as const)
      expectNominal(coverage((seed) => holds(compareVendors(rateWorld(world, seed), { interval }).vendors[0]!.quality.gold, truth)));
  });

  it("notices when workers are forgotten: gold rate", () => {
    const world = rates[1];
    expect(
      coverage(
        (seed) => holds(compareVendors(workersForgotten(rateWorld(world, seed))).vendors[0]!.quality.gold, world.over.accuracy),
        200,
      ),
    ).toBeLessThan(0.91);
  });

  const pairs = [
    { name: "workers alike, items differ", items: 200, itemSpread: 0.05, a: { accuracy: 0.85 }, b: {} },
    {
      name: "workers differ, items differ",
      items: 300,
      itemSpread: 0.04,
      a: { accuracy: 0.8, workers: 15, workerSpread: 0.08 },
      b: { accuracy: 0.85, workers: 25, workerSpread: 0.05 },
    },
    { name: "no difference at all", items: 150, itemSpread: 0.03, a: { workerSpread: 0.03 }, b: { workerSpread: 0.03 } },
  ] as const;
  const pairWorld = ({ items, itemSpread, a, b }: (typeof pairs)[number], seed: number): CompareFacts =>
    simulatedJudgments({ vendors: [vendor("a", a), vendor("b", b)], items, itemSpread, seed });
  const differenceOf = ({ a, b }: (typeof pairs)[number]): number => vendor("a", a).accuracy - vendor("b", b).accuracy;

  it.each(pairs)("difference on the same items, and its bootstrap: $name", (world) => {
    const truth = differenceOf(world);
    let resampled = 0;
    const found = coverage((seed) => {
      const { quality } = compareVendors(pairWorld(world, seed), { replicates: 300, seed }).pairs[0]!;
      if (holds(quality.bootstrap ?? { low: 0, high: 0 }, truth)) resampled += 1;
      return holds(quality, truth);
    });
    expectNominal(found);
    expectNominal(resampled / replications);
  });

  it("difference, each vendor on items of its own", () => {
    const world = pairs[1];
    expectNominal(
      coverage((seed) => {
        const facts = pairWorld(world, seed);
        const judgments = facts.judgments.filter(({ item, vendor: name }) => item % 2 === (name === "a" ? 0 : 1));
        return holds(compareVendors({ ...facts, judgments }, { basis: "weighted" }).pairs[0]!.quality, differenceOf(world));
      }),
    );
  });

  it("notices when workers are forgotten: difference", () => {
    const world = pairs[1];
    expect(
      coverage((seed) =>
        holds(compareVendors(workersForgotten(pairWorld(world, seed)), { replicates: 2 }).pairs[0]!.quality, differenceOf(world)),
      ),
    ).toBeLessThan(0.91);
  });

  const hour = 3_600_000;
  const timed = (attempts: number, watched: number, seed: number): CompareFacts => ({
    jobs: ["j"],
    currency: "USD",
    vendors: ["a"],
    attempts: simulatedAttempts({ vendor: "a", medianMs: 6 * hour, attempts, watched, seed }),
    judgments: [],
  });
  const median = (facts: CompareFacts): Limits => {
    const { low50: low, high50: high } = compareVendors(facts).vendors[0]!.turnaroundHours;
    return { low, high };
  };

  it.each([
    { attempts: 100, watched: 50 },
    { attempts: 150, watched: 3 },
    { attempts: 300, watched: 1.5 },
  ])("median of $attempts attempts, watched for $watched medians", ({ attempts, watched }) => {
    expectNominal(coverage((seed) => holds(median(timed(attempts, watched, seed)), 6)));
  });

  it("notices when open work is dropped, or taken for done", () => {
    const dropped = (facts: CompareFacts): CompareFacts => ({
      ...facts,
      attempts: facts.attempts.filter(({ outcome }) => outcome.ended !== "open"),
    });
    const done = (facts: CompareFacts): CompareFacts => ({
      ...facts,
      attempts: facts.attempts.map((attempt) =>
        attempt.outcome.ended === "open" ? { ...attempt, outcome: { ended: "answered", turnaroundMs: attempt.outcome.openMs } } : attempt,
      ),
    });
    for (const bug of [dropped, done]) expect(coverage((seed) => holds(median(bug(timed(150, 3, seed))), 6))).toBeLessThan(0.8);
  });
});
