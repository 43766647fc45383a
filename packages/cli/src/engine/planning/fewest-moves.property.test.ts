import type { Objective } from "@tranche/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vendorFacts } from "../../core/plan/__fixtures__/plan-inputs-of.ts";
import type { VendorFacts } from "../../core/plan/index.ts";
import type { MissingSlot } from "../../ports/store.ts";
import type { ReplanRequest } from "../replan.ts";
import { loadHighs } from "../solve/highs.ts";
import { fewestMoves } from "./fewest-moves.ts";
import { createReplan } from "./replan-missing.ts";

const solve = await loadHighs();
const hour = 3_600_000;

const countOf = (vendors: readonly (string | undefined)[]): ReadonlyMap<string | undefined, number> => {
  const counts = new Map<string | undefined, number>();
  for (const vendor of vendors) counts.set(vendor, (counts.get(vendor) ?? 0) + 1);
  return counts;
};

type Fewest = typeof fewestMoves;
const movesAsFewAsMayBe = (fewest: Fewest): fc.IPropertyWithHooks<[(readonly [string, string])[]]> =>
  fc.property(fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("a", "b", "c", "gone")), { maxLength: 60 }), (pairs) => {
    const laid = pairs.map(([vendor]) => [vendor]);
    const now = pairs.map(([, vendor]) => [vendor]);
    const given = fewest(laid, now);
    expect(countOf(given.flat())).toEqual(countOf(laid.flat()));
    const stayed = given.filter(([vendor], index) => vendor === now[index]?.[0]).length;
    // Of each vendor's items as many can stay as it is to have, and no more.
    const wanted = countOf(laid.flat());
    const most = [...countOf(now.flat())].reduce((sum, [vendor, count]) => sum + Math.min(count, wanted.get(vendor) ?? 0), 0);
    expect(stayed).toBe(most);
  });

describe("the fewest moves", () => {
  it("give every vendor its count, and leave as many items as possible where they are", () => {
    fc.assert(movesAsFewAsMayBe(fewestMoves), { numRuns: 500 });
  });

  it("are noticed where items are laid anew", () => {
    expect(
      fc.check(
        movesAsFewAsMayBe((laid) => laid),
        { numRuns: 500 },
      ).failed,
    ).toBe(true);
  });
});

describe("planning again what is not released", () => {
  const slots = (count: number, vendorOf: (index: number) => string): readonly MissingSlot[] =>
    Array.from({ length: count }, (_, index) => ({
      slot: index + 1,
      seq: index,
      vendor: vendorOf(index),
      purpose: "real",
      bytes: 9,
      spare: false,
      waiting: true,
      seenBy: [],
      barredVendors: [],
      takenBy: [],
    }));
  const replan = (vendors: readonly VendorFacts[], objective: Objective = "cost", budgetMicros?: number): ReturnType<typeof createReplan> =>
    createReplan({
      ...(budgetMicros === undefined ? {} : { budgetMicros }),
      job: {
        name: "j",
        dataset: "d",
        taskKind: "classification",
        slotsPerItem: 1,
        independent: "owner",
        route: { by: "objective", objective },
        ...(objective === "cost" ? { deadlineMs: 48 * hour } : {}),
        deny: [],
        regions: [],
      },
      vendors,
      currency: "USD",
      hashes: { job: "", items: "", vendors: "", ledgerHead: "" },
      solve,
      placeFor: (_, seq) => seq,
    });
  const request = (
    missing: readonly MissingSlot[],
    turnarounds: Readonly<Record<string, number>>,
    learnt: Partial<NonNullable<ReplanRequest["learnt"]>> = { deadlineMs: 40 * hour },
  ): ReplanRequest => ({
    missing,
    unusable: new Map(),
    datasetItems: missing.length,
    exposure: [],
    overlaps: [],
    committedMicros: 0,
    ordered: new Map(),
    open: new Map(),
    now: 0,
    learnt: {
      turnarounds: new Map(
        Object.entries(turnarounds).map(([vendor, hours]) => [vendor, { p50Ms: (hours * hour) / 2, p90Ms: hours * hour }]),
      ),
      accuracies: new Map(),
      accepted: new Map(),
      ...learnt,
    },
  });
  const equal = [vendorFacts("a"), vendorFacts("b")];

  it("moves nothing between vendors that cost the same", () => {
    const again = replan(equal)(
      request(
        slots(100, (index) => (index % 3 === 0 ? "a" : "b")),
        { a: 10, b: 20 },
      ),
    );
    expect(again.placements).toEqual([]);
  });

  it("moves what is too late where it is, and nothing else", () => {
    const missing = slots(100, (index) => (index % 4 === 0 ? "b" : "a"));
    const again = replan(equal)(request(missing, { a: 10, b: 50 }));
    const moved = again.placements.filter(({ slot, vendor }) => vendor !== missing[slot - 1]?.vendor);
    expect(moved.map(({ slot }) => slot)).toEqual(missing.filter(({ vendor }) => vendor === "b").map(({ slot }) => slot));
    expect(again.to["b"]).toBeUndefined();
  });

  it("takes what a slow vendor cannot finish, and leaves it what it can", () => {
    const narrow = [vendorFacts("a", { capacity: { perDay: 60 } }), vendorFacts("b", { price: { basis: "judgment", micros: 300_000 } })];
    const missing = slots(90, () => "a");
    const again = replan(narrow)(request(missing, { a: 20, b: 10 }));
    const moved = again.placements.filter(({ vendor }) => vendor === "b");
    // Twenty hours are left for taking work on: fifty judgments.
    expect(moved).toHaveLength(40);
    expect(again.placements.filter(({ vendor }) => vendor === "a")).toHaveLength(50);
  });

  const accuracy = (shares: Readonly<Record<string, number>>): ReadonlyMap<string, number> => new Map(Object.entries(shares));
  const wide = [vendorFacts("a", { accuracyPerMillion: 950_000 }), vendorFacts("b", { accuracyPerMillion: 900_000 })];
  const atA = slots(60, () => "a");

  it("quality: goes to whom the known answers now speak for, without a deadline; a hair's breadth moves nothing", () => {
    const learn = (a: number, b: number): ReplanRequest => request(atA, {}, { accuracies: accuracy({ a, b }) });
    expect(replan(wide, "quality")(learn(700_000, 900_000)).to).toEqual({ b: 60 });
    expect(replan(wide, "quality")(learn(900_000, 900_500)).placements).toEqual([]);
    expect(replan(wide, "quality")(request(atA, {}, {})).placements).toEqual([]);
  });

  it("time: goes to whom turned out to be quicker, without a deadline", () => {
    const paced = wide.map((facts) => ({ ...facts, turnaround: { p50Ms: 5 * hour, p90Ms: 10 * hour } }));
    expect(replan(paced, "time")(request(atA, { a: 40, b: 10 }, {})).to).toEqual({ b: 60 });
    expect(replan(paced, "time")(request(atA, { a: 10, b: 10 }, {})).placements).toEqual([]);
  });

  it("cost: goes by what an accepted answer comes to, not by what is asked for one", () => {
    const priced = [vendorFacts("a"), vendorFacts("b", { price: { basis: "judgment", micros: 130_000 } })];
    const learn = (a: number, b: number): ReplanRequest => request(atA, {}, { accepted: accuracy({ a, b }) });
    expect(replan(priced)(learn(700_000, 990_000)).to).toEqual({ b: 60 });
    expect(replan(priced)(learn(900_000, 990_000)).placements).toEqual([]);
  });

  it("balanced: a vendor that is cheap, quick and wrong loses its place", () => {
    const priced = [vendorFacts("a", { price: { basis: "judgment", micros: 90_000 } }), vendorFacts("b")];
    const learn = (a: number): ReplanRequest => request(atA, {}, { accuracies: accuracy({ a, b: 900_000 }) });
    expect(replan(priced, "balanced")(learn(500_000)).to).toEqual({ b: 60 });
    expect(replan(priced, "balanced")(learn(890_000)).placements).toEqual([]);
  });

  it("keeps every place where all that is expected to be paid is more than the budget, and says the same again and again", () => {
    const bound = replan(wide, "cost", 60 * 100_000);
    const asked = request(atA, {}, { accepted: accuracy({ a: 900_000, b: 900_000 }) });
    expect(bound(asked).placements).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (a, b) => {
        const learnt = request(atA, {}, { accuracies: accuracy({ a, b }), accepted: accuracy({ a: b, b: a }) });
        for (const objective of ["cost", "time", "quality", "balanced"] as const)
          expect(replan(wide, objective)(structuredClone(learnt))).toEqual(replan(wide, objective)(learnt));
      }),
      { numRuns: 25 },
    );
  });
});
