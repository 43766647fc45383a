import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import type { SolveLinearProgram } from "../route/linear-program.ts";
import { type MakeWhole, wholeSolution } from "../route/whole-solution.ts";
import { mostSlots } from "./__fixtures__/most-slots.ts";
import { brokenRules } from "./__fixtures__/recount.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import { solveWithYalps } from "./__fixtures__/yalps-solver.ts";
import { canonicalJson } from "./canonical-json.ts";
import { applyRemedy } from "./change-inputs.ts";
import { planJob, planJobWith, planMissing } from "./plan-job.ts";

const solve = await loadHighs();
const numRuns = 1000;

describe("planJob, in random worlds", () => {
  it("keeps every rule, by an item-by-item recount", () => {
    let feasible = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const plan = planJob(inputs, solve);
        if (plan.feasible) feasible += 1;
        expect(brokenRules(inputs, plan)).toEqual([]);
        expect(plan.cost.lowerBound).toBeLessThanOrEqual(plan.cost.low);
      }),
      { numRuns },
    );
    // A property that only ever sees one side proves nothing.
    expect(feasible).toBeGreaterThan(numRuns / 5);
    expect(feasible).toBeLessThan((numRuns * 4) / 5);
  });

  it("offers only remedies that work", () => {
    let offered = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        for (const remedy of planJob(inputs, solve).infeasible?.wouldHelp ?? []) {
          offered += 1;
          const applied = applyRemedy(inputs, remedy);
          const after = planJob(applied, solve);
          expect({ remedy, feasible: after.feasible }).toEqual({ remedy, feasible: true });
          expect(brokenRules(applied, after)).toEqual([]);
        }
      }),
      { numRuns: numRuns / 4 },
    );
    expect(offered).toBeGreaterThan(numRuns / 8);
  });

  /** Planted mistakes in the rounding: each must be caught by the recount above. */
  const mistakes: Readonly<Record<string, MakeWhole>> = {
    "rounds every share to the nearest whole number and checks nothing": (program, solver) => {
      const relaxed = solver(program);
      if (relaxed.status !== "optimal") return relaxed.status === "infeasible" ? relaxed : { status: "unsolved", why: relaxed.status };
      const values = relaxed.values.map(Math.round);
      return {
        status: "optimal",
        values,
        objective: values.reduce((sum, value, column) => sum + value * (program.cost[column] ?? 0), 0),
        relaxed,
      };
    },
    "lets every limit slip by one": (program, solver) =>
      wholeSolution(
        { ...program, rowUpper: program.rowUpper.map((upper, row) => (program.rowLower[row] === -Infinity ? upper + 1 : upper)) },
        solver,
      ),
    "holds no limit but the number of slots": (program, solver) =>
      wholeSolution(
        { ...program, rowUpper: program.rowUpper.map((upper, row) => (program.rowLower[row] === -Infinity ? Infinity : upper)) },
        solver,
      ),
  };
  it.each(Object.entries(mistakes))("would notice a rounding that %s", (_, makeWhole) => {
    const planted = fc.check(
      fc.property(worlds(), (inputs) => {
        expect(brokenRules(inputs, planJobWith(inputs, { solve, makeWhole }))).toEqual([]);
      }),
      { numRuns, endOnFailure: true },
    );
    expect(planted.failed).toBe(true);
    expect(String(planted.errorInstance)).toMatch(/AssertionError|the plan could not be solved/);
  });

  it("keeps every rule when it places what it can, and places at least as much as any other way", () => {
    fc.assert(
      fc.property(worlds(), (inputs) => {
        expect(brokenRules(inputs, planMissing(inputs, solve))).toEqual([]);
      }),
      { numRuns },
    );
    fc.assert(
      fc.property(worlds({ independent: "owner", money: false, bars: false, route: "cost" }), (inputs) => {
        const plan = planMissing(inputs, solve);
        expect(plan.slots - plan.stranded.reduce((sum, { slots }) => sum + slots, 0)).toBe(mostSlots(inputs));
      }),
      { numRuns },
    );
  });

  it("gives the same bytes for the same inputs", async () => {
    const another = await loadHighs();
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const first = canonicalJson(planJob(inputs, solve));
        expect(canonicalJson(planJob(JSON.parse(JSON.stringify(inputs)), another))).toBe(first);
      }),
      { numRuns: numRuns / 4 },
    );
  });

  it("finds what an independent solver finds, to 0.1 %", () => {
    let compared = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const both: SolveLinearProgram = (program) => {
          const solution = solve(program);
          if (program.integer !== undefined) return solution;
          const other = solveWithYalps(program);
          expect(other.status).toBe(solution.status);
          if (solution.status === "optimal" && other.status === "optimal") {
            compared += 1;
            expect(Math.abs(solution.objective - other.objective)).toBeLessThanOrEqual(1e-6 + Math.abs(other.objective) * 1e-3);
          }
          return solution;
        };
        planMissing(inputs, both);
      }),
      { numRuns },
    );
    expect(compared).toBeGreaterThan(numRuns);
  });
});
