import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { survivalCurve, survivalQuantile } from "./survival.ts";

/** E. J. Freireich et al., Blood 21 (1963): weeks of remission, 21 patients on 6-mercaptopurine and 21 on a placebo. */
const mercaptopurine = { ended: [6, 6, 6, 7, 10, 13, 16, 22, 23], waiting: [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35] };
const placebo = { ended: [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], waiting: [] };

describe("survivalCurve", () => {
  it("is the published curve of the remission data", () => {
    const rows = survivalCurve(mercaptopurine).map((step) =>
      [step.at, step.atRisk, step.ended, step.survival, step.error].map((x) => Number(x.toFixed(4))),
    );
    expect(rows).toEqual([
      [6, 21, 3, 0.8571, 0.0764],
      [7, 17, 1, 0.8067, 0.0869],
      [10, 15, 1, 0.7529, 0.0963],
      [13, 12, 1, 0.6902, 0.1068],
      [16, 11, 1, 0.6275, 0.1141],
      [22, 7, 1, 0.5378, 0.1282],
      [23, 6, 1, 0.4482, 0.1346],
    ]);
  });

  it("without anything open it is one minus the share that came back", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 }), (ended) => {
        for (const step of survivalCurve({ ended, waiting: [] }))
          expect(step.survival).toBeCloseTo(ended.filter((time) => time > step.at).length / ended.length, 10);
      }),
    );
  });

  it("never rises, stays in its band, and does not depend on the order of the facts", () => {
    const times = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 });
    fc.assert(
      fc.property(times, times, (ended, waiting) => {
        const curve = survivalCurve({ ended, waiting });
        expect(survivalCurve({ ended: ended.toReversed(), waiting: waiting.toReversed() })).toEqual(curve);
        let last = 1;
        for (const step of curve) {
          expect(step.survival).toBeLessThanOrEqual(last);
          expect(step.low).toBeLessThanOrEqual(step.survival + 1e-12);
          expect(step.high).toBeGreaterThanOrEqual(step.survival - 1e-12);
          last = step.survival;
        }
      }),
    );
  });

  it("comes out later when open work is counted as open", () => {
    const ended = Array.from({ length: 50 }, (_, index) => index + 1);
    const ignoring = survivalQuantile(survivalCurve({ ended, waiting: [] }), 0.5).at;
    const counting = survivalQuantile(survivalCurve({ ended, waiting: Array.from({ length: 30 }, () => 50) }), 0.5).at;
    expect(ignoring).toBe(25.5);
    expect(counting).toBe(40.5);
  });

  it("copes with as many distinct times as there are items", () => {
    const ended = Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 200_003);
    expect(survivalQuantile(survivalCurve({ ended, waiting: [] }), 0.5).at).toBeCloseTo(100_000, -3);
  });
});

describe("survivalQuantile", () => {
  // As statsmodels 0.14 gives them (SurvfuncRight.quantile_ci, method cloglog); 23 (13, open) and 8 (4, 11) are also in many textbooks.
  it.each([
    ["6-MP", mercaptopurine, 0.25, 13, 6, 22],
    ["6-MP", mercaptopurine, 0.5, 23, 13, undefined],
    ["6-MP", mercaptopurine, 0.9, undefined, undefined, undefined],
    ["placebo", placebo, 0.25, 4, 1, 5],
    ["placebo", placebo, 0.5, 8, 4, 11],
    ["placebo", placebo, 0.75, 12, 8, 22],
  ])("%s: quantile %#", (_, data, p, at, low, high) => {
    expect(survivalQuantile(survivalCurve(data), p)).toEqual({ at, low, high });
  });

  it("takes the middle where exactly half is left for a while", () => {
    expect(survivalQuantile(survivalCurve({ ended: [1, 2, 4, 8], waiting: [] }), 0.5).at).toBe(3);
  });

  it("covers the true median about 95 times in 100, with a third of the work still open", () => {
    let state = 7;
    const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    let covered = 0;
    const worlds = 400;
    for (let world = 0; world < worlds; world += 1) {
      const ended: number[] = [];
      const waiting: number[] = [];
      for (let item = 0; item < 120; item += 1) {
        const takes = -Math.log(chance());
        const watched = -2 * Math.log(chance());
        if (takes <= watched) ended.push(takes);
        else waiting.push(watched);
      }
      const { low, high } = survivalQuantile(survivalCurve({ ended, waiting }), 0.5);
      if (low !== undefined && low <= Math.LN2 && (high === undefined || high >= Math.LN2)) covered += 1;
    }
    expect(covered / worlds).toBeGreaterThan(0.92);
    expect(covered / worlds).toBeLessThan(0.985);
  });
});
