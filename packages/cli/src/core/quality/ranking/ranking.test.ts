import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { streamOf } from "../numeric/seeded.ts";
import { type Comparison, rankOptions } from "./bradley-terry.ts";

const games = (
  ...list: readonly (readonly [left: number, right: number, result: Comparison["result"], times: number])[]
): readonly Comparison[] =>
  list.flatMap(([left, right, result, times]) => Array.from({ length: times }, () => ({ left, right, worker: 0, result })));

describe("scores from comparisons", () => {
  it("two options: the shares say it all, with ties as Davidson has them", () => {
    const plain = rankOptions(games([0, 1, "left", 30], [1, 0, "left", 10]), { options: 2, workers: 1 }, { voters: "none", prior: 0 });
    expect(Math.exp(plain.score[0]! - plain.score[1]!)).toBeCloseTo(3, 4);
    const tied = rankOptions(
      games([0, 1, "left", 50], [0, 1, "right", 20], [0, 1, "tie", 30]),
      { options: 2, workers: 1 },
      { voters: "none", prior: 0 },
    );
    expect(Math.exp(tied.score[0]! - tied.score[1]!)).toBeCloseTo(2.5, 3);
    expect(tied.tie).toBeCloseTo(0.3 / Math.sqrt(0.5 * 0.2), 3);
  });

  it("solves the likelihood equations: every option wins as often as expected", () => {
    // Baseball, American League East 1987 (A. Agresti, "Categorical data analysis"): wins of the row over the column.
    const wins = [
      [0, 7, 9, 7, 7, 9, 11],
      [6, 0, 7, 5, 11, 9, 9],
      [4, 6, 0, 7, 7, 8, 12],
      [6, 8, 6, 0, 6, 7, 10],
      [6, 2, 6, 7, 0, 7, 12],
      [4, 4, 5, 6, 6, 0, 6],
      [2, 4, 1, 3, 1, 7, 0],
    ];
    const list = wins.flatMap((row, left) => row.flatMap((times, right) => (times === 0 ? [] : games([left, right, "left", times]))));
    const { score, converged } = rankOptions(list, { options: 7, workers: 1 }, { voters: "none", prior: 0, tolerance: 1e-13 });
    expect(converged).toBe(true);
    wins.forEach((row, one) => {
      const expected = wins.reduce((sum, other, two) => {
        const played = one === two ? 0 : row[two]! + other[one]!;
        return sum + played / (1 + Math.exp(score[two]! - score[one]!));
      }, 0);
      expect(expected).toBeCloseTo(
        row.reduce((sum, times) => sum + times, 0),
        2,
      );
    });
    // Milwaukee over Boston in log odds, as published: 1.581 − 1.108 (scores against Baltimore).
    expect(score[0]! - score[6]!).toBeCloseTo(1.581, 2);
    expect(score[4]! - score[6]!).toBeCloseTo(1.108, 2);
  });

  it("the likelihood never falls", () => {
    const lists = fc.array(
      fc.record({
        left: fc.nat(3),
        right: fc.nat(3),
        worker: fc.nat(2),
        result: fc.constantFrom<Comparison["result"]>("left", "right", "tie"),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(lists, fc.constantFrom("none" as const, "noisy" as const), (given, voters) => {
        const list = given.filter(({ left, right }) => left !== right);
        const { logLikelihood, score } = rankOptions(list, { options: 4, workers: 3 }, { voters, rounds: 60 });
        logLikelihood.forEach((value, round) => {
          if (round > 0) expect(value).toBeGreaterThanOrEqual(logLikelihood[round - 1]! - 1e-8);
        });
        for (const one of score) expect(Number.isFinite(one)).toBe(true);
      }),
    );
  });

  it("learns who turns preferences around, and ranks rightly in spite of them", () => {
    const next = streamOf(11);
    const options = 8;
    const list: Comparison[] = [];
    for (let game = 0; game < 1500; game += 1) {
      const left = Math.floor(next() * options);
      const right = (left + 1 + Math.floor(next() * (options - 1))) % options;
      const worker = Math.floor(next() * 6);
      const preferred = next() < 1 / (1 + Math.exp((right - left) * 0.8)) ? "left" : "right";
      const said = worker < 2 ? (preferred === "left" ? "right" : "left") : preferred;
      list.push({ left, right, worker, result: said });
    }
    const { score, honesty } = rankOptions(list, { options, workers: 6 });
    expect(honesty.slice(0, 2).every((one) => one < 0.2)).toBe(true);
    expect(honesty.slice(2).every((one) => one > 0.8)).toBe(true);
    expect([...score.keys()].toSorted((a, b) => score[a]! - score[b]!)).toEqual([...score.keys()]);
  });
});
