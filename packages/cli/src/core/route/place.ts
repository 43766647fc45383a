import { largestRemainder } from "../split/largest-remainder.ts";
import type { LinearProgram, SolveLinearProgram } from "./linear-program.ts";
import { goalsOf } from "./goals.ts";
import type { PlacementOutcome, PlacementProblem } from "./placement.ts";
import { type Cell, greatestCommonDivisor, placementModel, type PlacementModel } from "./placement-model.ts";
import { amountsOf, priceCosts } from "./price-rows.ts";
import { optimaOf, withColumnUpper, withCost, withRow } from "./program-changes.ts";
import { blockingOf, readPlacement } from "./read-placement.ts";
import { type MakeWhole, type WholeOptions, wholeSolution, type WholeSolution } from "./whole-solution.ts";

export interface Solver {
  readonly solve: SolveLinearProgram;
  /** Default {@link wholeSolution}. */
  readonly makeWhole?: MakeWhole;
}

export interface PlaceOptions {
  /** Chooses among equally cheap answers: known owners first, then the order of the config. Default true; false saves a solve. */
  readonly tidy?: boolean;
}

/** One goal after another, each without giving up the ones before. */
interface Stage {
  readonly program: LinearProgram;
  readonly whole: Extract<WholeSolution, { status: "optimal" }>;
}

type Staged = Stage | { readonly status: "infeasible" } | { readonly status: "unsolved"; readonly why: string };

const failed = (staged: Staged): staged is Exclude<Staged, Stage> => "status" in staged;

/**
 * Places every slot within the limits, follows the route, pays as little as possible, tidies. Each goal is an optimum of its
 * own program, so no weights between goals have to be guessed. `infeasible` where not every slot has a place.
 */
export const placeAll = (
  problem: PlacementProblem,
  solver: Solver,
  { tidy = true }: PlaceOptions = {},
): PlacementOutcome | { readonly status: "infeasible" } => {
  const model = placementModel(problem);
  const whole = wholeBy(solver);
  const program = withRow(withRouteLimits(problem, model, { fromBelow: true }), model.nowhereRow, 0, 0);
  const stage = follow({ problem, model, whole, program });
  return failed(stage) ? stage : finished({ problem, model, whole, stage, tidy });
};

/** The same, but where not every slot has a place, as many as possible get one. */
export const placeMost = (problem: PlacementProblem, solver: Solver, options: PlaceOptions = {}): PlacementOutcome => {
  const all = placeAll(problem, solver, options);
  if (all.status !== "infeasible") return all;
  const model = placementModel(problem);
  const whole = wholeBy(solver);
  const program = withCost(
    withColumnUpper(withRouteLimits(problem, model), [...model.shortColumns.values()], Infinity),
    nowhereCost(model),
  );
  const fewest = whole(program, { best: true });
  if (fewest.status !== "optimal")
    return fewest.status === "unsolved" ? fewest : { status: "unsolved", why: "the limits contradict each other" };
  const stage = follow({ problem, model, whole, program: withRow(program, model.nowhereRow, 0, fewest.objective) });
  if (failed(stage))
    return stage.status === "unsolved" ? stage : { status: "unsolved", why: "what could be placed could not be placed again" };
  const outcome = finished({ problem, model, whole, stage, tidy: options.tidy ?? true });
  if (outcome.status !== "placed") return outcome;
  const blocking = blockingOf(problem, model, program, fewest.relaxed);
  return {
    status: "placed",
    placement: {
      ...outcome.placement,
      blocking: { ...blocking, budget: blocking.budget || budgetBlocks({ problem, whole, fewest: fewest.objective }) },
    },
  };
};

/**
 * Whether more slots would have a place without a budget. Asked only where a set-up or a minimum may not have fitted in, which
 * the duals do not see.
 */
const budgetBlocks = ({
  problem,
  whole,
  fewest,
}: {
  readonly problem: PlacementProblem;
  readonly whole: (program: LinearProgram, options?: WholeOptions) => WholeSolution;
  readonly fewest: number;
}): boolean => {
  if (fewest === 0 || problem.budgetMicros === undefined || problem.candidates.every(({ pieces }) => pieces === undefined)) return false;
  const { budgetMicros: _, ...unlimited } = problem;
  const model = placementModel(unlimited);
  const free = withColumnUpper(withRouteLimits(unlimited, model), [...model.shortColumns.values()], Infinity);
  const without = whole(withCost(free, nowhereCost(model)), { best: true });
  return without.status === "optimal" && without.objective < fewest;
};

/** A cost of one for every slot without a place. */
const nowhereCost = (model: PlacementModel): readonly (readonly [number, number])[] =>
  model.blocks.map(({ nowhere, weight }) => [nowhere, weight]);

const wholeBy =
  ({ solve, makeWhole = wholeSolution }: Solver) =>
  (program: LinearProgram, options?: WholeOptions): WholeSolution =>
    makeWhole(program, solve, options);

interface Route {
  readonly problem: PlacementProblem;
  readonly model: PlacementModel;
  readonly whole: (program: LinearProgram) => WholeSolution;
  readonly program: LinearProgram;
}

interface RouteLimits {
  /** Holds fixed shares from below, too, where units are of several sizes. Default false. */
  readonly fromBelow?: boolean;
}

/** The program of a model with fixed shares as limits on each vendor's slots, and with fewest slots as the problem wants them kept. */
export const withRouteLimits = (problem: PlacementProblem, model: PlacementModel, limits: RouteLimits = {}): LinearProgram => {
  const program = withShares(problem, model, limits);
  return problem.shares === "nearest" ? withColumnUpper(program, [...model.shortColumns.values()], Infinity) : program;
};

const withShares = (problem: PlacementProblem, model: PlacementModel, { fromBelow = false }: RouteLimits): LinearProgram => {
  if (problem.route.by !== "shares") return model.program;
  const { sharesPerMillion } = problem.route;
  const wanted = problem.classes.filter(({ units, slotsEach }) => units > 0 && slotsEach > 0);
  const sizes = new Set(wanted.map(({ weight, slotsEach }) => (problem.independent === "worker" ? slotsEach : 1) * weight));
  const [size = 1] = sizes;
  const unit = sizes.size === 1 ? size : 1;
  const slots = wanted.reduce((sum, { units, weight, slotsEach }) => sum + units * weight * slotsEach, 0);
  const shares = problem.candidates.map(({ vendor }) => sharesPerMillion[vendor] ?? 0);
  // Exact shares leave the part of a vendor that may not be asked unplaced; the nearest ones spread it over the others.
  const absent = problem.shares === "exact" ? 1_000_000 - shares.reduce((sum, share) => sum + share, 0) : 0;
  const targets = largestRemainder(slots / unit, [...shares, absent]).slice(0, shares.length);
  // Units of several sizes do not add up to just any number: to less than one of the largest, then.
  const slack = sizes.size > 1 ? Math.max(...sizes) - 1 : 0;
  const under = fromBelow && slack > 0 && problem.shares === "exact";
  const limited = targets.reduce(
    (program, target, candidate) =>
      withRow(program, model.totalRows[candidate] ?? 0, under ? target * unit - slack : -Infinity, target * unit),
    model.program,
  );
  return problem.shares === "nearest"
    ? withColumnUpper(limited, model.overColumns, Infinity)
    : withColumnUpper(limited, model.overColumns, slack);
};

/** The goals of the route in their order, the price last. */
const follow = ({ problem, model, whole, program }: Route): Staged => {
  let kept = program;
  for (const goal of goalsOf(problem, model)) {
    const reached = goal(kept, (asked) => whole(problem.budgetMicros === undefined ? withoutPrices(asked, model) : asked));
    if (reached.status !== "reached") return reached;
    kept = reached.program;
  }
  const priced = withCost(kept, prices(problem, model));
  const cheapest = whole(priced);
  return cheapest.status === "optimal" ? { program: priced, whole: cheapest } : cheapest;
};

/** The program without what its prices are made of, for goals that ask for no price where no budget does either: nothing yes or no is left in it. */
const withoutPrices = ({ integer: _, ...program }: LinearProgram, { linkRows, pieces }: PlacementModel): LinearProgram =>
  withColumnUpper(
    linkRows.reduce((free, row) => withRow(free, row, -Infinity, Infinity), program),
    pieces.flatMap(({ used, slots }) => [used, slots]),
    0,
  );

const priceUnit = (problem: PlacementProblem): number =>
  problem.candidates.flatMap((candidate) => amountsOf(candidate, "low")).reduce(greatestCommonDivisor, 0) || 1;

/** The low prices, in the largest amount that divides all of them. */
const prices = (problem: PlacementProblem, model: PlacementModel): readonly (readonly [number, number])[] => {
  const unit = priceUnit(problem);
  return priceCosts(problem, model, "low").map(([column, micros]) => [column, micros / unit]);
};

const finished = ({
  problem,
  model,
  whole,
  stage,
  tidy,
}: Omit<Route, "program"> & { readonly stage: Stage; readonly tidy: boolean }): PlacementOutcome => {
  const values = tidy ? tidied({ problem, model, whole, stage }) : stage.whole.values;
  return {
    status: "placed",
    placement: readPlacement({ problem, model, values, boundMicros: Math.round(stage.whole.relaxed.objective * priceUnit(problem)) }),
  };
};

/** Among equally cheap answers, the one that shows items to owners who know them, and then to earlier vendors. */
const tidied = ({ problem, model, whole, stage }: Omit<Route, "program"> & { readonly stage: Stage }): readonly number[] => {
  const { whole: cheapest } = stage;
  const { program } = cheapest;
  const { duals, values } = cheapest.relaxed;
  // Rounding moved off the linear optimum: its equals are not known.
  if (duals === undefined || values.some((value, column) => Math.abs(value - (cheapest.values[column] ?? 0)) > 1e-5))
    return cheapest.values;
  const preference = ({ column, candidate, weight, fresh }: Cell): readonly [number, number] => [
    column,
    candidate * weight + problem.candidates.length * fresh,
  ];
  const tidier = whole(withCost(optimaOf(program, cheapest.values, duals), model.cells.map(preference)));
  if (tidier.status !== "optimal") return cheapest.values;
  const cost = tidier.values.reduce((sum, value, column) => sum + value * (program.cost[column] ?? 0), 0);
  return cost <= cheapest.objective ? tidier.values : cheapest.values;
};
