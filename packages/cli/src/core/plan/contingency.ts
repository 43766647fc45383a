import { placeMost, type Solver } from "../route/place.ts";
import type { Placement } from "../route/placement.ts";
import { addedPrice } from "../budget/order-price.ts";
import { slotPrice } from "../budget/slot-price.ts";
import { withoutVendor } from "./change-inputs.ts";
import { questionOf } from "./placement-problem.ts";
import type { PlanInputs, VendorFacts, VendorId } from "./plan-inputs.ts";
import type { Contingency, ContingencyNeeds } from "./plan.ts";
import { mainUnit } from "./words.ts";
import { maxShareNeeded, roomNeeded } from "./remedies.ts";
import { solved } from "./solved.ts";

/**
 * What the loss of each vendor would do if it happened now, before it answers anything of what it is to get or has in hand.
 * The loss is planned, not estimated: what is not with a vendor yet is placed again under the same limits by the function
 * that a failover uses, so both strand the same number. Vendors that get and hold nothing are left out.
 */
export const contingencyOf = ({ inputs, placement, solver, lost }: ContingencyQuestion): readonly Contingency[] => {
  const { problem } = questionOf(inputs, "nearest");
  return inputs.vendors.flatMap((facts) => {
    if (lost !== undefined && facts.vendor !== lost) return [];
    const planned = placement.loads[problem.candidates.findIndex(({ vendor }) => vendor === facts.vendor)]?.slots ?? 0;
    const held = inputs.classes.reduce(
      (sum, { items, live = [] }) => sum + items * live.filter((vendor) => vendor === facts.vendor).length,
      0,
    );
    return planned + held === 0 ? [] : [lossOf({ inputs, placement, solver, facts, planned, held })];
  });
};

export interface ContingencyQuestion {
  readonly inputs: PlanInputs;
  /** Of these inputs. */
  readonly placement: Placement;
  readonly solver: Solver;
  /** Only this vendor; default each of them. */
  readonly lost?: VendorId;
}

interface Loss {
  readonly inputs: PlanInputs;
  readonly placement: Placement;
  readonly solver: Solver;
  readonly facts: VendorFacts;
  /** Slots it was to get. */
  readonly planned: number;
  /** Slots it has in hand. */
  readonly held: number;
}

const lossOf = ({ inputs, placement, solver, facts, planned, held }: Loss): Contingency => {
  const after = withoutVendor(inputs, facts.vendor, "lost");
  const replaced = solved(placeMost(questionOf(after, "nearest").problem, solver, { tidy: false }));
  const priceOf = (slots: number): number =>
    addedPrice(facts.price, { ordered: facts.ordered ?? 0, slots: Math.min(slots, planned) }).lowMicros +
    Math.max(0, slots - planned) * slotPrice(facts.price).lowMicros;
  // Slots of the lost vendor that now are somewhere else.
  const moved = Math.max(0, planned + held - (replaced.nowhere - placement.nowhere));
  const others = placement.lowMicros - priceOf(planned);
  const extraCostMicros = replaced.lowMicros - others - priceOf(moved);
  return {
    lost: facts.vendor,
    stranded: replaced.nowhere,
    extraCost: mainUnit(extraCostMicros),
    extraCostMicros,
    needs: replaced.nowhere === 0 ? null : needsOf({ after, solver, others: others + priceOf(planned + held) }),
  };
};

const needsOf = ({
  after,
  solver,
  others,
}: {
  readonly after: PlanInputs;
  readonly solver: Solver;
  /** What everything would have cost, the lost vendor's slots at its own price. Micros. */
  readonly others: number;
}): ContingencyNeeds => {
  const perMillion = maxShareNeeded(after, solver, "nearest");
  if (perMillion !== undefined) {
    const higher = { ...after, job: { ...after.job, maxSharePerMillion: perMillion } };
    const placed = solved(placeMost(questionOf(higher, "nearest").problem, solver, { tidy: false }));
    const extraCostMicros = placed.lowMicros - others;
    return { by: "max-share", maxShare: perMillion / 1_000_000, extraCost: mainUnit(extraCostMicros), extraCostMicros };
  }
  const room = roomNeeded(after, solver, "nearest");
  return room === undefined ? { by: "nothing-known", text: "no single change of ours places them" } : { by: "vendor", room };
};
