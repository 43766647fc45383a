import { dealGold } from "../purpose/deal-gold.ts";
import { placeAll, placeMost, type PlaceOptions, type Solver } from "../route/place.ts";
import type { Placement, PlacementProblem } from "../route/placement.ts";
import { withoutVendor } from "./change-inputs.ts";
import { onceSent } from "./once-sent.ts";
import type { Question } from "./placement-problem.ts";
import { questionOf } from "./placement-problem.ts";
import type { PlanInputs, VendorId } from "./plan-inputs.ts";
import { solved } from "./solved.ts";

/** What would have nowhere to go if a vendor were lost once everything is sent and nothing has come back. */
export interface LossOnceSent {
  readonly lost: VendorId;
  /** Slots. */
  readonly stranded: number;
}

/** For every vendor that a placement gives something, in the order of the config: the loss at the worst moment there is, planned as a failover plans it. */
export const lossesOnceSent = (question: Question, placement: Placement, solver: Solver): readonly LossOnceSent[] => {
  const sent = onceSent(question, placement);
  return question.problem.candidates.flatMap(({ vendor }, index) =>
    (placement.loads[index]?.slots ?? 0) === 0 ? [] : [{ lost: vendor, stranded: strandedWithout(sent, vendor, solver) }],
  );
};

const strandedWithout = (sent: PlanInputs, lost: VendorId, solver: Solver): number =>
  solved(placeMost(problemWithout(sent, lost), solver, { tidy: false })).nowhere;

/** What the loss of a vendor leaves to be placed; who pays what for it is nothing to whether there is a place. */
export const problemWithout = (sent: PlanInputs, lost: VendorId): PlacementProblem => ({
  ...questionOf(withoutVendor(touchedBy(sent, lost), lost, "lost"), "nearest").problem,
  route: { by: "objective", objective: "cost" },
});

/** The inputs with the items and groups that a vendor has some of, and no others: those stay where they are. */
const touchedBy = (inputs: PlanInputs, vendor: VendorId): PlanInputs => {
  const classes = inputs.classes.filter(({ live = [] }) => live.includes(vendor));
  if (inputs.groups === undefined) return { ...inputs, classes };
  const touched = new Set(classes.flatMap(({ group }) => (group === undefined ? [] : [group.of])));
  return {
    ...inputs,
    classes: inputs.classes.filter(({ live = [], group }) => live.includes(vendor) || (group !== undefined && touched.has(group.of))),
    groups: inputs.groups.filter(({ id }) => touched.has(id)),
  };
};

/** A placement of a first plan, and the most that any vendor was let get, where that is less than it could have. */
export interface FirstPlacement {
  readonly placement: Placement;
  readonly headRoom?: number;
}

export type FirstOutcome =
  | ({ readonly is: "placed" } & FirstPlacement)
  /** Not every slot has a place. */
  | { readonly is: "infeasible" }
  /** Every slot has a place, but a loss that the plan would have to survive strands some, and no plan was found that survives it. */
  | { readonly is: "loses"; readonly placement: Placement; readonly losses: readonly LossOnceSent[] };

/** What {@link placeAll} comes to, kept as {@link survivingPlacement} keeps it. */
export const firstPlacement = (question: Question, solver: Solver, options: PlaceOptions = {}): FirstOutcome => {
  const all = placeAll(question.problem, solver, options);
  return all.status === "infeasible"
    ? { is: "infeasible" }
    : survivingPlacement(question, dealGold(question, solved(all)), { solver, ...options });
};

/** As many plans are tried, at most, before the job is refused. */
const mostTries = 8;

/**
 * The placement itself, where no loss has to be survived or it survives each. Else the best one found in which no vendor gets more than so much, as
 * much as can be: what is spread more evenly loses less at once, of money above all. Found by halving; each was held against every loss.
 */
export const survivingPlacement = (
  question: Question,
  placement: Placement,
  { solver, ...options }: PlaceOptions & { readonly solver: Solver },
): FirstOutcome => {
  if (question.inputs.job.surviveLoss !== 1) return { is: "placed", placement };
  const fatal = (tried: Placement): readonly LossOnceSent[] =>
    lossesOnceSent(question, tried, solver).filter(({ stranded }) => stranded > 0);
  const losses = fatal(placement);
  if (losses.length === 0) return { is: "placed", placement };
  const { problem } = question;
  const slots = placement.loads.reduce((sum, load) => sum + load.slots, 0);
  let above = Math.max(0, ...placement.loads.map((load) => load.slots));
  let below = Math.ceil(slots / Math.max(1, problem.candidates.length)) - 1;
  let found: FirstPlacement | undefined;
  // Fixed shares are not ours to change.
  for (let tries = 0; tries < mostTries && above - below > 1 && problem.route.by !== "shares"; tries += 1) {
    const most = Math.floor((below + above) / 2);
    const candidates = problem.candidates.map((candidate) => ({ ...candidate, capacity: Math.min(candidate.capacity ?? Infinity, most) }));
    const tried = placeAll({ ...problem, candidates }, solver, options);
    const dealt = tried.status === "placed" ? dealGold(question, tried.placement) : undefined;
    if (dealt !== undefined && fatal(dealt).length > 0) above = most;
    else below = most;
    if (dealt !== undefined && below === most) found = { placement: dealt, headRoom: most };
  }
  return found === undefined ? { is: "loses", placement, losses } : { is: "placed", ...found };
};
