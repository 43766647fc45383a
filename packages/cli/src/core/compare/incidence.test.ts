import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cumulativeIncidence, incidenceInterval } from "./incidence.ts";
import { survivalCurve } from "./survival.ts";

const times = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 });

describe("cumulativeIncidence", () => {
  it("with everything ended, is the share that ended so, with the error of a share", () => {
    fc.assert(
      fc.property(times, times, (first, second) => {
        const all = first.length + second.length;
        for (const { at, shares, errors } of cumulativeIncidence({ causes: [first, second], waiting: [] })) {
          const share = first.filter((time) => time <= at).length / all;
          expect(shares[0]).toBeCloseTo(share, 10);
          // The square of the error is a difference of sums: its last bits are dust.
          expect(errors[0]).toBeCloseTo(Math.sqrt((share * (1 - share)) / all), 7);
        }
      }),
    );
  });

  it("with one cause, is one minus the Kaplan-Meier curve, with Greenwood's error", () => {
    fc.assert(
      fc.property(times, times, (ended, waiting) => {
        const steps = cumulativeIncidence({ causes: [ended], waiting });
        const curve = survivalCurve({ ended, waiting });
        expect(steps.map(({ at }) => at)).toEqual(curve.map(({ at }) => at));
        for (const [index, { shares, errors }] of steps.entries()) {
          expect(shares[0]).toBeCloseTo(1 - (curve[index]?.survival ?? 0), 10);
          if (curve[index]?.survival !== 0) expect(errors[0]).toBeCloseTo(curve[index]?.error ?? 0, 7);
        }
      }),
    );
  });

  it("shares of all causes and the Kaplan-Meier curve of any end add up to one, and never fall", () => {
    fc.assert(
      fc.property(times, times, times, (first, second, waiting) => {
        const curve = survivalCurve({ ended: [...first, ...second], waiting });
        let last: readonly number[] = [0, 0];
        for (const [index, { shares }] of cumulativeIncidence({ causes: [first, second], waiting }).entries()) {
          expect((shares[0] ?? 0) + (shares[1] ?? 0) + (curve[index]?.survival ?? 0)).toBeCloseTo(1, 10);
          for (const cause of [0, 1]) expect(shares[cause]).toBeGreaterThanOrEqual((last[cause] ?? 0) - 1e-12);
          last = shares;
        }
      }),
    );
  });

  it("is the worked example: ten items, two ends, two still open", () => {
    // By hand: S(0)=1; t=1 one of 10 (first); t=2 one of 9 (second); one open at 3; t=4 two of 7 (first, second).
    const steps = cumulativeIncidence({
      causes: [
        [1, 4],
        [2, 4],
      ],
      waiting: [3, 5, 5, 5, 5, 5],
    });
    expect(steps.map(({ shares }) => shares.map((share) => Number(share.toFixed(6))))).toEqual([
      [0.1, 0],
      [0.1, 0.1],
      [0.214286, 0.214286],
    ]);
  });

  it("covers the true share about 95 times in 100 with a third of the work still open", () => {
    let state = 5;
    const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    // Answered at rate 1, returned at rate 0.25: by time 1, 0.8 (1 - e^-1.25) are answered.
    const truth = 0.8 * (1 - Math.exp(-1.25));
    const worlds = 800;
    let covered = 0;
    for (let world = 0; world < worlds; world += 1) {
      const causes: [number[], number[]] = [[], []];
      const waiting: number[] = [];
      for (let item = 0; item < 120; item += 1) {
        const takes = -Math.log(chance()) / 1.25;
        const watched = -2 * Math.log(chance());
        if (watched < takes) waiting.push(watched);
        else causes[chance() < 0.8 ? 0 : 1].push(takes);
      }
      const step = cumulativeIncidence({ causes, waiting }).findLast(({ at }) => at <= 1);
      const { low, high } = incidenceInterval(step?.shares[0] ?? 0, step?.errors[0] ?? 0);
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / worlds).toBeGreaterThan(0.93);
    expect(covered / worlds).toBeLessThan(0.97);
  });
});
