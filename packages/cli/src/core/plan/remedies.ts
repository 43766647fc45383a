import type { Independence } from "@tranche/sdk";
import { capOf, shareToHold } from "../exposure/cap.ts";
import { type Measure, measureCaps } from "../exposure/measure-caps.ts";
import type { PlacementProblem } from "../route/placement.ts";
import { placeAll, type Solver } from "../route/place.ts";
import { extraCapNeeded, extraMeasureNeeded, extraPairNeeded, leastBudget, leastFor, mostFor, mostUnits } from "../route/what-would-fit.ts";
import { anotherVendor, applyRemedy, cheapestMicros, withAnotherVendor, withoutExtras, withoutVendor } from "./change-inputs.ts";
import { firstPlacement, problemWithout } from "./head-room.ts";
import { onceSent } from "./once-sent.ts";
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

/** Whether there is a plan: every slot has a place, also once any vendor is lost, at whichever moment, where the policy asks for that. */
export const plannable = (inputs: PlanInputs, solver: Solver): boolean =>
  unplaced(inputs, solver).length === 0 &&
  (inputs.job.surviveLoss !== 1 || firstPlacement(questionOf(inputs, "exact"), solver).is === "placed");

/** What has to fit for a plan to be possible: the job itself, and what each loss that it has to survive would leave of it. */
interface Scenario {
  readonly inputs: PlanInputs;
  readonly shares: "exact" | "nearest";
}

/**
 * Those that do not fit. What a loss strands before anything is sent does not depend on who was to get what, since everything is planned
 * again; so head-room is asked of the limits, loss by loss, and not of the shares. A vendor nothing depends on strands nothing.
 */
const unplaced = (inputs: PlanInputs, solver: Solver): readonly Scenario[] => {
  const losses =
    inputs.job.surviveLoss === 1
      ? inputs.vendors
          .filter(({ available }) => available.is === "yes")
          .map(({ vendor }): Scenario => ({ inputs: withoutVendor(withoutExtras(inputs), vendor, "lost"), shares: "nearest" }))
      : [];
  return [{ inputs, shares: "exact" } as const, ...losses].filter((scenario) => !fits(scenario.inputs, solver, scenario.shares));
};

/** The largest of what the scenarios that do not fit need, each alone; undefined where one of them cannot be helped. */
const mostNeeded = (inputs: PlanInputs, solver: Solver, needOf: (scenario: Scenario) => number | undefined): number | undefined => {
  let most: number | undefined;
  for (const scenario of unplaced(inputs, solver)) {
    const need = needOf(scenario);
    if (need === undefined) return undefined;
    most = Math.max(most ?? need, need);
  }
  return most;
};

const remedies: readonly ((inputs: PlanInputs, solver: Solver) => Remedy | undefined)[] = [
  (inputs, solver) => maxShareRemedy(inputs, solver),
  (inputs, solver) => maxShareOfTwoRemedy(inputs, solver),
  (inputs, solver) => measureRemedy(inputs, solver, "bytes"),
  (inputs, solver) => measureRemedy(inputs, solver, "groups"),
  (inputs, solver) => vendorRemedy(inputs, solver),
  (inputs, solver) => itemsRemedy(inputs, solver),
  (inputs, solver) => budgetRemedy(inputs, solver),
  (inputs, solver) => deadlineRemedy(inputs, solver),
  (inputs, solver) => independentRemedy(inputs, solver),
  (inputs, solver) => leastRemedy(inputs, solver),
  (inputs) => surviveLossRemedy(inputs),
  (inputs, solver) => atMostRemedy(inputs, solver),
  (inputs) => routeRemedy(inputs),
  (inputs, solver) => regionsRemedy(inputs, solver),
  (inputs) => qualityRemedy(inputs),
];

/** The changes that make an infeasible plan possible, each alone; every one was applied and planned before it is listed. */
export const remediesFor = (inputs: PlanInputs, solver: Solver): readonly Remedy[] =>
  remedies.flatMap((find) => {
    const remedy = find(inputs, solver);
    return remedy !== undefined && plannable(applyRemedy(inputs, remedy), solver) ? [remedy] : [];
  });

/** The smallest `policy.maxShare`, in thousandths, under which every slot has a place. */
export const maxShareNeeded = (inputs: PlanInputs, solver: Solver, shares: "exact" | "nearest"): number | undefined => {
  if (!isCapped(inputs) || inputs.dataset.items === 0) return undefined;
  const { problem, capItems } = questionOf(inputs, shares);
  const extra = extraCapNeeded(problem, solver);
  if (extra === undefined) return undefined;
  return smallestShare({ items: inputs.dataset.items, atLeast: capItems + extra }, (perMillion) =>
    fits({ ...inputs, job: { ...inputs.job, maxSharePerMillion: perMillion } }, solver, shares),
  );
};

/** The smallest `policy.maxShareOfTwo`, likewise. */
const maxShareOfTwoNeeded = (inputs: PlanInputs, solver: Solver, shares: "exact" | "nearest"): number | undefined => {
  const { maxShareOfTwoPerMillion } = inputs.job;
  if (maxShareOfTwoPerMillion === undefined || inputs.dataset.items === 0) return undefined;
  const extra = extraPairNeeded(questionOf(inputs, shares).problem, solver);
  if (extra === undefined) return undefined;
  return smallestShare(
    { items: inputs.dataset.items, atLeast: capOf(inputs.dataset.items, maxShareOfTwoPerMillion) + extra },
    (perMillion) => fits({ ...inputs, job: { ...inputs.job, maxShareOfTwoPerMillion: perMillion } }, solver, shares),
  );
};

/** The smallest share of a measure, likewise. */
const shareOfMeasureNeeded = ({ inputs, shares }: Scenario, solver: Solver, measure: Measure): number | undefined => {
  const cap = measureCaps(inputs.job, inputs.dataset).find((one) => one.measure === measure);
  if (cap === undefined || cap.total === 0) return undefined;
  const extra = extraMeasureNeeded(questionOf(inputs, shares).problem, measure, solver);
  if (extra === undefined) return undefined;
  return smallestShare({ items: cap.total, atLeast: Math.min(cap.total, cap.most + extra) }, (perMillion) =>
    fits(applyRemedy(inputs, remedyOf[measure](perMillion / 1_000_000)), solver, shares),
  );
};

const remedyOf: Readonly<Record<Measure, (share: number) => Remedy>> = {
  bytes: (share) => ({ change: "max-share-of-bytes", maxShareOfBytes: share, text: `policy.maxShareOfBytes: ${share}` }),
  groups: (share) => ({ change: "max-share-of-groups", maxShareOfGroups: share, text: `policy.maxShareOfGroups: ${share}` }),
};

const measureRemedy = (inputs: PlanInputs, solver: Solver, measure: Measure): Remedy | undefined => {
  const perMillion = mostNeeded(inputs, solver, (scenario) => shareOfMeasureNeeded(scenario, solver, measure));
  return perMillion === undefined ? undefined : remedyOf[measure](perMillion / 1_000_000);
};

/** The smallest share in thousandths that holds, looked for from the one that holds so many items; undefined where not even all of it does. */
const smallestShare = (
  { items, atLeast }: { readonly items: number; readonly atLeast: number },
  holds: (perMillion: number) => boolean,
): number | undefined => {
  const least = shareToHold(items, atLeast);
  return least > 1_000_000 ? undefined : smallestFrom(least, holds);
};

/** The smallest share in thousandths from that one on that holds, found by halving; undefined where not even all of it does. */
const smallestFrom = (least: number, holds: (perMillion: number) => boolean): number | undefined => {
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

/** The smallest `policy.maxShare`, in parts per million, under which there is a plan; undefined where none helps, or none is needed. */
export const smallestMaxShare = (inputs: PlanInputs, solver: Solver): number | undefined => {
  const least = mostNeeded(inputs, solver, (scenario) => maxShareNeeded(scenario.inputs, solver, scenario.shares));
  const { surviveLoss, maxSharePerMillion } = inputs.job;
  if (surviveLoss !== 1 || !isCapped(inputs) || maxSharePerMillion === undefined || inputs.dataset.items === 0) return least;
  // What a loss once everything is sent needs hangs on who was sent what: it can only be tried.
  if (least === undefined && unplaced(inputs, solver).length > 0) return undefined;
  return smallestFrom(Math.max(least ?? 0, Math.floor(maxSharePerMillion / 1000) * 1000 + (least === undefined ? 1000 : 0)), (perMillion) =>
    plannable({ ...inputs, job: { ...inputs.job, maxSharePerMillion: perMillion } }, solver),
  );
};

const maxShareRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const perMillion = smallestMaxShare(inputs, solver);
  if (perMillion === undefined) return undefined;
  const maxShare = perMillion / 1_000_000;
  return { change: "max-share", maxShare, text: `policy.maxShare: ${maxShare}` };
};

const maxShareOfTwoRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const perMillion = mostNeeded(inputs, solver, (scenario) => maxShareOfTwoNeeded(scenario.inputs, solver, scenario.shares));
  if (perMillion === undefined) return undefined;
  const maxShareOfTwo = perMillion / 1_000_000;
  return { change: "max-share-of-two", maxShareOfTwo, text: `policy.maxShareOfTwo: ${maxShareOfTwo}` };
};

const vendorRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const room = mostNeeded(inputs, solver, (scenario) => roomNeeded(scenario.inputs, solver, scenario.shares));
  if (room === undefined) return undefined;
  const { deadlineMs } = inputs.job;
  const perDay = deadlineMs === undefined ? undefined : Math.ceil((room * dayMs) / deadlineMs);
  const pace = perDay === undefined ? "" : ` (${counted(perDay)} a day)`;
  const most = inputs.budget === undefined ? "" : ` at ${decimalOf(cheapestMicros(inputs))} ${inputs.currency} a judgment or less`;
  return {
    change: "vendor",
    room,
    ...(perDay === undefined ? {} : { perDay }),
    text: `one more vendor with room for ${inputs.job.slotsPerItem === 1 ? countOf(room, "item") : countOf(room, "judgment")}${pace}${most}`,
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
  const least =
    inputs.job.surviveLoss === 1
      ? budgetOnceSent(inputs, solver)
      : mostNeeded(inputs, solver, (scenario) => leastBudget(questionOf(scenario.inputs, scenario.shares).problem, solver));
  if (least === undefined) return undefined;
  const totalMicros = Math.ceil((inputs.budget.committedMicros + least) / centMicros) * centMicros;
  return { change: "budget", totalMicros, text: `budget.total: ${decimalOf(totalMicros)} ${inputs.currency}` };
};

/** What the plan without a budget commits, and on top of it the dearest loss once everything is sent; undefined where money is not what is missing. */
const budgetOnceSent = (inputs: PlanInputs, solver: Solver): number | undefined => {
  const { budget: _, ...free } = inputs;
  const question = questionOf(free, "exact");
  const first = unplaced(free, solver).length > 0 ? undefined : firstPlacement(question, solver, { tidy: false });
  if (first?.is !== "placed") return undefined;
  const sent = onceSent(question, first.placement);
  const again = question.problem.candidates.map(({ vendor }) => leastBudget(problemWithout(sent, vendor), solver));
  return again.includes(undefined) ? undefined : first.placement.highMicros + Math.max(0, ...again.map((micros) => micros ?? 0));
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The shortest deadline in whole hours that is long enough, found by halving. */
const deadlineRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  if (inputs.job.deadlineMs === undefined) return undefined;
  const slots = inputs.classes.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0);
  const remedy = (hours: number): Remedy => ({ change: "deadline", hours, text: `deadline: ${hours}h` });
  const longEnough = (hours: number): boolean => plannable(applyRemedy(inputs, remedy(hours)), solver);
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
  const found = laxer[inputs.job.independent].find((independent) => plannable({ ...inputs, job: { ...inputs.job, independent } }, solver));
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

const surviveLossRemedy = (inputs: PlanInputs): Remedy | undefined =>
  inputs.job.surviveLoss === 1 ? { change: "survive-loss", text: "policy.surviveLoss: 0" } : undefined;

/** The smallest `groups.atMost`, in hundredths, that is large enough, found by halving. */
const atMostRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const { groups } = inputs.job;
  if (groups?.keep !== "apart") return undefined;
  const remedy = (hundredths: number): Remedy => ({
    change: "at-most",
    atMost: hundredths / 100,
    text: `groups.atMost: ${hundredths / 100}`,
  });
  const enough = (hundredths: number): boolean => plannable(applyRemedy(inputs, remedy(hundredths)), solver);
  let [below, above] = [Math.floor(groups.atMostPerMillion / 10_000), 100];
  if (below >= above || !enough(above)) return undefined;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (enough(middle)) above = middle;
    else below = middle;
  }
  return remedy(above);
};

const routeRemedy = (inputs: PlanInputs): Remedy | undefined =>
  inputs.job.route.by === "shares" ? { change: "route", text: "route.objective: cost instead of fixed shares" } : undefined;

/** One more region in which a vendor works, the first that is enough; else all in which any does. A vendor whose regions nobody knows is let in by none. */
const regionsRemedy = (inputs: PlanInputs, solver: Solver): Remedy | undefined => {
  const { regions } = inputs.job;
  if (regions.length === 0) return undefined;
  const more = [...new Set(inputs.vendors.flatMap((facts) => facts.regions))].filter((region) => !regions.includes(region));
  const choices = [...more.map((region) => [...regions, region]), ...(more.length > 1 ? [[...regions, ...more]] : [])];
  const found = choices.find((allowed) => plannable({ ...inputs, job: { ...inputs.job, regions: allowed } }, solver));
  return found === undefined ? undefined : { change: "regions", regions: found, text: `policy.regions: [${found.join(", ")}]` };
};

const qualityRemedy = (inputs: PlanInputs): Remedy | undefined =>
  withoutExtras(inputs) === inputs ? undefined : { change: "quality", text: "quality: without goldShare and overlap" };
