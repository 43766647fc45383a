import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Constraint, solve as yalps } from "yalps";
import { loadHighs } from "../../engine/solve/highs.ts";
import { slotPrice } from "../budget/slot-price.ts";
import type { LinearProgram, SolveLinearProgram } from "../route/linear-program.ts";
import { rowActivity } from "../route/program-changes.ts";
import { type MakeWhole, wholeSolution } from "../route/whole-solution.ts";
import { mostSlots } from "./__fixtures__/most-slots.ts";
import { brokenRules } from "./__fixtures__/recount.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import { solveWithYalps } from "./__fixtures__/yalps-solver.ts";
import { canonicalJson } from "./canonical-json.ts";
import { applyRemedy } from "./change-inputs.ts";
import type { PlanInputs, PriceFacts, VendorFacts } from "./plan-inputs.ts";
import type { DraftPlan } from "./plan.ts";
import { planJob, planJobWith, planMissing } from "./plan-job.ts";

const solve = await loadHighs();
/** `TRANCHE_PLANS=20000` for a long run. */
const numRuns = Number(process.env["TRANCHE_PLANS"] ?? 600);

describe("planJob, in random worlds", () => {
  it("keeps every rule, by an item-by-item recount", () => {
    let feasible = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const plan = planJob(inputs, solve);
        if (plan.feasible) feasible += 1;
        expect(brokenRules(inputs, plan)).toEqual([]);
        expect(plan.cost.lowerBound).toBeLessThanOrEqual(plan.cost.low);
        const { route, independent, slotsPerItem } = inputs.job;
        if (!plan.feasible || route.by !== "shares") return;
        const unit = independent === "worker" ? slotsPerItem : 1;
        for (const { vendor, slots } of plan.vendors)
          expect(Math.abs(slots - (plan.slots * (route.sharesPerMillion[vendor] ?? 0)) / 1_000_000)).toBeLessThan(unit);
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
        program,
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
      fc.property(worlds({ pairs: false, independent: "owner", money: false, bars: false, route: "cost" }), (inputs) => {
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
    let wrong = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const both: SolveLinearProgram = (program) => {
          const solution = solve(program);
          if (program.integer !== undefined) return solution;
          const other = solveWithYalps(program);
          if (solution.status === "optimal") expect(breach(program, solution.values)).toBeLessThan(1e-6);
          // Now and then yalps calls an answer optimal that breaks the program's own rows, or finds none where a point that keeps them all
          // lies before us; such a one is no witness.
          const refuted = solution.status === "optimal" && other.status !== "optimal";
          if (refuted || (other.status === "optimal" && breach(program, other.values) > 1e-6)) {
            wrong += 1;
            return solution;
          }
          expect(other.status).toBe(solution.status);
          if (solution.status === "optimal" && other.status === "optimal") {
            compared += 1;
            expect(Math.abs(solution.objective - other.objective)).toBeLessThanOrEqual(1e-6 + Math.abs(other.objective) * 1e-3);
          }
          return solution;
        };
        planMissing(inputs, both);
      }),
      // The same programs every time: how often the other solver slips is not what is tested.
      { numRuns, seed: 20_260_101 },
    );
    expect(compared).toBeGreaterThan(numRuns);
    expect(wrong).toBeLessThan(compared / 100);
  });

  it("costs no more than an independent model says it must, to 0.1 %", () => {
    let compared = 0;
    let wrong = 0;
    fc.assert(
      fc.property(worlds({ pairs: false, independent: "owner", route: "cost", minimums: false }), (inputs) => {
        const least = leastCost(inputs);
        const plan = planMissing(inputs, solve);
        // Only a budget can be kept by parts of judgments and by no whole ones.
        if (plan.feasible !== (least !== undefined)) expect({ least, budget: inputs.budget }).not.toMatchObject({ budget: undefined });
        if (!plan.feasible || least === undefined) return;
        compared += 1;
        const [bound, near] = [plan.cost.lowerBound * 1e6, 2 + least * 1e-3];
        // Now and then yalps calls whole numbers optimal that a cheaper plan refutes, one that keeps every rule.
        if (least - bound > near && plan.cost.lowMicros < least) {
          expect(brokenRules(inputs, plan)).toEqual([]);
          wrong += 1;
        } else expect(Math.abs(bound - least)).toBeLessThanOrEqual(near);
      }),
      { numRuns },
    );
    expect(wrong).toBeLessThan(compared / 50);
    expect(compared).toBeGreaterThan(numRuns / 5);
  });
});

describe("independence, in random worlds", () => {
  it("says of each choice what planning with it comes to", () => {
    let told = 0;
    fc.assert(
      fc.property(worlds(), (inputs) => {
        const plan = planJob(inputs, solve);
        const several = inputs.classes.some(({ slotsEach }) => slotsEach > 1);
        expect(plan.independence !== undefined).toBe(plan.feasible && several);
        for (const line of plan.independence ?? []) {
          told += 1;
          const asked: PlanInputs = { ...inputs, job: { ...inputs.job, independent: line.independent } };
          const other = planJob(asked, solve);
          expect(line.present).toBe(line.independent === inputs.job.independent);
          expect(line.feasible).toBe(other.feasible);
          if (!other.feasible) continue;
          expect([line.cost?.lowMicros, line.cost?.highMicros]).toEqual([other.cost.lowMicros, other.cost.highMicros]);
          const owners = new Map(other.vendors.map(({ owner, exposure }) => [owner, exposure]));
          expect(line.disclosures).toBe([...owners.values()].reduce((sum, { before, after }) => sum + after - before, 0));
          expect((line.largestShare ?? 0) * inputs.dataset.items).toBeCloseTo(
            Math.max(0, ...[...owners.values()].map(({ after }) => after)),
          );
        }
      }),
      { numRuns: numRuns / 10 },
    );
    expect(told).toBeGreaterThan(numRuns / 200);
  });
});

describe("objectives, in random worlds", () => {
  it("time: nothing would be ready a second earlier, says a flow with no program in it, and no plan for another objective is", () => {
    let compared = 0;
    fc.assert(
      fc.property(worlds({ pairs: false, independent: "owner", route: "time", money: false, bars: false, minimums: false }), (inputs) => {
        const plan = planJob(inputs, solve);
        expect(brokenRules(inputs, plan)).toEqual([]);
        if (!plan.feasible || plan.slots === 0) return;
        compared += 1;
        const slowest = latestMs(inputs, plan);
        /** With so many slots a vendor as it has nine tenths of answered by then. */
        const by = (ms: number): PlanInputs => ({
          ...inputs,
          vendors: inputs.vendors.map((facts) => ({ ...facts, room: slotsBy(facts, ms) })),
        });
        expect(mostSlots(by(slowest + 1))).toBe(plan.slots);
        expect(mostSlots(by(slowest - 1002))).toBeLessThan(plan.slots);
        const cheapest = planJob({ ...inputs, job: { ...inputs.job, route: { by: "objective", objective: "cost" } } }, solve);
        expect(slowest).toBeLessThanOrEqual(latestMs(inputs, cheapest) + 1);
        expect(plan.cost.lowMicros).toBeGreaterThanOrEqual(cheapest.cost.lowMicros);
      }),
      { numRuns: numRuns / 4 },
    );
    expect(compared).toBeGreaterThan(numRuns / 20);
  });

  it.each(["quality", "balanced"] as const)(
    "%s: no plan has a better sum, by an independent model, and none of those is cheaper",
    (objective) => {
      let compared = 0;
      fc.assert(
        fc.property(
          worlds({ pairs: false, independent: "owner", route: objective, money: false, minimums: false, fixed: false }),
          (inputs) => {
            const plan = planJob(inputs, solve);
            expect(brokenRules(inputs, plan)).toEqual([]);
            if (!plan.feasible) return;
            compared += 1;
            const count = countsFor(inputs, objective);
            const reached = plan.vendors.reduce((sum, { vendor, slots }) => sum + slots * count(vendor), 0);
            const least = leastCost(inputs, { of: count });
            expect(Math.abs(reached - (least ?? Number.NaN) / 1e6)).toBeLessThanOrEqual(1e-3 + reached * 1e-3);
            const price = (vendor: string): number =>
              slotPrice(inputs.vendors.find((facts) => facts.vendor === vendor)?.price ?? { basis: "judgment", micros: 0 }).lowMicros;
            const cheapest = leastCost(inputs, { of: (vendor) => price(vendor) / 1e6, within: { of: count, most: reached } });
            expect(plan.cost.lowMicros).toBeLessThanOrEqual((cheapest ?? Number.NaN) * 1.001 + 20_000);
          },
        ),
        { numRuns: numRuns / 4 },
      );
      expect(compared).toBeGreaterThan(numRuns / 20);
    },
  );
});

const latestMs = (inputs: PlanInputs, plan: DraftPlan): number =>
  Math.max(
    0,
    ...plan.vendors.map(({ vendor, slots }) => {
      const facts = inputs.vendors.find((one) => one.vendor === vendor);
      return slots === 0
        ? 0
        : (facts?.turnaround?.p90Ms ?? 0) + 0.9 * slots * (facts?.capacity === undefined ? 0 : 86_400_000 / facts.capacity.perDay);
    }),
  );

const slotsBy = ({ turnaround, capacity }: VendorFacts, ms: number): number => {
  const left = ms - (turnaround?.p90Ms ?? 0);
  if (left < 0) return 0;
  return capacity === undefined ? 1e9 : Math.floor((left * capacity.perDay) / (0.9 * 86_400_000) + 1e-9);
};

/** What a slot at a vendor counts for, worked out anew from the words of the documentation. */
const countsFor = (inputs: PlanInputs, objective: "quality" | "balanced"): ((vendor: string) => number) => {
  const deadline = inputs.job.deadlineMs ?? Infinity;
  const may = inputs.vendors.filter(({ available, turnaround }) => available.is === "yes" && (turnaround?.p90Ms ?? 0) <= deadline);
  const right = (facts: VendorFacts): number => (facts.accuracyPerMillion ?? 800_000) / 1e6;
  const parts: readonly ((facts: VendorFacts) => number)[] = [
    (facts) => slotPrice(facts.price).lowMicros / right(facts),
    (facts) => facts.turnaround?.p90Ms ?? 0,
    (facts) => 1 / right(facts),
  ];
  return (vendor) => {
    const facts = may.find((one) => one.vendor === vendor);
    if (facts === undefined) return 0;
    if (objective === "quality") return Math.round((1 - right(facts)) * 10_000);
    const sum = parts.reduce((all, part) => all + part(facts) / Math.min(...may.map(part)), 0);
    return Math.round((sum * 1000) / 3);
  };
};

/** The least cost in micros where owners are independent, in a model of its own and by another solver; undefined where nothing fits. */
const leastCost = (
  inputs: PlanInputs,
  other?: {
    /** What a slot counts for, in the place of its price. */
    readonly of: (vendor: string) => number;
    /** Another sum that must not become more. */
    readonly within?: { readonly of: (vendor: string) => number; readonly most: number };
  },
): number | undefined => {
  const { job, dataset, budget } = inputs;
  const eligible = inputs.vendors.filter(
    ({ available, turnaround }) => available.is === "yes" && (turnaround?.p90Ms ?? 0) <= (job.deadlineMs ?? Infinity),
  );
  const constraints = new Map<string, Constraint>();
  const variables = new Map<string, Map<string, number>>();
  for (const { owner } of inputs.dataset.owners) {
    const seen = dataset.owners.find((one) => one.owner === owner)?.items ?? 0;
    constraints.set(`cap ${owner}`, {
      max: Math.max(0, Math.floor((dataset.items * (job.maxSharePerMillion ?? 1_000_000)) / 1_000_000 + 1e-9) - seen),
    });
  }
  if (other?.within !== undefined) constraints.set("within", { max: other.within.most + 1e-6 });
  if (budget !== undefined) constraints.set("budget", { max: Math.max(0, budget.totalMicros - budget.committedMicros) / 1e6 });
  for (const { vendor, capacity, turnaround } of eligible)
    if (capacity !== undefined && job.deadlineMs !== undefined)
      constraints.set(`room ${vendor}`, { max: Math.floor((capacity.perDay * (job.deadlineMs - (turnaround?.p90Ms ?? 0))) / 86_400_000) });
  for (const { id, items, slotsEach, seenBy, barredOwners, barredVendors } of inputs.classes) {
    constraints.set(`all of ${id}`, { equal: items * slotsEach });
    for (const { vendor, owner, price } of eligible) {
      if (barredOwners.includes(owner) || barredVendors.includes(vendor)) continue;
      const { lowMicros, highMicros } = slotPrice(price);
      constraints.set(`once ${id} ${owner}`, { max: items });
      const column = new Map<string, number>([
        ...(hasTerms(price)
          ? ([[`ordered ${vendor}`, 1]] as const)
          : ([
              ["cost", other === undefined ? lowMicros / 1e6 : other.of(vendor)],
              ["budget", highMicros / 1e6],
              ...(other?.within === undefined ? [] : [["within", other.within.of(vendor)] as const]),
            ] as const)),
        [`all of ${id}`, 1],
        [`once ${id} ${owner}`, 1],
        [`room ${vendor}`, 1],
      ]);
      if (!seenBy.includes(owner)) column.set(`cap ${owner}`, 1);
      variables.set(`${id} ${vendor}`, column);
    }
  }
  const integers = eligible.flatMap(({ vendor, price }) =>
    hasTerms(price) ? addTerms({ constraints, variables, vendor, price, most: inputs.dataset.items * job.slotsPerItem }) : [],
  );
  const solution = yalps(
    { direction: "minimize", objective: "cost", constraints, variables, integers },
    { precision: 1e-9, maxPivots: 100_000 },
  );
  return solution.status === "optimal" ? solution.result * 1e6 : undefined;
};

const hasTerms = (price: PriceFacts): boolean =>
  (price.setupMicros ?? 0) + (price.minimumMicros ?? 0) > 0 || (price.basis === "judgment" && (price.tiers ?? []).length > 0);

/** An order's price the other way round: a tier may only be begun when the one before it is full, and what the minimum lacks is paid. */
const addTerms = ({
  constraints,
  variables,
  vendor,
  price,
  most,
}: {
  readonly constraints: Map<string, Constraint>;
  readonly variables: Map<string, Map<string, number>>;
  readonly vendor: string;
  readonly price: PriceFacts;
  readonly most: number;
}): readonly string[] => {
  const [setup, minimum] = [(price.setupMicros ?? 0) / 1e6, (price.minimumMicros ?? 0) / 1e6];
  const { lowMicros, highMicros } = slotPrice(price);
  const tiers = [
    { from: 1, low: lowMicros / 1e6, high: highMicros / 1e6 },
    ...(price.basis === "judgment" ? (price.tiers ?? []).map(({ from, micros }) => ({ from, low: micros / 1e6, high: micros / 1e6 })) : []),
  ];
  constraints.set(`ordered ${vendor}`, { equal: 0 });
  for (const end of ["cost", "budget"]) {
    constraints.set(`minimum ${end} ${vendor}`, { min: 0 });
    variables.set(
      `lacks ${end} ${vendor}`,
      new Map([
        [end, 1],
        [`minimum ${end} ${vendor}`, 1],
      ]),
    );
  }
  const begun = tiers.map(
    (_, tier) => new Map<string, number>([[`within ${tier} ${vendor}`, -((tiers[tier + 1]?.from ?? most + 1) - (tiers[tier]?.from ?? 1))]]),
  );
  begun[0]?.set("cost", setup).set("budget", setup);
  for (const end of ["cost", "budget"]) begun[0]?.set(`minimum ${end} ${vendor}`, setup - minimum);
  for (const [tier, { from, low, high }] of tiers.entries()) {
    constraints.set(`within ${tier} ${vendor}`, { max: 0 });
    const column = new Map([
      ["cost", low],
      ["budget", high],
      [`minimum cost ${vendor}`, low],
      [`minimum budget ${vendor}`, high],
      [`ordered ${vendor}`, -1],
      [`within ${tier} ${vendor}`, 1],
    ]);
    const next = tiers[tier + 1];
    if (next !== undefined) {
      constraints.set(`full ${tier} ${vendor}`, { min: 0 });
      column.set(`full ${tier} ${vendor}`, 1);
      begun[tier + 1]?.set(`full ${tier} ${vendor}`, from - next.from);
    }
    variables.set(`tier ${tier} ${vendor}`, column);
  }
  for (const [tier, column] of begun.entries()) {
    constraints.set(`once ${tier} ${vendor}`, { max: 1 });
    variables.set(`begun ${tier} ${vendor}`, column.set(`once ${tier} ${vendor}`, 1));
  }
  // Whole orders: a minimum has its kink between two counts.
  return tiers.flatMap((_, tier) => [`begun ${tier} ${vendor}`, `tier ${tier} ${vendor}`]);
};

/** How far an answer is outside the rows of its program, beside the size of the row. */
const breach = (program: LinearProgram, values: readonly number[]): number =>
  Math.max(
    0,
    ...rowActivity(program, values).map((sum, row) => {
      const outside = Math.max((program.rowLower[row] ?? 0) - sum, sum - (program.rowUpper[row] ?? 0));
      return outside / Math.max(1, Math.abs(sum));
    }),
  );
