import { beforeAll, describe, expect, it } from "vitest";
import type { LinearProgram, SolveLinearProgram } from "../../core/route/linear-program.ts";
import { loadHighs } from "./highs.ts";

let solve: SolveLinearProgram;
beforeAll(async () => {
  solve = await loadHighs();
});

const transport: LinearProgram = {
  columns: 4,
  rows: 4,
  cost: [8, 10, 9, 7],
  columnLower: [0, 0, 0, 0],
  columnUpper: [Infinity, Infinity, Infinity, Infinity],
  rowLower: [30, 20, -Infinity, -Infinity],
  rowUpper: [30, 20, 25, 40],
  starts: [0, 2, 4, 6, 8],
  indices: [0, 2, 0, 3, 1, 2, 1, 3],
  values: [1, 1, 1, 1, 1, 1, 1, 1],
};

describe("HiGHS", () => {
  it("finds the optimum, with duals in the program's own units", () => {
    expect(solve(transport)).toEqual({
      status: "optimal",
      values: [25, 5, 0, 20],
      objective: 390,
      duals: { columns: [0, 0, 4, 0], rows: [10, 7, -2, 0] },
    });
  });

  it("gives the same bytes whatever was solved before", async () => {
    const fresh = await loadHighs();
    const first = fresh(transport);
    for (let bound = 20; bound < 40; bound += 1) solve({ ...transport, rowUpper: [30, 20, bound, 40] });
    expect(solve(transport)).toEqual(first);
  });

  it("keeps whole columns whole", () => {
    const whole = solve({ ...transport, rowUpper: [30, 20, 24.5, 40], integer: [true, true, true, true] });
    expect(whole).toEqual({ status: "optimal", values: [24, 6, 0, 20], objective: 392 });
  });

  it("is exact for prices in micros and millions of slots", () => {
    const scaled = {
      ...transport,
      cost: [80_000_001, 100_000_000, 90_000_000, 70_000_000],
      rowLower: [30_000_000, 20_000_000, -Infinity, -Infinity],
      rowUpper: [30_000_000, 20_000_000, 25_000_000, 40_000_000],
    };
    expect(solve(scaled)).toMatchObject({ values: [25_000_000, 5_000_000, 0, 20_000_000] });
  });

  it("tells apart what has no answer, what has no bound, and what it gave up", async () => {
    expect(solve({ ...transport, rowUpper: [30, 20, 5, 40] }).status).toBe("infeasible");
    expect(
      solve({ ...transport, cost: [-1, 0, 0, 0], rowLower: [30, 20, -Infinity, -Infinity], rowUpper: [Infinity, 20, Infinity, 40] }).status,
    ).toBe("unbounded");
    expect(solve({ ...transport, indices: [0, 9, 0, 3, 1, 2, 1, 3] })).toMatchObject({ status: "unsolved", why: expect.any(String) });
    const impatient = await loadHighs({ timeLimitSeconds: 0 });
    expect(impatient(transport)).toEqual({ status: "unsolved", why: "no optimum within 0 s" });
  });

  it("answers programs without columns itself", () => {
    const empty: LinearProgram = {
      columns: 0,
      rows: 1,
      cost: [],
      columnLower: [],
      columnUpper: [],
      rowLower: [0],
      rowUpper: [3],
      starts: [0],
      indices: [],
      values: [],
    };
    expect(solve(empty)).toMatchObject({ status: "optimal", objective: 0 });
    expect(solve({ ...empty, rowLower: [1] })).toEqual({ status: "infeasible" });
  });

  it("leaves nothing behind: thousands of solves in one process", () => {
    for (let times = 0; times < 3000; times += 1) if (solve(transport).status !== "optimal") throw new Error(`solve ${times} failed`);
  });
});
