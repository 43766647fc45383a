import { barOf } from "../route/eligibility.ts";
import type { Placement } from "../route/placement.ts";
import { costRange } from "./cost-range.ts";
import { isCapped, type Question, seenBefore } from "./placement-problem.ts";
import type { DraftPlan, PlanClass, Reason, StrandedClass, VendorReason } from "./plan.ts";
import { vendorLines } from "./vendor-lines.ts";
import { counted, countOf, listed, mainUnit } from "./words.ts";

/** A placement told as a plan, without contingency and remedies. */
export const draftOf = (question: Question, placement: Placement): DraftPlan => {
  const { inputs } = question;
  const classes = inputs.classes.map((itemClass, index): PlanClass => ({
    id: itemClass.id,
    items: itemClass.items,
    slotsEach: itemClass.slotsEach,
    blocks: placement.blocks[index] ?? [],
  }));
  const wanted = inputs.classes.filter(({ slotsEach }) => slotsEach > 0);
  return {
    planVersion: 1,
    job: inputs.job.name,
    dataset: inputs.job.dataset,
    datasetItems: inputs.dataset.items,
    items: wanted.reduce((sum, { items }) => sum + items, 0),
    slots: wanted.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0),
    feasible: placement.nowhere === 0,
    vendors: vendorLines(question, placement),
    cost: { ...costRange(placement.lowMicros, placement.highMicros, inputs.currency), lowerBound: mainUnit(placement.boundMicros) },
    contingency: [],
    stranded: strandedClasses(question, placement),
    warnings: warningsOf(question, placement),
    assignment: { key: `${inputs.hashes.job}:${inputs.hashes.items}`, classes },
    inputs: inputs.hashes,
  };
};

/** A placement that gives nothing to anyone: what an infeasible job comes to. */
export const nothingPlaced = (question: Question): Placement => ({
  blocks: question.inputs.classes.map(() => []),
  nowhere: question.inputs.classes.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0),
  loads: question.problem.candidates.map(() => ({ slots: 0, items: 0, seenItems: 0, short: 0 })),
  newItems: new Map(),
  lowMicros: 0,
  highMicros: 0,
  boundMicros: 0,
  blocking: { owners: [], capacity: [], budget: false, independence: false, shares: [] },
});

const strandedClasses = (question: Question, placement: Placement): readonly StrandedClass[] =>
  question.inputs.classes.flatMap((itemClass, index) => {
    const slots = (placement.blocks[index] ?? []).reduce((sum, { stranded }) => sum + stranded, 0);
    if (slots === 0) return [];
    const reasons = question.vendors.map(({ facts, eligibility }): VendorReason => {
      const named = { vendor: facts.vendor, owner: facts.owner };
      if (!eligibility.eligible) return { ...named, ...eligibility.reason };
      return { ...named, ...(barOf(question.inputs, itemClass, facts) ?? limitReached(question, placement, index, facts)) };
    });
    return [{ classId: itemClass.id, slots, reasons }];
  });

/** The first limit that keeps an eligible vendor from one more slot of a class that has slots left over. */
const limitReached = (
  question: Question,
  placement: Placement,
  classIndex: number,
  { vendor, owner }: { readonly vendor: string; readonly owner: string },
): Reason => {
  const { inputs, problem, capItems } = question;
  const candidate = problem.candidates.findIndex((other) => other.vendor === vendor);
  const self = problem.candidates[candidate];
  const room = problem.rooms.get(owner);
  const seen = seenBefore(inputs, owner) + (placement.newItems.get(owner) ?? 0);
  if (room !== undefined && (placement.newItems.get(owner) ?? 0) >= room && !problem.classes[classIndex]?.seenBy.has(owner))
    return { code: "owner-at-cap", text: `at its cap, ${counted(seen)} of ${counted(capItems)}` };
  const slots = placement.loads[candidate]?.slots ?? 0;
  if (self?.capacity !== undefined && slots >= self.capacity)
    return { code: "at-capacity", text: `takes ${counted(self.capacity)} at most` };
  if (problem.budgetMicros !== undefined && placement.highMicros + (self?.highMicros ?? 0) > problem.budgetMicros)
    return { code: "over-budget", text: "one more judgment would go over the budget" };
  return { code: "one-each", text: `has another judgment of every item that is left` };
};

const warningsOf = ({ inputs, vendors, problem }: Question, placement: Placement): readonly Reason[] => {
  const warnings: Reason[] = [];
  const eligible = vendors.filter(({ eligibility }) => eligibility.eligible).map(({ facts }) => facts);
  for (const owner of new Set(eligible.map((facts) => facts.owner))) {
    const own = eligible.filter((facts) => facts.owner === owner).map(({ vendor }) => vendor);
    if (own.length > 1)
      warnings.push({ code: "one-owner", text: `${listed(own)} belong to ${owner}: what one of them sees, counts for all` });
  }
  const unknown = eligible.filter(({ turnaround }) => turnaround === undefined).map(({ vendor }) => vendor);
  if (inputs.job.deadlineMs !== undefined && unknown.length > 0)
    warnings.push({
      code: "turnaround-unknown",
      text: `nobody knows how long ${listed(unknown)} ${unknown.length === 1 ? "takes" : "take"}: the deadline is not promised`,
    });
  for (const { facts, eligibility } of vendors) {
    const least = facts.least ?? 0;
    const short = eligibility.eligible ? (placement.loads[problem.candidates.indexOf(eligibility.candidate)]?.short ?? 0) : least;
    if (short > 0)
      warnings.push({
        code: "least-unmet",
        text: `${facts.vendor} was to get ${countOf(least, "judgment")} at least, and gets ${counted(least - short)}${eligibility.eligible ? "" : `: ${eligibility.reason.text}`}`,
      });
  }
  if (!isCapped(inputs)) warnings.push({ code: "no-cap", text: "no policy.maxShare below 1: one owner may see everything" });
  return warnings;
};
