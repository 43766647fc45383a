import { freshOf, freshToBoth, type Placement } from "../route/placement.ts";
import { priceAt } from "../route/price-rows.ts";
import { unitBarOf } from "../route/units.ts";
import { assumedP90Ms } from "../route/ready.ts";
import { assumedAccuracyPerMillion } from "../route/score.ts";
import { slotPrice } from "../budget/slot-price.ts";
import { costRange } from "./cost-range.ts";
import { measureCaps } from "../exposure/measure-caps.ts";
import { pairReason } from "./pair-reason.ts";
import { isCapped, type Question, seenBefore } from "./placement-problem.ts";
import type { PlanInputs, VendorFacts } from "./plan-inputs.ts";
import type { DraftPlan, PlanBlock, PlanClass, Reason, StrandedClass, VendorReason } from "./plan.ts";
import { pairUse, shownUnits } from "./shown-units.ts";
import { vendorLines } from "./vendor-lines.ts";
import { counted, countOf, decimalOf, hoursOf, listed, mainUnit, percentOf } from "./words.ts";

/** A placement told as a plan, without contingency and remedies. */
export const draftOf = (question: Question, placement: Placement): DraftPlan => {
  const { inputs } = question;
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
    assignment: { key: `${inputs.hashes.job}:${inputs.hashes.items}`, classes: planClasses(question, placement) },
    inputs: inputs.hashes,
  };
};

/** The classes of the inputs in their order, each with what becomes of the units that its items are part of. */
const planClasses = ({ inputs, units }: Question, placement: Placement): readonly PlanClass[] => {
  const placed = new Map<number, Pick<PlanClass, "blocks" | "group">>();
  for (const [index, { parts, group }] of units.entries())
    for (const { classIndex, each } of parts) {
      const own = inputs.classes[classIndex]?.group?.each;
      placed.set(classIndex, {
        blocks: (placement.blocks[index] ?? []).map((block) => timesEach(block, each)),
        ...(group === undefined || own === undefined ? {} : { group: { keep: group.keep, each: own, key: group.key } }),
      });
    }
  return inputs.classes.map(({ id, items, slotsEach, purpose, part }, index) => ({
    id,
    items,
    slotsEach,
    ...(purpose === undefined ? {} : { purpose }),
    ...(part === undefined ? {} : { part }),
    ...(placed.get(index) ?? { blocks: [] }),
  }));
};

/** A block of units as a block of the items that are part of them. */
const timesEach = ({ items, quotas, stranded }: PlanBlock, each: number): PlanBlock => ({
  items: items * each,
  quotas: quotas.map(({ vendor, slots }) => ({ vendor, slots: slots * each })),
  stranded: stranded * each,
});

/** A placement that gives nothing to anyone: what an infeasible job comes to. */
export const nothingPlaced = (question: Question): Placement => ({
  blocks: question.units.map(() => []),
  nowhere: question.inputs.classes.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0),
  loads: question.problem.candidates.map(() => ({ slots: 0, items: 0, seenItems: 0, short: 0 })),
  newItems: new Map(),
  added: new Map(),
  lowMicros: 0,
  highMicros: 0,
  boundMicros: 0,
  blocking: { owners: [], pairs: [], measures: [], capacity: [], budget: false, independence: false, shares: [], groups: [] },
});

const strandedClasses = (question: Question, placement: Placement): readonly StrandedClass[] =>
  question.units.flatMap((unit, index) => {
    const units = (placement.blocks[index] ?? []).reduce((sum, { stranded }) => sum + stranded, 0);
    if (units === 0) return [];
    const reasons = question.vendors.map(({ facts, eligibility }): VendorReason => {
      const named = { vendor: facts.vendor, owner: facts.owner };
      if (!eligibility.eligible) return { ...named, ...eligibility.reason };
      return { ...named, ...(unitBarOf(question.inputs, unit, facts) ?? limitReached({ question, placement, index, facts })) };
    });
    return unit.parts.map(({ classIndex, each }) => ({
      classId: question.inputs.classes[classIndex]?.id ?? "",
      slots: units * each,
      reasons,
    }));
  });

interface Stranding {
  readonly question: Question;
  readonly placement: Placement;
  /** Of the units that have slots left over. */
  readonly index: number;
  readonly facts: { readonly vendor: string; readonly owner: string };
}

/** The first limit that keeps an eligible vendor from one more slot of a class that has slots left over. */
const limitReached = ({ question, placement, index, facts: { vendor, owner } }: Stranding): Reason => {
  const { inputs, problem, capItems, units } = question;
  const pairUsed = (owners: readonly [string, string]): number =>
    pairUse(
      problem,
      shownUnits(question, (at) => ({ blocks: placement.blocks[at] ?? [], each: 1 })),
      owners,
    );
  const candidate = problem.candidates.findIndex((other) => other.vendor === vendor);
  const self = problem.candidates[candidate];
  const placed = problem.classes[index];
  const weight = placed?.weight ?? 1;
  const fresh = placed === undefined ? 1 : freshOf(placed, owner);
  const room = problem.rooms.get(owner);
  const shown = placement.newItems.get(owner) ?? 0;
  const more = weight === 1 ? "" : `, and a group of ${counted(weight)} does not fit`;
  if (room !== undefined && fresh > 0 && shown + fresh > room) {
    const seen = counted(seenBefore(inputs, owner) + shown);
    return {
      code: "owner-at-cap",
      text: `${shown < room ? "near" : "at"} its cap, ${seen} of ${counted(capItems)}${shown < room ? more : ""}`,
    };
  }
  const pair = (problem.pairRooms ?? []).find(
    ({ owners, room: most }) =>
      owners.includes(owner) &&
      placed !== undefined &&
      freshToBoth(placed, owners) > 0 &&
      pairUsed(owners) + freshToBoth(placed, owners) > most,
  );
  if (pair !== undefined) return pairReason(inputs, { owners: pair.owners, used: pairUsed(pair.owners) });
  const measured = measureCaps(inputs.job, inputs.dataset).find(({ measure }) => {
    const amount = placed?.adds?.(measure, owner) ?? 0;
    const most = problem.measures?.find((one) => one.measure === measure)?.rooms.get(owner) ?? Infinity;
    return amount > 0 && (placement.added.get(measure)?.get(owner) ?? 0) + amount > most;
  });
  if (measured !== undefined) {
    const text = `at its cap in ${measured.measure}, ${counted(measured.most)} of ${counted(measured.total)}`;
    return measured.measure === "bytes" ? { code: "owner-at-byte-cap", text } : { code: "owner-at-group-cap", text };
  }
  const slots = placement.loads[candidate]?.slots ?? 0;
  if (self?.capacity !== undefined && slots + weight > self.capacity)
    return { code: "at-capacity", text: `takes ${counted(self.capacity)} at most${slots < self.capacity ? more : ""}` };
  const highAt = (count: number): number => (self === undefined ? 0 : priceAt(self, count).highMicros);
  if (problem.budgetMicros !== undefined && placement.highMicros - highAt(slots) + highAt(slots + weight) > problem.budgetMicros)
    return { code: "over-budget", text: "one more judgment would go over the budget" };
  if (fresh > 0 && placed?.bound !== undefined && ownUnits({ question, placement, index, owner }) >= placed.bound.mostOf(owner))
    return { code: "group-at-most", text: `${owner} holds as much of ${units[index]?.units === 1 ? "its group" : "each group"} as it may` };
  return { code: "one-each", text: `has another judgment of every item that is left` };
};

/** Units of the groups of a class that an owner is to see for the first time. */
const ownUnits = ({ question, placement, index, owner }: Omit<Stranding, "facts"> & { readonly owner: string }): number => {
  const { problem, units } = question;
  const key = problem.classes[index]?.bound?.key;
  const own = new Set(problem.candidates.filter((candidate) => candidate.owner === owner).map(({ vendor }) => vendor));
  return units.reduce((sum, _, other) => {
    const placed = problem.classes[other];
    if (placed?.bound?.key !== key || placed === undefined || freshOf(placed, owner) === 0) return sum;
    const blocks = placement.blocks[other] ?? [];
    return sum + blocks.flatMap(({ quotas }) => quotas).reduce((all, { vendor, slots }) => all + (own.has(vendor) ? slots : 0), 0);
  }, 0);
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
  const { route } = inputs.job;
  if (route.by === "objective" && (route.objective === "time" || route.objective === "balanced") && unknown.length > 0)
    warnings.push({
      code: "turnaround-assumed",
      text: `nobody knows how long ${listed(unknown)} ${unknown.length === 1 ? "takes" : "take"}: ${hoursOf(assumedP90Ms)} h at p90 is assumed`,
    });
  const unproven = eligible.filter(({ accuracyPerMillion }) => accuracyPerMillion === undefined).map(({ vendor }) => vendor);
  if (route.by === "objective" && (route.objective === "quality" || route.objective === "balanced") && unproven.length > 0)
    warnings.push({
      code: "accuracy-assumed",
      text: `nobody knows how often ${listed(unproven)} ${unproven.length === 1 ? "is" : "are"} right: ${percentOf(assumedAccuracyPerMillion)} is assumed`,
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
  const hedged = Math.floor(((inputs.job.hedgePerMillion ?? 0) * placement.loads.reduce((sum, { slots }) => sum + slots, 0)) / 1_000_000);
  if (hedged > 0) {
    const dearest = Math.max(0, ...eligible.map(({ price }) => slotPrice(price).highMicros));
    warnings.push({
      code: "hedge",
      text: `up to ${countOf(hedged, "judgment")} that ${hedged === 1 ? "is" : "are"} slow may be asked of a second owner as well: up to ${inputs.currency} ${decimalOf(hedged * dearest)} more, and up to ${countOf(hedged, "item")} seen by one owner more, within the caps and the budget`,
    });
  }
  const grouped = inputs.classes.reduce(
    (sum, { purpose, group, items }) => sum + (purpose === "gold" && group !== undefined ? items : 0),
    0,
  );
  if (grouped > 0)
    warnings.push({
      code: "gold-in-groups",
      text: `${countOf(grouped, "gold item")} ${grouped === 1 ? "is" : "are"} of a group, and ${grouped === 1 ? "measures" : "each measures"} only who gets it with its group`,
    });
  if (placement.nowhere === 0) warnings.push(...onceMore(inputs, eligible));
  if (!isCapped(inputs)) warnings.push({ code: "no-cap", text: "no policy.maxShare below 1: one owner may see everything" });
  return warnings;
};

/** What `judgments.until` may come to: nobody can say beforehand how many items end up unsure. */
const onceMore = ({ job, classes, currency }: PlanInputs, eligible: readonly VendorFacts[]): readonly Reason[] => {
  const { adjudication, slotsPerItem } = job;
  const items = classes.reduce(
    (sum, itemClass) => sum + (itemClass.slotsEach > 0 && itemClass.purpose !== "gold" ? itemClass.items : 0),
    0,
  );
  if (adjudication === undefined || items === 0) return [];
  const most = items * (adjudication.atMost - slotsPerItem);
  const dearest = Math.max(0, ...eligible.map(({ price }) => slotPrice(price).highMicros));
  return [
    {
      code: "adjudication",
      text: `items that are less than ${percentOf(adjudication.untilPerMillion)} sure are asked about once more, up to ${counted(adjudication.atMost)} judgments each: at most ${countOf(most, "judgment")} and ${currency} ${decimalOf(most * dearest)} more, within the caps and the budget`,
    },
  ];
};
