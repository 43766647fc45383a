import { capOf, shareToHold } from "../exposure/cap.ts";
import type { SolveLinearProgram } from "../route/linear-program.ts";
import { placeMost, type Solver } from "../route/place.ts";
import { withoutVendor } from "./change-inputs.ts";
import { draftOf } from "./draft.ts";
import { firstPlacement } from "./head-room.ts";
import { questionOf } from "./placement-problem.ts";
import type { PlanInputs, VendorId } from "./plan-inputs.ts";
import type { DraftPlan, PlannedCost } from "./plan.ts";
import { maxShareNeeded, plannable, smallestMaxShare } from "./remedies.ts";
import { solved } from "./solved.ts";

/** What a cap costs: the plan it leads to, in a few numbers. */
export interface FrontierPoint {
  /** `policy.maxShare` as a share; 1 is no cap. */
  readonly maxShare: number;
  /** The cap as a count. */
  readonly capItems: number;
  /** Whether this is what the job file says now. */
  readonly present: boolean;
  /** The largest share of the dataset any owner of these vendors has seen after the plan. */
  readonly largestShare: number;
  readonly cost: PlannedCost;
  /** Hours until nine tenths of the slowest vendor's answers are back; null where a vendor's turnaround is not known, or nothing is placed. */
  readonly p90Hours: number | null;
  /** Slots with nowhere to go. Always 0 for a job that has not begun: it places everything or has no plan. */
  readonly nowhere: number;
  /** The most slots that would have nowhere to go if one vendor were lost before it answers anything, `nowhere` included. */
  readonly strandedIfLost: number;
  readonly vendors: readonly { readonly vendor: VendorId; readonly slots: number }[];
}

export interface FrontierOptions {
  /** Plans what is missing of a running job, where slots may have nowhere to go. Default false: all must have a place. */
  readonly missing?: boolean;
  /** About how many caps are planned; default 12. */
  readonly steps?: number;
}

/** Caps are tried as a person would write them: 0.334. */
const thousandth = 1000;

/**
 * Plans the same inputs under a range of caps, from the smallest `policy.maxShare` (in thousandths) that leaves every slot a place to none
 * at all. Caps between the largest share that the plan without a cap comes to, and that, change nothing and are left out; the present cap
 * is always there unless it has no plan. Each point is what planning with that cap gives. Tightest first; empty where no cap has a plan.
 */
export const frontierOf = (
  inputs: PlanInputs,
  solve: SolveLinearProgram,
  { missing = false, steps = 12 }: FrontierOptions = {},
): readonly FrontierPoint[] => {
  const solver: Solver = { solve };
  const draft = (perMillion: number): DraftPlan | undefined => draftAt(withCap(inputs, perMillion), solver, missing);
  const open = draft(1_000_000);
  if (open === undefined || inputs.dataset.items === 0) return [];
  const present = inputs.job.maxSharePerMillion ?? 1_000_000;
  if (!missing && !plannable(withCap(inputs, 1_000_000), solver)) return [];
  const tightest = withCap(inputs, thousandth);
  const least = missing
    ? maxShareNeeded(tightest, solver, "nearest")
    : plannable(tightest, solver)
      ? thousandth
      : smallestMaxShare(tightest, solver);
  const from = Math.max(thousandth, least ?? present);
  const to = Math.max(from, Math.min(1_000_000, shareToHold(inputs.dataset.items, largestSeen(open))));
  return capsBetween({ from, to, present, steps, items: inputs.dataset.items }).flatMap((perMillion) => {
    const plan = perMillion === 1_000_000 ? open : draft(perMillion);
    return plan === undefined ? [] : [pointOf(plan, { inputs: withCap(inputs, perMillion), solver, present: perMillion === present })];
  });
};

/** The inputs under another cap. */
export const withCap = (inputs: PlanInputs, maxSharePerMillion: number): PlanInputs => ({
  ...inputs,
  job: { ...inputs.job, maxSharePerMillion },
});

/** What `planJob`, or `planMissing`, would come to, without contingency; undefined where not every slot of a first plan has a place. */
const draftAt = (inputs: PlanInputs, solver: Solver, missing: boolean): DraftPlan | undefined => {
  const question = questionOf(inputs, missing ? "nearest" : "exact");
  if (missing) return draftOf(question, solved(placeMost(question.problem, solver)));
  const first = firstPlacement(question, solver);
  return first.is === "placed" ? draftOf(question, first.placement) : undefined;
};

/** Caps in parts per million, tightest first, no two of which allow the same number of items. */
const capsBetween = ({
  from,
  to,
  present,
  steps,
  items,
}: {
  readonly from: number;
  readonly to: number;
  readonly present: number;
  readonly steps: number;
  readonly items: number;
}): readonly number[] => {
  // The present cap and none at all have places of their own.
  const parts = Math.max(1, steps - 3);
  const between = Array.from({ length: parts + 1 }, (_, part) => from + Math.round(((to - from) * part) / parts / thousandth) * thousandth);
  const caps = new Map<number, number>();
  for (const perMillion of [present, 1_000_000, from, to, ...between]) {
    const count = capOf(items, perMillion);
    if (perMillion >= from && perMillion <= 1_000_000 && !caps.has(count)) caps.set(count, perMillion);
  }
  return [...caps.values()].toSorted((a, b) => a - b);
};

const largestSeen = (plan: DraftPlan): number => Math.max(0, ...plan.vendors.map(({ exposure }) => exposure.after));

const pointOf = (
  plan: DraftPlan,
  { inputs, solver, present }: { readonly inputs: PlanInputs; readonly solver: Solver; readonly present: boolean },
): FrontierPoint => {
  const used = plan.vendors.filter(({ slots }) => slots > 0);
  const times = used.map(({ turnaroundHours }) => turnaroundHours.p90);
  const known = times.filter((hours) => hours !== null);
  const nowhere = plan.stranded.reduce((sum, { slots }) => sum + slots, 0);
  return {
    maxShare: (inputs.job.maxSharePerMillion ?? 1_000_000) / 1_000_000,
    capItems: capOf(inputs.dataset.items, inputs.job.maxSharePerMillion),
    present,
    largestShare: inputs.dataset.items === 0 ? 0 : largestSeen(plan) / inputs.dataset.items,
    cost: plan.cost,
    p90Hours: known.length === 0 || known.length < times.length ? null : Math.max(...known),
    nowhere,
    strandedIfLost: Math.max(nowhere, ...holders(inputs, plan).map((vendor) => strandedWithout(inputs, solver, vendor))),
    vendors: plan.vendors.map(({ vendor, slots }) => ({ vendor, slots })),
  };
};

/** Vendors that get something or have something in hand: losing another one strands nothing more. */
const holders = (inputs: PlanInputs, plan: DraftPlan): readonly VendorId[] => {
  const live = new Set(inputs.classes.flatMap((itemClass) => (itemClass.items > 0 ? (itemClass.live ?? []) : [])));
  return plan.vendors.filter(({ vendor, slots }) => slots > 0 || live.has(vendor)).map(({ vendor }) => vendor);
};

const strandedWithout = (inputs: PlanInputs, solver: Solver, vendor: VendorId): number =>
  solved(placeMost(questionOf(withoutVendor(inputs, vendor, "lost"), "nearest").problem, solver, { tidy: false })).nowhere;
