import { assignmentOf, type PlanInputs, planMissing, type SolveLinearProgram } from "../../core/plan/index.ts";
import type { Placement } from "../../ports/store.ts";
import type { Replanned, ReplanMissing, ReplanRequest } from "../replan.ts";
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
  job: options.job,
  dataset: { items: request.datasetItems, owners: request.exposure },
  vendors: underRules(options.vendors, request).map((known) => {
    const facts = { ...known, ordered: request.ordered.get(known.vendor) ?? 0 };
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
    const plan = planMissing(missingInputs(options, request, gathered), options.solve);
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
      for (const [index, item] of (members.get(planClass.id) ?? []).entries()) {
        const vendors = vendorsOf(index);
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
