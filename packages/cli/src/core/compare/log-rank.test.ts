import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logRankTest } from "./log-rank.ts";

/** E. J. Freireich et al., Blood 21 (1963): weeks of remission, 21 patients on 6-mercaptopurine and 21 on a placebo. */
const mercaptopurine = { ended: [6, 6, 6, 7, 10, 13, 16, 22, 23], waiting: [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35] };
const placebo = { ended: [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], waiting: [] };

describe("logRankTest", () => {
  it("gives the published figures of the remission data: 9 seen, 19.25 expected, chi-square 16.79", () => {
    // D. G. Kleinbaum and M. Klein, Survival Analysis (2012), table 2.1 and p. 69; the same as R's survdiff.
    const found = logRankTest([mercaptopurine, placebo]);
    expect(found?.observed).toEqual([9, 21]);
    expect(found?.expected[0]).toBeCloseTo(19.25, 2);
    expect(found?.expected[1]).toBeCloseTo(10.75, 2);
    expect(found?.statistic).toBeCloseTo(16.793, 3);
    expect(found?.degrees).toBe(1);
    expect(found?.p).toBeCloseTo(4.17e-5, 7);
  });

  it("says nothing where there is nothing to say", () => {
    expect(logRankTest([placebo])).toBeUndefined();
    expect(logRankTest([placebo, { ended: [], waiting: [] }])).toBeUndefined();
    expect(
      logRankTest([
        { ended: [], waiting: [3] },
        { ended: [], waiting: [4] },
      ]),
    ).toBeUndefined();
  });

  it("sees no difference between a group and itself, whatever the order of groups and facts", () => {
    const times = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(times, times, times, times, (endedA, waitingA, endedB, waitingB) => {
        const a = { ended: endedA, waiting: waitingA };
        const b = { ended: endedB, waiting: waitingB };
        expect(logRankTest([a, a])?.statistic ?? 0).toBeCloseTo(0, 9);
        const found = logRankTest([a, b]);
        const turned = logRankTest([{ ended: endedB.toReversed(), waiting: waitingB.toReversed() }, a]);
        expect(turned?.statistic ?? 0).toBeCloseTo(found?.statistic ?? 0, 8);
        const sum = (values: readonly number[] = []): number => values.reduce((total, value) => total + value, 0);
        expect(sum(found?.expected)).toBeCloseTo(sum(found?.observed), 8);
      }),
    );
  });

  it("with three groups, cries wolf about 5 times in 100", () => {
    let state = 11;
    const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const group = (): { readonly ended: number[]; readonly waiting: number[] } => {
      const ended: number[] = [];
      const waiting: number[] = [];
      for (let item = 0; item < 60; item += 1) {
        const takes = -Math.log(chance());
        const watched = -2 * Math.log(chance());
        (takes <= watched ? ended : waiting).push(Math.min(takes, watched));
      }
      return { ended, waiting };
    };
    const worlds = 600;
    let alarms = 0;
    for (let world = 0; world < worlds; world += 1) alarms += (logRankTest([group(), group(), group()])?.p ?? 1) < 0.05 ? 1 : 0;
    expect(alarms / worlds).toBeGreaterThan(0.03);
    expect(alarms / worlds).toBeLessThan(0.07);
  });
});
