import type { Independence } from "@tranche/sdk";
import { shareToHold } from "../exposure/cap.ts";
import type { PlacementProblem } from "../route/placement.ts";
import { placeAll, type Solver } from "../route/place.ts";
import { extraCapNeeded, leastBudget, leastFor, mostFor, mostUnits } from "../route/what-would-fit.ts";
import { anotherVendor, applyRemedy, cheapestMicros, withAnotherVendor, withoutExtras } from "./change-inputs.ts";
import { isCapped, questionOf } from "./placement-problem.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import type { Remedy } from "./plan.ts";
import { countOf, counted, decimalOf } from "./words.ts";

/** Whether every slot of the inputs has a place. */
export const fits = (inputs: PlanInputs, solver: Solver, shares: "exact" | "nearest"): boolean => {
  const { problem } = questionOf(inputs, shares);
  // Which of the plans is preferred is nothing to it: the objective with the fewest solves will do.
  const { route } = problem;
  const asked: PlacementProblem = route.by === "objective" ? { ...problem, route: { by: "objective", objective: "cost" } } : problem;
  return placeAll(asked, solver, { tidy: false }).status === "placed";
};

/** The changes that make an infeasible plan possible, each alone; every one was applied and planned before it is listed. */
export const remediesFor = (inputs: PlanInputs, solver: Solver): readonly Remedy[] =>
  [
    maxShareRemedy,
    vendorRemedy,
    itemsRemedy,
    budgetRemedy,
    deadlineRemedy,
    independentRemedy,
    leastRemedy,
    routeRemedy,
    qualityRemedy,
  ].flatMap((remedyOf) => {
    const remedy = remedyOf(inputs, solver);
    return remedy !== undefined && fits(applyRemedy(inputs, remedy), solver, "exact") ? [remedy] : [];
  });

/** The smallest `policy.maxShare`, in thousandths, under which every slot has a place. */
export const maxShareNeeded = (inputs: PlanInputs, solver: Solver, shares: "exact" | "nearest"): number | undefined => {
  if (!isCapped(inputs) || inputs.dataset.items === 0) return undefined;
  const { problem, capItems } = questionOf(inputs, shares);
  const extra = extraCapNeeded(problem, solver);
  if (extra === undefined) return undefined;
  const holds = (perMillion: number): boolean =>
    fits({ ...inputs, job: { ...inputs.job, maxSharePerMillion: perMillion } }, solver, shares);
  const least = shareToHold(inputs.dataset.items, capItems + extra);
  if (least > 1_000_000) return undefined;
  if (holds(least)) return least;
  if (!holds(1_000_000)) return undefined;
  let [below, above] = [least / 1000, 1000];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle * 1000)) above = middle;
    else below = middle;
  }
  return above * 1000;
};

/** The fewest slots one more vendor would have to take for every slot to have a place. */
export const roomNeeded = (inputs: PlanInputs, solver: Solver, shares: "exact" | "nearest"): number | undefined => {
  const slots = inputs.classes.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0);
  const { problem } = questionOf(withAnotherVendor(inputs, slots), shares);
  const room = leastFor(
    problem,
    problem.candidates.findIndex(({ vendor }) => vendor === anotherVendor),
    solver,
  );
  return room !== undefined && fits(withAnotherVendor(inputs, room), solver, shares) ? room : undefined;
};

const maxShareRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const perMillion = maxShareNeeded(inputs, solver, "exact");
  if (perMillion === undefined) return undefined;
  const maxShare = perMillion / 1_000_000;
  return { change: "max-share", maxShare, text: `policy.maxShare: ${maxShare}` };
};

const vendorRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const room = roomNeeded(inputs, solver, "exact");
  if (room === undefined) return undefined;
  const most = inputs.budget === undefined ? "" : ` at ${decimalOf(cheapestMicros(inputs))} ${inputs.currency} a judgment or less`;
  return {
    change: "vendor",
    room,
    text: `one more vendor with room for ${inputs.job.slotsPerItem === 1 ? countOf(room, "item") : countOf(room, "judgment")}${most}`,
  };
};

const itemsRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const { problem, units } = questionOf(inputs, "exact");
  const most = mostUnits(problem, solver);
  if (most === undefined) return undefined;
  const perClass = Object.fromEntries(
    units.flatMap(({ parts }, index) =>
      parts.map(({ classIndex, each }) => [inputs.classes[classIndex]?.id ?? "", (most[index] ?? 0) * each]),
    ),
  );
  const items = Object.values(perClass).reduce((sum, count) => sum + count, 0);
  if (items === 0) return undefined;
  return { change: "items", items, perClass, text: `items: at most ${counted(items)} now` };
};

const centMicros = 10_000;

const budgetRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  if (inputs.budget === undefined) return undefined;
  const least = leastBudget(questionOf(inputs, "exact").problem, solver);
  if (least === undefined) return undefined;
  const totalMicros = Math.ceil((inputs.budget.committedMicros + least) / centMicros) * centMicros;
  return { change: "budget", totalMicros, text: `budget.total: ${decimalOf(totalMicros)} ${inputs.currency}` };
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The shortest deadline in whole hours that is long enough, found by halving. */
const deadlineRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  if (inputs.job.deadlineMs === undefined) return undefined;
  const slots = inputs.classes.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0);
  const remedy = (hours: number): Remedy => ({ change: "deadline", hours, text: `deadline: ${hours}h` });
  const longEnough = (hours: number): boolean => fits(applyRemedy(inputs, remedy(hours)), solver, "exact");
  let below = Math.floor(inputs.job.deadlineMs / hourMs);
  const needs = inputs.vendors.map(
    ({ turnaround, capacity, openSlots = 0 }) =>
      (turnaround?.p90Ms ?? 0) + (capacity === undefined ? 0 : ((slots + openSlots + 1) / capacity.perDay) * dayMs),
  );
  let above = Math.ceil(Math.max(0, ...needs) / hourMs);
  if (above <= below || !longEnough(above)) return undefined;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (longEnough(middle)) above = middle;
    else below = middle;
  }
  return remedy(above);
};

const laxer: Readonly<Record<Independence, readonly Independence[]>> = { owner: ["vendor", "worker"], vendor: ["worker"], worker: [] };

const independentRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const found = laxer[inputs.job.independent].find((independent) =>
    fits({ ...inputs, job: { ...inputs.job, independent } }, solver, "exact"),
  );
  return found === undefined || inputs.job.slotsPerItem === 1
    ? undefined
    : { change: "independent", independent: found, text: `judgments.independent: ${found}` };
};

/** The first vendor whose fewest slots are what is in the way, with the most that it can be given. */
const leastRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const { problem } = questionOf(inputs, "exact");
  for (const [candidate, { vendor, least = 0 }] of problem.candidates.entries()) {
    const most = least === 0 ? undefined : mostFor(problem, candidate, solver);
    if (most !== undefined && most < least)
      return { change: "least", vendor, least: most, text: `${counted(most)} for ${vendor} at least, not ${counted(least)}` };
  }
  return undefined;
};

const routeRemedy = (inputs: PlanInputs): Remedy | undefined =>
  inputs.job.route.by === "shares" ? { change: "route", text: "route.objective: cost instead of fixed shares" } : undefined;

const qualityRemedy = (inputs: PlanInputs): Remedy | undefined =>
  withoutExtras(inputs) === inputs ? undefined : { change: "quality", text: "quality: without goldShare and overlap" };
