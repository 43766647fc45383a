import { assignmentOf, type PlanInputs, planMissing, type SolveLinearProgram } from "../../core/plan/index.ts";
import { pricePerAccepted } from "../../core/release/beta-posterior.ts";
import type { Placement } from "../../ports/store.ts";
import type { Replanned, ReplanMissing, ReplanRequest } from "../replan.ts";
import { fewestMoves, staysGood } from "./fewest-moves.ts";
import { missingClasses } from "./missing-classes.ts";
import { underRules } from "./vendor-facts.ts";

export interface ReplanOptions {
  /** Everything that does not change while a job runs. */
  readonly job: PlanInputs["job"];
  readonly vendors: PlanInputs["vendors"];
  readonly currency: string;
  readonly hashes: PlanInputs["hashes"];
  readonly budgetMicros?: number;
  readonly solve: SolveLinearProgram;
  /** Where an item stands in a vendor's own order. */
  readonly placeFor: (vendor: string, seq: number) => number;
}

/** The inputs of a plan for what is missing now. */
export const missingInputs = (
  options: Omit<ReplanOptions, "placeFor" | "solve">,
  request: ReplanRequest,
  { classes, groups }: { readonly classes: PlanInputs["classes"]; readonly groups: NonNullable<PlanInputs["groups"]> },
): PlanInputs => ({
  job: request.learnt?.deadlineMs === undefined ? options.job : { ...options.job, deadlineMs: request.learnt.deadlineMs },
  dataset: {
    items: request.datasetItems,
    owners: request.exposure,
    overlaps: request.overlaps,
    ...(request.datasetBytes === undefined ? {} : { bytes: request.datasetBytes }),
    ...(request.datasetGroups === undefined ? {} : { groups: request.datasetGroups }),
  },
  vendors: underRules(options.vendors, request).map((known) => {
    const turnaround = request.learnt?.turnarounds.get(known.vendor);
    const accuracyPerMillion = request.learnt?.accuracies.get(known.vendor);
    const accepted = request.learnt?.accepted.get(known.vendor);
    const facts = {
      ...known,
      ordered: request.ordered.get(known.vendor) ?? 0,
      openSlots: request.open.get(known.vendor) ?? 0,
      ...(turnaround === undefined ? {} : { turnaround }),
      ...(accuracyPerMillion === undefined ? {} : { accuracyPerMillion }),
      ...(accepted === undefined ? {} : { price: pricePerAccepted(known.price, accepted) }),
    };
    const unusable = request.unusable.get(facts.vendor);
    return unusable === undefined ? facts : { ...facts, available: { is: "no", reason: unusable.reason, why: unusable.why } };
  }),
  classes,
  ...(groups.length === 0 ? {} : { groups }),
  ...(options.budgetMicros === undefined
    ? {}
    : { budget: { totalMicros: options.budgetMicros, committedMicros: request.committedMicros } }),
  currency: options.currency,
  hashes: options.hashes,
  now: request.now,
});

/** A re-plan by the planner that made the first plan: the same limits, the same solver, only what is missing. */
export const createReplan =
  (options: ReplanOptions): ReplanMissing =>
  (request) => {
    const { job } = options;
    const { members, ...gathered } = missingClasses(request.missing, {
      independent: job.independent,
      ...(job.groups === undefined ? {} : { groups: { rule: job.groups, standings: request.groups ?? new Map() } }),
    });
    const inputs = missingInputs(options, request, gathered);
    const plan = planMissing(inputs, options.solve);
    if (request.learnt !== undefined && staysGood(inputs, plan, request.missing)) return { placements: [], to: {}, stranded: 0 };
    const placeNow = new Map(request.missing.map(({ slot, vendor }) => [slot, vendor]));
    const placements: Placement[] = [];
    const to: Record<string, number> = {};
    let stranded = 0;
    for (const planClass of plan.assignment.classes) {
      const { vendorsOf } = assignmentOf(plan.assignment, planClass);
      const reason =
        plan.stranded
          .find((one) => one.classId === planClass.id)
          ?.reasons.map(({ vendor, text }) => `${vendor}: ${text}`)
          .join("\n") ?? "no place";
      const items = members.get(planClass.id) ?? [];
      const laid = items.map((_, index) => vendorsOf(index));
      const given =
        request.learnt === undefined
          ? laid
          : fewestMoves(
              laid,
              items.map(({ slots }) => slots.map((slot) => placeNow.get(slot))),
            );
      for (const [index, item] of items.entries()) {
        const vendors = given[index] ?? [];
        for (const [k, slot] of item.slots.entries()) {
          const vendor = vendors[k];
          if (vendor === undefined) {
            stranded += 1;
            placements.push({ slot, position: 0, reason });
            continue;
          }
          to[vendor] = (to[vendor] ?? 0) + 1;
          placements.push({ slot, vendor, position: options.placeFor(vendor, item.seq) });
        }
      }
    }
    return { placements, to, stranded } satisfies Replanned;
  };
