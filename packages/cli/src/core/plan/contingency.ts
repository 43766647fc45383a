import { placeMost, type Solver } from "../route/place.ts";
import type { Placement, PlacementProblem } from "../route/placement.ts";
import { readyMs } from "../route/ready.ts";
import { addedPrice } from "../budget/order-price.ts";
import { slotPrice } from "../budget/slot-price.ts";
import { withoutVendor } from "./change-inputs.ts";
import { questionOf } from "./placement-problem.ts";
import type { PlanInputs, VendorFacts, VendorId } from "./plan-inputs.ts";
import type { Contingency, ContingencyNeeds, ContingencyOfTwo } from "./plan.ts";
import { hoursOf, mainUnit } from "./words.ts";
import { maxShareNeeded, roomNeeded } from "./remedies.ts";
import { solved } from "./solved.ts";

/**
 * What the loss of each vendor would do if it happened now, before it answers anything of what it is to get or has in hand.
 * The loss is planned, not estimated: what is not with a vendor yet is placed again under the same limits by the function
 * that a failover uses, so both strand the same number. Vendors that get and hold nothing are left out.
 */
export const contingencyOf = (question: ContingencyQuestion): readonly Contingency[] =>
  question.inputs.vendors.flatMap((facts): readonly Contingency[] => {
    if (question.lost !== undefined && facts.vendor !== question.lost) return [];
    if (involved(question, facts) === 0) return [];
    const { after, nowhere, wouldCost, ...loss } = lossOf(question, [facts]);
    return [{ lost: facts.vendor, ...loss, needs: nowhere === 0 ? null : needsOf({ after, solver: question.solver, wouldCost }) }];
  });

/** The same for every two vendors of four or more at once, of which at least one gets or holds something; undefined where there are fewer. */
export const contingencyOfTwo = (
  question: LossQuestion & { readonly lost?: readonly [VendorId, VendorId] },
): readonly ContingencyOfTwo[] | undefined => {
  const { lost } = question;
  const { vendors } = question.inputs;
  if (vendors.length < 4) return undefined;
  return vendors.flatMap((first, index) =>
    vendors.slice(index + 1).flatMap((second): readonly ContingencyOfTwo[] => {
      if (lost !== undefined && !(lost.includes(first.vendor) && lost.includes(second.vendor))) return [];
      if (involved(question, first) + involved(question, second) === 0) return [];
      const { after: _, nowhere: __, wouldCost: ___, ...loss } = lossOf(question, [first, second]);
      return [{ lost: [first.vendor, second.vendor], ...loss }];
    }),
  );
};

interface ContingencyQuestion {
  readonly inputs: PlanInputs;
  /** Of these inputs. */
  readonly placement: Placement;
  readonly solver: Solver;
  /** Only this vendor; default each of them. */
  readonly lost?: VendorId;
}

/** A plan that something might be lost of. */
export type LossQuestion = Omit<ContingencyQuestion, "lost">;

/** Slots a vendor was to get. */
const plannedOf = ({ inputs, placement }: LossQuestion, { vendor }: VendorFacts): number =>
  placement.loads[questionOf(inputs, "nearest").problem.candidates.findIndex((candidate) => candidate.vendor === vendor)]?.slots ?? 0;

/** Slots a vendor has in hand. */
const heldOf = ({ inputs }: LossQuestion, facts: VendorFacts): number =>
  inputs.classes.reduce((sum, { items, live = [] }) => sum + items * live.filter((vendor) => vendor === facts.vendor).length, 0);

const involved = (question: LossQuestion, facts: VendorFacts): number => plannedOf(question, facts) + heldOf(question, facts);

interface Loss extends Omit<Contingency, "lost" | "needs"> {
  /** The inputs once it has happened. */
  readonly after: PlanInputs;
  readonly nowhere: number;
  /** What everything would have cost, the lost vendors' slots at their own prices. Micros. */
  readonly wouldCost: number;
}

const lossOf = (question: LossQuestion, lost: readonly VendorFacts[]): Loss => {
  const { inputs, placement, solver } = question;
  const after = lost.reduce((left, { vendor }) => withoutVendor(left, vendor, "lost"), inputs);
  const { problem } = questionOf(after, "nearest");
  const replaced = solved(placeMost(problem, solver, { tidy: false }));
  const planned = lost.map((facts) => ({ facts, planned: plannedOf(question, facts), held: heldOf(question, facts) }));
  const missing = planned.reduce((sum, one) => sum + one.planned + one.held, 0);
  // Slots of the lost vendors that now are somewhere else.
  const moved = Math.max(0, missing - (replaced.nowhere - placement.nowhere));
  const others = placement.lowMicros - planned.reduce((sum, one) => sum + priceOf(one, one.planned), 0);
  const whole = planned.reduce((sum, one) => sum + priceOf(one, one.planned + one.held), 0);
  const [only] = planned;
  // Of two, nobody can say whose slots were moved: each slot costs the mean.
  const atLost =
    missing === 0 ? 0 : planned.length === 1 && only !== undefined ? priceOf(only, moved) : Math.round((whole * moved) / missing);
  const extraCostMicros = replaced.lowMicros - others - atLost;
  const before = readyAt(questionOf(inputs, "nearest").problem, placement);
  const then = readyAt(problem, replaced);
  return {
    after,
    nowhere: replaced.nowhere,
    wouldCost: others + whole,
    stranded: replaced.nowhere,
    extraCost: mainUnit(extraCostMicros),
    extraCostMicros,
    ...(before === undefined || then === undefined ? {} : { delayHours: hoursOf(then - before) }),
  };
};

/** What so many slots would have cost at a vendor: those it was to get first, what it had in hand at the price of one. */
const priceOf = ({ facts, planned }: { readonly facts: VendorFacts; readonly planned: number }, slots: number): number =>
  addedPrice(facts.price, { ordered: facts.ordered ?? 0, slots: Math.min(slots, planned) }).lowMicros +
  Math.max(0, slots - planned) * slotPrice(facts.price).lowMicros;

/** When nine tenths of everything that is placed are answered, ms from now; undefined where a vendor's pace is not known. */
const readyAt = ({ candidates }: PlacementProblem, { loads }: Placement): number | undefined => {
  const used = candidates.flatMap((candidate, index) =>
    (loads[index]?.slots ?? 0) > 0 ? [{ candidate, slots: loads[index]?.slots ?? 0 }] : [],
  );
  if (used.some(({ candidate }) => candidate.pace === undefined)) return undefined;
  return Math.max(0, ...used.map(({ candidate, slots }) => readyMs(candidate, slots)));
};

const needsOf = ({
  after,
  solver,
  wouldCost,
}: {
  readonly after: PlanInputs;
  readonly solver: Solver;
  /** What everything would have cost, the lost vendor's slots at its own price. Micros. */
  readonly wouldCost: number;
}): ContingencyNeeds => {
  const perMillion = maxShareNeeded(after, solver, "nearest");
  if (perMillion !== undefined) {
    const higher = { ...after, job: { ...after.job, maxSharePerMillion: perMillion } };
    const placed = solved(placeMost(questionOf(higher, "nearest").problem, solver, { tidy: false }));
    const extraCostMicros = placed.lowMicros - wouldCost;
    return { by: "max-share", maxShare: perMillion / 1_000_000, extraCost: mainUnit(extraCostMicros), extraCostMicros };
  }
  const room = roomNeeded(after, solver, "nearest");
  return room === undefined ? { by: "nothing-known", text: "no single change of ours places them" } : { by: "vendor", room };
};
