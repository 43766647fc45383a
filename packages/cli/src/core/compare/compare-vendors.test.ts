import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVendors } from "./compare-vendors.ts";
import type { Comparison } from "./comparison.ts";
import type { AttemptFact, CompareFacts, JudgmentFact } from "./facts.ts";

const hour = 3_600_000;
const answered = (vendor: string, hours: number, usd: number): AttemptFact => ({
  vendor,
  outcome: { ended: "answered", turnaroundMs: hours * hour },
  costMicros: usd * 1e6,
  costFinal: true,
});
const facts = (over: Partial<CompareFacts>): CompareFacts => ({
  jobs: ["j"],
  currency: "USD",
  vendors: ["a", "b"],
  attempts: [],
  judgments: [],
  ...over,
});

/** `items` shared items with known answers: both right, only a, only b, neither. */
const shared = (bothRight: number, onlyA: number, onlyB: number, neither: number): JudgmentFact[] =>
  [
    ...Array<[string, string]>(bothRight).fill(["x", "x"]),
    ...Array<[string, string]>(onlyA).fill(["x", "y"]),
    ...Array<[string, string]>(onlyB).fill(["y", "x"]),
    ...Array<[string, string]>(neither).fill(["y", "y"]),
  ].flatMap(([a, b], item): JudgmentFact[] => [
    { item, vendor: "a", answer: a, truthAnswer: "x", accepted: true },
    { item, vendor: "b", answer: b, truthAnswer: "x", accepted: true },
  ]);

const only = <T>(values: readonly T[]): T => {
  const [value] = values;
  if (value === undefined || values.length !== 1) throw new Error(`expected one, got ${values.length}`);
  return value;
};

describe("compareVendors", () => {
  it("counts attempts, money and answers of a vendor", () => {
    const found = compareVendors(
      facts({
        vendors: ["a"],
        attempts: [
          answered("a", 1, 0.1),
          answered("a", 2, 0.1),
          answered("a", 3, 0.1),
          { vendor: "a", outcome: { ended: "open", openMs: 5 * hour }, costMicros: 100_000, costFinal: false },
          { vendor: "a", outcome: { ended: "withdrawn", afterMs: hour }, costMicros: 0, costFinal: true },
          { vendor: "a", outcome: { ended: "expired", afterMs: 9 * hour }, costMicros: 60_000, costFinal: true },
          { vendor: "a", outcome: { ended: "refused" }, costMicros: 0, costFinal: true },
        ],
        judgments: [
          { item: 1, vendor: "a", answer: "x", goldAnswer: "x", accepted: true },
          { item: 2, vendor: "a", answer: "y", truthAnswer: "x", accepted: true },
          { item: 3, vendor: "a", answer: "?", truthAnswer: "x", accepted: false },
        ],
        overheads: [{ vendor: "a", costMicros: 240_000, costFinal: true }],
      }),
    );
    const vendor = only(found.vendors);
    expect(vendor).toMatchObject({ vendor: "a", slots: 6, answered: 3, open: 1, withdrawn: 1, failures: 1, refusals: 1, rework: 1 });
    expect(vendor.turnaroundHours).toMatchObject({ p50: 3, censored: 3 });
    expect(vendor.cost).toMatchObject({
      total: 0.7,
      final: 0.6,
      overhead: 0.24,
      perAnswer: expect.closeTo(0.2, 12),
      perAccepted: expect.closeTo(0.3, 12),
      perRight: expect.closeTo(0.9, 12),
      parts: { answers: 0.3, rejected: 0, failed: 0.06, open: 0.1, overhead: 0.24, gold: 0, overlap: 0, late: 0 },
      estimate: null,
      owed: { low: 0.7, high: 0.7 },
      currency: "USD",
    });
    expect(vendor.cost.lowRight).toBeLessThan(vendor.cost.perRight ?? 0);
    expect(vendor.cost.highRight).toBeGreaterThan(vendor.cost.perRight ?? 0);
    expect(vendor.quality.gold).toMatchObject({ right: 1, seen: 1, rate: 1 });
    expect(vendor.quality.truth).toMatchObject({ right: 0, seen: 2, rate: 0 });
    expect(found.pairs).toEqual([]);
    expect(found.frontier).toEqual(["a"]);
  });

  it("knows nothing of a vendor without work, and says so with null", () => {
    const found = compareVendors(facts({ vendors: ["idle"] }));
    expect(only(found.vendors)).toEqual({
      vendor: "idle",
      slots: 0,
      answered: 0,
      open: 0,
      withdrawn: 0,
      turnaroundHours: {
        p50: null,
        low50: null,
        high50: null,
        p90: null,
        low90: null,
        high90: null,
        p95: null,
        low95: null,
        high95: null,
        censored: 0,
        curve: [],
      },
      cost: {
        total: 0,
        final: 0,
        overhead: 0,
        perAnswer: null,
        perAccepted: null,
        perRight: null,
        lowRight: null,
        highRight: null,
        parts: { answers: 0, rejected: 0, failed: 0, open: 0, overhead: 0, gold: 0, overlap: 0, late: 0 },
        estimate: null,
        owed: { low: 0, high: 0 },
        currency: "USD",
      },
      quality: {
        gold: { right: 0, seen: 0, rate: null, low: null, high: null },
        truth: { right: 0, seen: 0, rate: null, low: null, high: null },
        known: { right: 0, seen: 0, rate: null, low: null, high: null },
        matched: { items: 0, agreement: null, low: null, high: null },
        within: null,
        drift: null,
        workers: [],
        flagged: [],
        estimatedAccuracy: null,
      },
      failures: 0,
      outcomes: { returned: 0, expired: 0, failed: 0, curve: [], atEnd: null },
      throughput: { byHourUtc: Array.from({ length: 24 }, () => 0), perDay: null },
      refusals: 0,
      rework: 0,
    });
    expect(found.frontier).toEqual([]);
  });

  it("prefers the vendor that is shown to be better on the same items", () => {
    const pair = only(compareVendors(facts({ judgments: shared(200, 40, 5, 10) })).pairs);
    expect(pair).toMatchObject({ matchedItems: 255, verdict: "a", decidedBy: "quality", quality: { basis: "same items", items: 255 } });
    expect(pair.quality.difference).toBeCloseTo(35 / 255, 12);
    expect(pair.agreement.rate).toBeCloseTo(210 / 255, 12);
    expect(pair.needs).toBeUndefined();
  });

  it("does not decide on little, and says what it would take: n more shared items, and about how much", () => {
    const attempts = [answered("a", 1, 0.1), answered("b", 1, 1.3)];
    const pair = only(compareVendors(facts({ attempts, judgments: shared(90, 6, 4, 3) })).pairs);
    expect(pair.verdict).toBe("not enough data");
    // Discordance (10 + 1) / (103 + 5); Connor's formula for two points asks for 1,997 items, 103 are there.
    expect(pair.needs).toEqual({ items: 1894, cost: expect.closeTo(1894 * 1.4, 6), currency: "USD", toTell: 0.02 });
  });

  it("with the same quality shown, takes the cheaper; with the same price too, the faster", () => {
    const judgments = shared(4900, 20, 22, 58);
    const price = (a: number, b: number): CompareFacts => facts({ judgments, attempts: [answered("a", 1, a), answered("b", 1, b)] });
    expect(only(compareVendors(price(0.1, 0.2)).pairs)).toMatchObject({ verdict: "a", decidedBy: "cost" });
    expect(only(compareVendors(price(0.2, 0.1)).pairs)).toMatchObject({ verdict: "b", decidedBy: "cost" });
    const speed = [
      ...Array.from({ length: 60 }, (_, i) => answered("a", 10 + i / 10, 0.1)),
      ...Array.from({ length: 60 }, (_, i) => answered("b", 2 + i / 10, 0.1)),
    ];
    expect(only(compareVendors(facts({ judgments, attempts: speed })).pairs)).toMatchObject({ verdict: "b", decidedBy: "turnaround" });
    const undecided = only(compareVendors(price(0.1, 0.1)).pairs);
    expect(undecided.verdict).toBe("not enough data");
    expect(undecided.needs).toBeUndefined();
  });

  it("uses separate items only where that is asked for, and says so", () => {
    const separate = (vendor: string, from: number, right: number, seen: number): JudgmentFact[] =>
      Array.from({ length: seen }, (_, index) => ({
        item: from + index,
        vendor,
        answer: index < right ? "x" : "y",
        goldAnswer: "x",
        accepted: true,
      }));
    const judgments = [...separate("a", 0, 182, 214), ...separate("b", 1000, 180, 188)];
    expect(only(compareVendors(facts({ judgments })).pairs)).toMatchObject({ verdict: "not enough data", quality: { basis: "none" } });
    const pair = only(compareVendors(facts({ judgments }), { basis: "weighted" }).pairs);
    expect(pair).toMatchObject({ matchedItems: 0, verdict: "b", decidedBy: "quality", quality: { basis: "separate items", items: 402 } });
    expect(pair.quality.difference).toBeCloseTo(182 / 214 - 180 / 188, 12);
  });

  it("asks for right answers where none are known", () => {
    const judgments = shared(50, 3, 3, 3).map(({ truthAnswer: _, ...rest }) => rest);
    expect(only(compareVendors(facts({ judgments })).pairs)).toMatchObject({
      verdict: "not enough data",
      quality: { basis: "none", difference: null },
      needs: { cost: null },
    });
  });

  it("estimates accuracy from agreement alone, close to the truth", () => {
    let state = 3;
    const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const accuracy = { a: 0.95, b: 0.85, c: 0.75 };
    const judgments = Array.from({ length: 4000 }, (_, item) =>
      Object.entries(accuracy).map(([vendor, p]): JudgmentFact => ({
        item,
        vendor,
        answer: chance() < p ? "right" : "wrong",
        accepted: true,
      })),
    ).flat();
    const found = compareVendors(facts({ vendors: ["a", "b", "c"], judgments }));
    const estimates = found.vendors.map((vendor) => vendor.quality.estimatedAccuracy);
    for (const [index, p] of Object.values(accuracy).entries()) expect(Math.abs((estimates[index] ?? 0) - p)).toBeLessThan(0.03);
  });

  it("thins the curve to 120 points and keeps the last", () => {
    const attempts = Array.from({ length: 1000 }, (_, index) => answered("a", index + 1, 0.1));
    const { curve } = only(compareVendors(facts({ vendors: ["a"], attempts })).vendors).turnaroundHours;
    expect(curve).toHaveLength(120);
    expect(curve.at(-1)).toMatchObject({ hours: 1000, answered: 1 });
  });

  it("does not depend on the order of the facts, turns pairs over with the vendors, and needs are always more than none", () => {
    const judgment = fc.record({
      item: fc.nat(30),
      vendor: fc.constantFrom("a", "b"),
      answer: fc.constantFrom("x", "y"),
      truthAnswer: fc.constant("x"),
      accepted: fc.boolean(),
    });
    const attempt = fc.record({
      vendor: fc.constantFrom("a", "b"),
      outcome: fc.oneof(
        fc.record({ ended: fc.constant("answered" as const), turnaroundMs: fc.nat(100_000) }),
        fc.record({ ended: fc.constant("open" as const), openMs: fc.nat(100_000) }),
      ),
      costMicros: fc.nat(10_000),
      costFinal: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(judgment, { maxLength: 80 }), fc.array(attempt, { maxLength: 40 }), (judgments, attempts) => {
        const found = compareVendors(facts({ judgments, attempts }));
        expect(compareVendors(facts({ judgments: judgments.toReversed(), attempts: attempts.toReversed() }))).toEqual(found);
        const pair = only(found.pairs);
        const turned = only(compareVendors(facts({ judgments, attempts, vendors: ["b", "a"] })).pairs);
        expect(turned.matchedItems).toBe(pair.matchedItems);
        expect({ a: "b", b: "a", "not enough data": "not enough data" }[turned.verdict]).toBe(pair.verdict);
        if (pair.needs) expect(pair.needs.items).toBeGreaterThan(0);
        expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      }),
    );
  });

  it("does not care what vendors' workers, items and answers are called", () => {
    const judgment = fc.record({
      item: fc.nat(12),
      vendor: fc.constantFrom("a", "b"),
      worker: fc.constantFrom("w1", "w2", "w3"),
      answer: fc.constantFrom("x", "y", "z"),
      goldAnswer: fc.constant("x"),
      accepted: fc.boolean(),
    });
    const renamed = (one: JudgmentFact): JudgmentFact => ({
      ...one,
      item: 100 - one.item,
      worker: `q${9 - Number(one.worker?.slice(1))}`,
      answer: { x: "p", y: "o", z: "r" }[one.answer] ?? "",
      goldAnswer: "p",
    });
    const rounded = (found: unknown): unknown =>
      JSON.parse(
        JSON.stringify(found, (key, value: unknown) =>
          key === "workers" ? undefined : typeof value === "number" ? Number(value.toFixed(9)) + 0 : value,
        ),
      );
    fc.assert(
      fc.property(fc.array(judgment, { maxLength: 60 }), (judgments) => {
        const options = { replicates: 50 };
        // The limits of alpha rest on which items are drawn again, and so on their order by name; everything else does not.
        const without = ({ agreement, ...rest }: Comparison): unknown => rounded({ ...rest, alpha: agreement?.alpha ?? null });
        const found = without(compareVendors(facts({ judgments }), options));
        expect(without(compareVendors(facts({ judgments: judgments.map(renamed).toReversed() }), options))).toEqual(found);
      }),
    );
  });

  it("asks more of a difference where many pairs are looked at", () => {
    const two = shared(80, 14, 4, 2);
    const alone = only(compareVendors(facts({ judgments: two })).pairs);
    expect(alone.verdict).toBe("a");
    expect(alone.quality.p).toBeCloseTo(alone.quality.pAdjusted ?? 0, 12);
    const others = ["c", "d", "e"].flatMap((vendor) => two.filter((one) => one.vendor === "b").map((one) => ({ ...one, vendor })));
    const many = compareVendors(facts({ vendors: ["a", "b", "c", "d", "e"], judgments: [...two, ...others] }));
    expect(many.multiple).toEqual({ method: "holm", tests: 10 });
    const [pair] = many.pairs;
    expect(pair?.quality.p).toBeCloseTo(alone.quality.p ?? 0, 12);
    expect(pair?.quality.low).toBeGreaterThan(0);
    expect(pair).toMatchObject({ a: "a", b: "b", verdict: "not enough data" });
  });

  it("tells agreement beyond chance, between vendors and within one", () => {
    const said = (item: number, vendor: string, worker: string, answer: string): JudgmentFact => ({
      item,
      vendor,
      worker,
      answer,
      accepted: true,
    });
    // Cohen (1960) as in every textbook: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no, kappa 0.4.
    const cells = [
      ["yes", "yes", 20],
      ["yes", "no", 5],
      ["no", "yes", 10],
      ["no", "no", 15],
    ] as const;
    let item = 0;
    const judgments = cells.flatMap(([a, b, count]) =>
      Array.from({ length: count }, () => {
        item += 1;
        return [said(item, "a", "w1", a), said(item, "b", "v1", b), said(item, "b", "v2", b)];
      }).flat(),
    );
    const found = compareVendors(facts({ judgments }));
    expect(only(found.pairs).agreement.kappa).toBeCloseTo(0.4, 12);
    expect(found.agreement?.items).toBe(50);
    // Krippendorff's alpha for two judges without gaps: 1 - (n - 1) D / (2 n0 n1), with 100 values, 30 of 100 pairs apart.
    expect(found.agreement?.alpha).toBeCloseTo(1 - (99 * 30) / (2 * 55 * 45), 12);
    expect(found.agreement?.low).toBeLessThan(0.4);
    expect(found.agreement?.high).toBeGreaterThan(0.4);
    expect(found.vendors[1]?.quality.within).toMatchObject({ alpha: 1, items: 50 });
    expect(found.vendors[0]?.quality.within).toBeNull();
  });

  it("on separate items, weighs only what both were dealt, lottery by lottery, and says how much that is", () => {
    const dealt = (vendor: string, stratum: number, right: number, seen: number): JudgmentFact[] =>
      Array.from({ length: seen }, (_, index) => ({
        item: stratum * 10_000 + (vendor === "a" ? 0 : 5000) + index,
        vendor,
        stratum,
        answer: index < right ? "x" : "y",
        goldAnswer: "x",
        accepted: true,
      }));
    // The same in either lottery; a was dealt most of the hard one, and a third that b had no part in.
    const judgments = [
      ...dealt("a", 1, 90, 100),
      ...dealt("b", 1, 270, 300),
      ...dealt("a", 2, 180, 300),
      ...dealt("b", 2, 60, 100),
      ...dealt("a", 3, 0, 100),
    ];
    const { quality } = only(compareVendors(facts({ judgments }), { basis: "weighted" }).pairs);
    expect(quality.difference).toBeCloseTo(0, 12);
    expect(quality.support).toBeCloseTo(800 / 900, 12);
    expect(quality.items).toBe(800);
    const apart = compareVendors(facts({ judgments: [...dealt("a", 1, 9, 10), ...dealt("b", 2, 9, 10)] }), { basis: "weighted" });
    expect(only(apart.pairs).quality).toMatchObject({ difference: null, basis: "none", support: 0 });
  });

  it("notices when a vendor gets worse, and since when, whatever the order of the facts", () => {
    const start = Date.UTC(2026, 1, 28, 23, 30, 5, 7);
    const judgments = Array.from({ length: 500 }, (_, at): JudgmentFact => {
      const right = at < 300 ? at % 20 !== 0 : at % 2 === 0;
      return { item: at, vendor: "a", answer: right ? "x" : "y", goldAnswer: "x", accepted: true, at: start + at * 60_000 };
    });
    const [vendor] = compareVendors(facts({ vendors: ["a"], judgments: judgments.toReversed() })).vendors;
    const [alert] = vendor?.quality.drift?.alerts ?? [];
    expect(vendor?.quality.drift).toMatchObject({ before: 0.95, answers: 500 });
    expect(Math.abs(Date.parse(alert?.since ?? "") - (start + 300 * 60_000))).toBeLessThan(15 * 60_000);
    expect(new Date(Date.parse(alert?.since ?? "")).toISOString()).toBe(alert?.since);
    expect(alert?.rate).toBeLessThan(0.75);
  });
});
