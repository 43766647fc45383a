import type { Placement, PlacementOutcome } from "../route/placement.ts";

/**
 * The placement of an outcome. Throws an Error with the solver's words where it gave up: a time limit, or numbers beyond it;
 * nothing is known about the plan then, and nothing may be sent.
 */
export const solved = (outcome: PlacementOutcome): Placement => {
  if (outcome.status === "placed") return outcome.placement;
  throw new Error(`the plan could not be solved: ${outcome.why}`);
};
