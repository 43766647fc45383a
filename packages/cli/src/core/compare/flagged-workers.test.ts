import { describe, expect, it } from "vitest";
import { streamOf } from "../quality/numeric/seeded.ts";
import type { JudgmentFact } from "./facts.ts";
import { flaggedWorkers } from "./flagged-workers.ts";

const vendors = ["a", "b"];

/** Two vendors answer 400 items each, ten workers a vendor, right nine times in ten; at `a`, w3 draws a label and w7 always says x. */
const world = (seed: number, over: Partial<JudgmentFact> = {}): readonly JudgmentFact[] => {
  const chance = streamOf(seed);
  const labels = ["x", "y", "z"];
  return Array.from({ length: 400 }, (_, item) => {
    const truth = Math.floor(chance() * 3);
    return vendors.map((vendor): JudgmentFact => {
      const worker = `w${Math.floor(chance() * 10)}`;
      const said = chance() < 0.9 ? truth : (truth + 1 + Math.floor(chance() * 2)) % 3;
      const planted = vendor === "a" && worker === "w3" ? Math.floor(chance() * 3) : vendor === "a" && worker === "w7" ? 0 : said;
      return {
        item,
        vendor,
        worker,
        answer: labels[planted] ?? "",
        at: item * 1000,
        accepted: true,
        ...(item % 4 === 0 ? { goldAnswer: labels[truth] ?? "" } : {}),
        ...over,
      };
    });
  }).flat();
};

describe("named workers worth a look", () => {
  it("names the planted ones, says why, and leaves nearly everybody else alone", () => {
    let others = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const { byVendor, test } = flaggedWorkers(world(seed), vendors);
      const flagged = new Map(byVendor[0]?.map(({ worker, flags }) => [worker, flags]));
      expect(flagged.get("w3")).toContain("held");
      expect(flagged.get("w7")).toContain("held");
      others += (byVendor[0] ?? []).filter(({ worker }) => worker !== "w3" && worker !== "w7").length + (byVendor[1]?.length ?? 0);
      expect(test?.good).toBeGreaterThan(test?.bad ?? 1);
    }
    // 18 careful people in each of 20 worlds, at about 1 in 100.
    expect(others).toBeLessThanOrEqual(10);
  });

  it("does not depend on the order of the facts", () => {
    const facts = world(3);
    expect(flaggedWorkers(facts.toReversed(), vendors)).toEqual(flaggedWorkers(facts, vendors));
  });

  it("says nothing of people without a name, of answers with nothing to hold them against, or of free texts", () => {
    const none = { byVendor: [[], []], test: null };
    expect(flaggedWorkers([], vendors)).toEqual(none);
    expect(
      flaggedWorkers(
        world(1).map(({ worker: _, ...fact }) => fact),
        vendors,
      ),
    ).toEqual(none);
    expect(
      flaggedWorkers(
        world(1).filter(({ item, vendor }) => item % 4 !== 0 && vendor === "a"),
        vendors,
      ),
    ).toEqual(none);
    expect(
      flaggedWorkers(
        world(1).map((fact, index) => ({ ...fact, answer: `text ${index}` })),
        vendors,
      ),
    ).toEqual(none);
  });

  it("notices answers that take no time", () => {
    const facts = world(5).map((fact) => ({ ...fact, seconds: fact.vendor === "b" && fact.worker === "w1" ? 1 : 30 }));
    expect(flaggedWorkers(facts, vendors).byVendor[1]?.find(({ worker }) => worker === "w1")?.flags).toContain("too-fast");
  });
});
