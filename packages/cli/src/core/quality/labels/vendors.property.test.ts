import { describe, expect, it } from "vitest";
import { type SimulatedVendor, type SimulatedWorld, vendorWorld } from "../__fixtures__/crowd.ts";
import { accuracyOn, haveTruthSets, tableOfRows, truthSet } from "../__fixtures__/truth-sets.ts";
import { inferByData } from "./auto.ts";
import { runMethod } from "./methods.ts";
import { vendorReport } from "./vendor-report.ts";
import { vendorTrust } from "./vendor-trust.ts";

const vendor = (people: number, accuracy: number, shared: number, each: number): SimulatedVendor => ({ people, accuracy, shared, each });

const worlds: Readonly<Record<string, SimulatedWorld>> = {
  "two alike": { classes: 2, items: 500, vendors: [vendor(20, 0.8, 0.05, 3), vendor(20, 0.8, 0.05, 3)] },
  "two good ones": { classes: 2, items: 500, vendors: [vendor(30, 0.9, 0.03, 2), vendor(30, 0.9, 0.03, 2)] },
  "one far better, errors of their own": { classes: 2, items: 500, vendors: [vendor(20, 0.9, 0, 3), vendor(20, 0.65, 0, 3)] },
  "the one with more votes shares mistakes": { classes: 2, items: 500, vendors: [vendor(20, 0.85, 0.05, 3), vendor(20, 0.85, 0.25, 5)] },
  "the worse one is larger": { classes: 4, items: 500, vendors: [vendor(15, 0.85, 0.03, 3), vendor(40, 0.7, 0.2, 7)] },
  "three, one poor": { classes: 3, items: 500, vendors: [vendor(15, 0.85, 0.05, 2), vendor(15, 0.8, 0.05, 2), vendor(15, 0.6, 0.15, 2)] },
  "three, two share mistakes": {
    classes: 2,
    items: 500,
    vendors: [vendor(15, 0.85, 0.05, 2), vendor(15, 0.75, 0.2, 4), vendor(15, 0.8, 0.1, 3)],
  },
  "classes of unequal size": { classes: 2, items: 500, first: 0.8, vendors: [vendor(20, 0.8, 0.1, 4), vendor(20, 0.7, 0.2, 5)] },
  "one answer of each": { classes: 2, items: 500, vendors: [vendor(20, 0.85, 0.05, 1), vendor(20, 0.7, 0.1, 1), vendor(20, 0.8, 0.05, 1)] },
  "a single vendor": { classes: 3, items: 500, vendors: [vendor(30, 0.7, 0.1, 4)] },
  "few answers each": { classes: 2, items: 500, vendors: [vendor(100, 0.75, 0.05, 3)] },
};

const runs = 6;
const meanOver = (world: SimulatedWorld, infer: (set: ReturnType<typeof tableOfRows>) => Float64Array): number => {
  let sum = 0;
  for (let seed = 1; seed <= runs; seed += 1) {
    const { rows, truth } = vendorWorld(world, seed * 13);
    const set = tableOfRows(rows, { truth });
    sum += accuracyOn(set, infer(set)).shared;
  }
  return sum / runs;
};
const ofMethod = (world: SimulatedWorld, method: Parameters<typeof runMethod>[0]): number =>
  meanOver(world, ({ table }) => runMethod(method, table).posterior);

describe("in simulated worlds of vendors whose people share mistakes", () => {
  it.each(Object.entries(worlds))("%s: auto is never more than a point below majority", (_, world) => {
    const auto = meanOver(world, ({ table }) => inferByData(table).inference.posterior);
    expect(auto).toBeGreaterThanOrEqual(ofMethod(world, "majority") - 0.01);
  });

  it.each(["the one with more votes shares mistakes", "the worse one is larger"])(
    "%s: knowing the vendors is worth five points and more over one-coin, and trust is what does it",
    (name) => {
      expect(ofMethod(worlds[name]!, "vendor-coin")).toBeGreaterThan(ofMethod(worlds[name]!, "one-coin-shrunk") + 0.05);
    },
  );

  it("two vendors that are alike are trusted alike, a clearly worse one is trusted less", () => {
    const trustIn = (name: string): readonly number[] => {
      const { rows } = vendorWorld(worlds[name]!, 13);
      return [...vendorTrust(tableOfRows(rows).table)];
    };
    for (const trust of trustIn("two good ones")) expect(trust).toBeGreaterThan(0.85);
    expect(trustIn("one far better, errors of their own")[1]).toBeLessThan(0.3);
    expect(trustIn("three, two share mistakes")[1]).toBeLessThan(0.9);
  });

  it("the interval of the gap between two vendors holds the true gap", () => {
    let held = 0;
    const tries = 12;
    for (let seed = 1; seed <= tries; seed += 1) {
      const { rows, accuracy } = vendorWorld(
        { classes: 3, items: 120, vendors: [vendor(12, 0.85, 0.02, 3), vendor(12, 0.7, 0.02, 3)] },
        seed * 7,
      );
      const [pair] = vendorReport(tableOfRows(rows).table, seed)!.pairs;
      const gap = accuracy[0]! - accuracy[1]!;
      if (pair!.gap.low <= gap && gap <= pair!.gap.high) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(11);
  });
});

describe.skipIf(!haveTruthSets)("on vendors_zencrowd in ../shared/data/truth", () => {
  it("the vendors are ranked rightly without a truth, and the true gap lies in the interval", () => {
    const { table, truth } = truthSet("vendors_zencrowd");
    const right = new Float64Array(2);
    const seen = new Float64Array(2);
    for (let item = 0; item < table.items; item += 1)
      for (let at = table.itemStart[item]!; at < table.itemStart[item + 1]!; at += 1) {
        const of = table.vendorOf[table.worker[at]!]!;
        seen[of]! += 1;
        if (table.label[at] === truth[item]) right[of]! += 1;
      }
    // Vendors sort by name: in, us.
    const gap = right[0]! / seen[0]! - right[1]! / seen[1]!;
    const report = vendorReport(table, 1)!;
    const [india, america] = report.vendors;
    expect(gap).toBeCloseTo(-0.09, 2);
    expect(india!.accuracy.value).toBeLessThan(america!.accuracy.value);
    const [pair] = report.pairs;
    expect(pair!.gap.low).toBeLessThan(gap);
    expect(pair!.gap.high).toBeGreaterThan(gap);
    // For these people and other items the sign is beyond doubt.
    expect(pair!.gapOfThesePeople.high).toBeLessThan(0);
  });
});
