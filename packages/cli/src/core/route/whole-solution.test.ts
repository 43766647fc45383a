import { beforeAll, describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import type { LinearProgram, SolveLinearProgram } from "./linear-program.ts";
import { wholeSolution } from "./whole-solution.ts";

let solve: SolveLinearProgram;
beforeAll(async () => {
  solve = await loadHighs();
});

/** Ten slots at a for 3 or b for 1, of which b costs 10 and a costs 4 of a budget. */
const program = (budget: number, over: Partial<LinearProgram> = {}): LinearProgram => ({
  columns: 2,
  rows: 2,
  cost: [3, 1],
  columnLower: [0, 0],
  columnUpper: [10, 10],
  rowLower: [10, -Infinity],
  rowUpper: [10, budget],
  starts: [0, 2, 4],
  indices: [0, 1, 0, 1],
  values: [1, 4, 1, 10],
  ...over,
});

describe("wholeSolution", () => {
  it("takes a corner that is whole as it is", () => {
    const calls: LinearProgram[] = [];
    const spy: SolveLinearProgram = (asked) => {
      calls.push(asked);
      return solve(asked);
    };
    expect(wholeSolution(program(1000), spy)).toMatchObject({ status: "optimal", values: [0, 10], objective: 10 });
    expect(calls).toHaveLength(1);
  });

  it("rounds what came out fractional together, by less than one and within every limit", () => {
    // 4a + 10b ≤ 63 and a + b = 10 make b = 3.83.
    const solution = wholeSolution(program(63), solve);
    expect(solution).toMatchObject({ status: "optimal", values: [7, 3], objective: 24 });
    expect(solution.status === "optimal" && solution.relaxed.objective).toBeCloseTo(10 * 3 - 2 * (23 / 6), 6);
  });

  it("believes no answer that breaks a bound, however sure the solver is", () => {
    const liar: SolveLinearProgram = () => ({ status: "optimal", values: [6, 4], objective: 22 });
    expect(wholeSolution(program(63), liar)).toEqual({ status: "unsolved", why: "no whole solution" });
  });

  it("passes on that there is no answer, whole or not", () => {
    expect(wholeSolution(program(39), solve)).toEqual({ status: "infeasible" });
    // 2a = 3 has an answer, but none in whole numbers.
    const odd: LinearProgram = {
      columns: 1,
      rows: 1,
      cost: [1],
      columnLower: [0],
      columnUpper: [9],
      rowLower: [3],
      rowUpper: [3],
      starts: [0, 1],
      indices: [0],
      values: [2],
    };
    expect(wholeSolution(odd, solve)).toEqual({ status: "infeasible" });
  });

  it("goes on to the best whole answer where it is asked to", () => {
    // Most of 3x + 2y within 5 and one y at most: rounding x = 1 alone (y = 1) gives 5; from x = 5/3, y = 0 it gives 3.
    const knapsack: LinearProgram = {
      columns: 2,
      rows: 1,
      cost: [-3.1, -2],
      columnLower: [0, 0],
      columnUpper: [9, 1],
      rowLower: [-Infinity],
      rowUpper: [5],
      starts: [0, 1, 2],
      indices: [0, 0],
      values: [3, 2],
    };
    expect(wholeSolution(knapsack, solve)).toMatchObject({ values: [1, 0] });
    expect(wholeSolution(knapsack, solve, { best: true })).toMatchObject({ values: [1, 1] });
  });
});
