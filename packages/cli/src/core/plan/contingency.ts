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
 * What the loss of each vendor would do if it happened now, before it answers anything of what it is to get or has in hand. What was committed for it so
 * far stays committed; what is not sent yet costs nothing (`lossesOnceSent` tells what a loss does once it is).
 * The loss is planned, not estimated: what is not with a vendor yet is placed again under the same limits by the function
 * that a failover uses, so both strand the same number. Vendors that get and hold nothing are left out.
 */
export const contingencyOf = (question: ContingencyQuestion): readonly Contingency[] => {
  const standing = standingOf(question);
  return question.inputs.vendors.flatMap((facts): readonly Contingency[] => {
    if (question.lost !== undefined && facts.vendor !== question.lost) return [];
    if (involved(standing, facts) === 0) return [];
    const { nowhere, wouldCost, ...loss } = lossOf(standing, [facts], afterOneOf(standing, facts));
    return [
      {
        lost: facts.vendor,
        ...loss,
        needs: nowhere === 0 ? null : needsOf({ after: inputsAfter(question.inputs, [facts]), solver: question.solver, wouldCost }),
      },
    ];
  });
};

/** The same for every two vendors of four or more at once, of which at least one gets or holds something; undefined where there are fewer. */
export const contingencyOfTwo = (
  question: LossQuestion & { readonly lost?: readonly [VendorId, VendorId] },
): readonly ContingencyOfTwo[] | undefined => {
  const { lost } = question;
  const { vendors } = question.inputs;
  if (vendors.length < 4) return undefined;
  const standing = standingOf(question);
  return vendors.flatMap((first, index) =>
    vendors.slice(index + 1).flatMap((second): readonly ContingencyOfTwo[] => {
      if (lost !== undefined && !(lost.includes(first.vendor) && lost.includes(second.vendor))) return [];
      const idle = [first, second].filter((facts) => involved(standing, facts) === 0);
      if (idle.length === 2) return [];
      const [alone] = idle;
      const known = alone === undefined ? undefined : withoutIdle(standing, { lost: alone === first ? second : first, idle: alone });
      const { nowhere: _, wouldCost: __, ...loss } = lossOf(standing, [first, second], known ?? afterLoss(question, [first, second]));
      return [{ lost: [first.vendor, second.vendor], ...loss }];
    }),
  );
};

/**
 * What is placed once a vendor is lost together with one that gets and holds nothing: what is placed once the first is lost alone, if nothing
 * of it goes to the other. Taking the other away then takes no better answer away, and leaves this one. Undefined where that cannot be said:
 * where some slots have no place, and where what is asked of the rest depends on who else is there.
 */
const withoutIdle = (
  standing: Standing,
  { lost, idle }: { readonly lost: VendorFacts; readonly idle: VendorFacts },
): AfterLoss | undefined => {
  const { route, maxShareOfTwoPerMillion } = standing.inputs.job;
  if (route.by !== "objective" || route.objective !== "cost" || maxShareOfTwoPerMillion !== undefined || (idle.least ?? 0) > 0)
    return undefined;
  const known = afterOneOf(standing, lost);
  const at = known.candidates.findIndex(({ vendor }) => vendor === idle.vendor);
  return known.replaced.nowhere === 0 && (known.replaced.loads[at]?.slots ?? 0) === 0 ? known : undefined;
};

interface ContingencyQuestion {
  readonly inputs: PlanInputs;
  /** Of these inputs. */
  readonly placement: Placement;
  readonly solver: Solver;
  /** Only this vendor; default each of them. */
  readonly lost?: VendorId;
  /** Keeps what the loss of each vendor alone leads to, so that it is planned once. */
  readonly afterOne?: Map<VendorId, AfterLoss>;
}

/** A plan that something might be lost of. */
export type LossQuestion = Omit<ContingencyQuestion, "lost">;

/** What a loss leads to, as far as anything is told of it: of a million items in groups, the whole placement is some megabytes. */
export interface AfterLoss {
  readonly candidates: PlacementProblem["candidates"];
  readonly replaced: Pick<Placement, "nowhere" | "loads" | "lowMicros">;
}

/** A question with what its losses are measured by. */
interface Standing extends LossQuestion {
  readonly candidates: PlacementProblem["candidates"];
  /** Slots each vendor was to get. */
  readonly planned: ReadonlyMap<VendorId, number>;
  readonly afterOne: Map<VendorId, AfterLoss>;
}

const standingOf = (question: LossQuestion): Standing => {
  const { candidates } = questionOf(question.inputs, "nearest").problem;
  const planned = new Map(candidates.map(({ vendor }, index) => [vendor, question.placement.loads[index]?.slots ?? 0]));
  return { ...question, candidates, planned, afterOne: question.afterOne ?? new Map<VendorId, AfterLoss>() };
};

/** Slots a vendor has in hand. */
const heldOf = ({ inputs }: LossQuestion, facts: VendorFacts): number =>
  inputs.classes.reduce((sum, { items, live = [] }) => sum + items * live.filter((vendor) => vendor === facts.vendor).length, 0);

const involved = (standing: Standing, facts: VendorFacts): number => (standing.planned.get(facts.vendor) ?? 0) + heldOf(standing, facts);

interface Loss extends Omit<Contingency, "lost" | "needs" | "strandedOnceSent"> {
  readonly nowhere: number;
  /** What everything would have cost, the lost vendors' slots at their own prices. Micros. */
  readonly wouldCost: number;
}

const inputsAfter = (inputs: PlanInputs, lost: readonly VendorFacts[]): PlanInputs =>
  lost.reduce((left, { vendor }) => withoutVendor(left, vendor, "lost"), inputs);

const afterLoss = ({ inputs, solver }: LossQuestion, lost: readonly VendorFacts[]): AfterLoss => {
  const { problem } = questionOf(inputsAfter(inputs, lost), "nearest");
  const { nowhere, loads, lowMicros } = solved(placeMost(problem, solver, { tidy: false }));
  return { candidates: problem.candidates, replaced: { nowhere, loads, lowMicros } };
};

const afterOneOf = (standing: Standing, facts: VendorFacts): AfterLoss => {
  const known = standing.afterOne.get(facts.vendor) ?? afterLoss(standing, [facts]);
  standing.afterOne.set(facts.vendor, known);
  return known;
};

const lossOf = (standing: Standing, lost: readonly VendorFacts[], { candidates, replaced }: AfterLoss): Loss => {
  const { placement } = standing;
  const planned = lost.map((facts) => ({ facts, planned: standing.planned.get(facts.vendor) ?? 0, held: heldOf(standing, facts) }));
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
  const before = readyAt({ candidates: standing.candidates }, placement);
  const then = readyAt({ candidates }, replaced);
  return {
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
const readyAt = ({ candidates }: Pick<PlacementProblem, "candidates">, { loads }: Pick<Placement, "loads">): number | undefined => {
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
