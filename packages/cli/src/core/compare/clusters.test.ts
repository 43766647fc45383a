import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterBootstrap, quantileOf } from "./cluster-bootstrap.ts";
import { clusterVariance } from "./clusters.ts";

describe("clusterVariance", () => {
  it("by hand: four judgments, two items, two workers", () => {
    // Deviations: item 1 has +1 (worker a) and +1 (worker b), item 2 has -1 and -1. By item (2² + 2²)·2, by worker 0, singly 4·4/3.
    const found = clusterVariance({ items: [2, -2], workers: [[0, 0]], cells: { squares: 4, count: 4 } });
    expect(found.variance).toBeCloseTo(16 - 16 / 3, 12);
  });

  it("is the variance of a mean where every judgment is its own item and its own worker", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 40 }), (values) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const parts = values.map((value) => (value - mean) / values.length);
        const squares = parts.reduce((sum, part) => sum + part * part, 0);
        const { variance } = clusterVariance({ items: parts, workers: [parts], cells: { squares, count: parts.length } });
        const expected = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length;
        expect(variance).toBeCloseTo(expected, 10);
      }),
    );
  });

  it("does not change by a bit when clusters come in another order", () => {
    const parts = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(parts, parts, (items, workers) => {
        const cells = { squares: 0.1, count: 50 };
        const turned = { items: items.toReversed(), workers: [workers.toReversed()], cells };
        expect(clusterVariance(turned)).toEqual(clusterVariance({ items, workers: [workers], cells }));
        const options = { seed: 3, replicates: 20, variance: 1 };
        expect(clusterBootstrap(turned, options)).toEqual(clusterBootstrap({ items, workers: [workers], cells }, options));
      }),
    );
  });
});

describe("clusterBootstrap", () => {
  const clustered = {
    items: Array.from({ length: 40 }, (_, index) => (index - 19.5) / 1000),
    workers: [],
    cells: { squares: 0, count: 40 },
  };

  it("gives the same numbers for the same seed, others for another, and the variance asked for", () => {
    const drawn = clusterBootstrap(clustered, { seed: 1, replicates: 500, variance: 0.04 });
    expect(clusterBootstrap(clustered, { seed: 1, replicates: 500, variance: 0.04 })).toEqual(drawn);
    expect(clusterBootstrap(clustered, { seed: 2, replicates: 500, variance: 0.04 })).not.toEqual(drawn);
    expect(drawn.reduce((sum, one) => sum + one * one, 0) / 500).toBeCloseTo(0.04, 12);
    expect(quantileOf(drawn, 0.975)).toBeGreaterThan(0.33);
    expect(quantileOf(drawn, 0.975)).toBeLessThan(0.45);
  });

  it("has no width where nothing varies", () => {
    expect([
      ...clusterBootstrap({ items: [0, 0], workers: [], cells: { squares: 0, count: 2 } }, { seed: 1, replicates: 3, variance: 0 }),
    ]).toEqual([0, 0, 0]);
  });
});
