import { slotPrice } from "../budget/slot-price.ts";
import { freshToBoth } from "../route/placement.ts";
import { groupBarOf, type StartedGroup } from "../route/units.ts";
import { assignmentOf } from "../split/assign.ts";
import { costRange } from "./cost-range.ts";
import { type ItemStanding, type OtherCaps, whyNot, type WhyNot } from "./explain-vendor.ts";
import { knownTo, type Question, questionOf } from "./placement-problem.ts";
import type { ItemClass, OwnerId, PlanInputs, VendorFacts, VendorId } from "./plan-inputs.ts";
import type { CostRange, DraftPlan, PlanClass, Reason } from "./plan.ts";
import { measureUse, pairUse, shownUnits } from "./shown-units.ts";

/** One item of a plan: its class, and its index among the class's items in the order of the items file, from 0. */
export interface PlannedItem {
  readonly classId: string;
  readonly index: number;
}

/** Why one item goes where it goes, and why nowhere else. */
export interface ItemExplanation {
  readonly classId: string;
  /** Judgments it needs a place for. */
  readonly slots: number;
  /** Those that have none. */
  readonly nowhere: number;
  /** Every vendor of the inputs, in their order. */
  readonly vendors: readonly VendorExplanation[];
}

export type VendorExplanation = { readonly vendor: VendorId; readonly owner: OwnerId } & (Chosen | WhyNot);

export interface Chosen {
  readonly is: "chosen";
  /** Judgments of this item it gives. */
  readonly slots: number;
  /** The item's place along the vendor's judgments in the keyed order, from 1, and how many there are. */
  readonly place: { readonly at: number; readonly of: number };
  /** Of one judgment. */
  readonly price: CostRange;
  /** The rules that decided, as in the plan's `why`, and what is special about the item. */
  readonly reasons: readonly Reason[];
}

/** Reasons of a vendor's line in the plan that are reasons for each of its items. */
const forEachItem = new Set(["price", "fixed-share", "order", "rest", "hourly"]);

/**
 * Explains one item of a plan: its vendors with the rules that decided, and for every other vendor the first rule that excluded
 * it, the limit that was reached, or the price difference. Pure, and nothing is solved again: it reads the plan against the inputs it
 * was made from. Throws an Error where the plan has no such class or item.
 */
export const explainItem = (
  { inputs, plan }: { readonly inputs: PlanInputs; readonly plan: DraftPlan },
  { classId, index }: PlannedItem,
): ItemExplanation => {
  const itemClass = inputs.classes.find(({ id }) => id === classId);
  const planClass = plan.assignment.classes.find(({ id }) => id === classId);
  if (itemClass === undefined || planClass === undefined || !(index >= 0 && index < planClass.items))
    throw new Error(`the plan has no item ${index} of class ${classId}`);
  const { vendorsOf, placeOf } = assignmentOf(plan.assignment, planClass);
  const chosen = vendorsOf(index);
  const lines = new Map(plan.vendors.map((line) => [line.vendor, line]));
  const owners = new Map(plan.vendors.map(({ owner, exposure }) => [owner, exposure.after - exposure.before]));
  const question = questionOf(inputs, "exact");
  const standing: ItemStanding = {
    question,
    itemClass,
    chosen,
    slotsOf: (vendor) => lines.get(vendor)?.slots ?? 0,
    newItemsOf: (owner) => owners.get(owner) ?? 0,
    ...(itemClass.group === undefined ? {} : { ofGroup: newOfGroup({ inputs, plan }, { classId, index }) }),
    highMicros: plan.cost.highMicros,
    other: capsOf({ question, plan }, itemClass),
  };
  return {
    classId,
    slots: itemClass.slotsEach,
    nowhere: itemClass.slotsEach - chosen.length,
    vendors: inputs.vendors.map((facts): VendorExplanation => {
      const named = { vendor: facts.vendor, owner: facts.owner };
      const slots = chosen.filter((vendor) => vendor === facts.vendor).length;
      if (slots === 0) {
        const why = whyNot(standing, facts);
        // Nothing was planned: what stands in the way is not a limit of the vendor's, but that there is no plan.
        if (plan.infeasible !== undefined && why.is !== "excluded")
          return {
            ...named,
            ...why,
            is: "not-needed",
            reason: { code: "no-plan", text: "it may have the item, but no plan meets the limits" },
          };
        return { ...named, ...why };
      }
      const candidate = standing.question.problem.candidates.find(({ vendor }) => vendor === facts.vendor);
      return {
        ...named,
        is: "chosen",
        slots,
        place: { at: placeAlong(plan, planClass, { vendor: facts.vendor, place: placeOf(index) }), of: standing.slotsOf(facts.vendor) },
        price: costRange(candidate?.lowMicros ?? 0, candidate?.highMicros ?? 0, inputs.currency),
        reasons: [
          ...(lines.get(facts.vendor)?.why.filter(({ code }) => forEachItem.has(code)) ?? []),
          ...(itemClass.seenBy.includes(facts.owner)
            ? [{ code: "seen-before", text: `${facts.owner} has seen it already: no new exposure` }]
            : []),
        ],
      };
    }),
  };
};

/** What a plan uses of the caps of two owners, and in bytes and groups, and what an item of a class adds there. */
const capsOf = ({ question, plan }: { readonly question: Question; readonly plan: DraftPlan }, itemClass: ItemClass): OtherCaps => {
  const { inputs, units, problem } = question;
  const blocksOf = new Map(plan.assignment.classes.map(({ id, blocks }) => [id, blocks]));
  const shown = shownUnits(question, (index) => {
    const [part] = units[index]?.parts ?? [];
    return { blocks: blocksOf.get(inputs.classes[part?.classIndex ?? -1]?.id ?? "") ?? [], each: part?.each ?? 1 };
  });
  const placed = problem.classes[units.findIndex(({ parts }) => parts.some(({ classIndex }) => inputs.classes[classIndex] === itemClass))];
  return {
    ofTwo: (owners) => ({ used: pairUse(problem, shown, owners), adds: placed === undefined ? 0 : freshToBoth(placed, owners) }),
    measured: (measure, owner) => {
      const unit = problem.measures?.find((one) => one.measure === measure)?.unit ?? 1;
      return { used: measureUse(problem, shown, { measure, owner }) * unit, adds: (placed?.adds?.(measure, owner) ?? 0) * unit };
    },
  };
};

/** Items of the group of an item that the plan shows an owner for the first time. */
const newOfGroup = (
  { inputs, plan }: { readonly inputs: PlanInputs; readonly plan: DraftPlan },
  { classId, index }: PlannedItem,
): ((owner: OwnerId) => number) => {
  const group = inputs.classes.find(({ id }) => id === classId)?.group;
  const number = Math.floor(index / (group?.each ?? 1));
  const ownerOf = new Map(inputs.vendors.map(({ vendor, owner }) => [vendor, owner]));
  const counts = new Map<OwnerId, number>();
  for (const member of inputs.classes) {
    const planClass = plan.assignment.classes.find(({ id }) => id === member.id);
    if (member.group === undefined || member.group.of !== group?.of || planClass === undefined || planClass.blocks.length === 0) continue;
    const { vendorsOf } = assignmentOf(plan.assignment, planClass);
    const known = knownTo(inputs, member);
    for (let within = 0; within < member.group.each; within += 1) {
      const owners = new Set(vendorsOf(number * member.group.each + within).map((vendor) => ownerOf.get(vendor) ?? ""));
      for (const owner of owners) if (!known.has(owner)) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
  }
  return (owner) => counts.get(owner) ?? 0;
};

/** An item of a job that has begun, as its store has it. */
export interface StartedItem {
  /** Its judgments in all, its exposure and its bars; `live` and `barredOwners` stay empty, for `held` says that. */
  readonly itemClass: ItemClass;
  /** The vendors of its slots, whether answered, at work or still to be sent to; slots with nowhere to go are not among them. */
  readonly held: readonly VendorId[];
  /** What is still to be sent to each vendor, and how many of the items its owner has not seen. */
  readonly planned: ReadonlyMap<VendorId, { readonly slots: number; readonly newItems: number; readonly newBytes?: number }>;
  /** Absent: it is in no group. */
  readonly group?: StartedGroup;
}

export type StartedVendor = { readonly vendor: VendorId; readonly owner: OwnerId } & (Holder | WhyNot);

export interface Holder {
  readonly is: "holder";
  /** Of one judgment. */
  readonly price: CostRange;
}

/** The same for an item of a job that has begun: who has it, and what keeps it from every other vendor at this moment. */
export const explainStarted = (inputs: PlanInputs, { itemClass, held, planned, group }: StartedItem): readonly StartedVendor[] => {
  const question = questionOf(inputs, "nearest");
  const owned = (owner: OwnerId): readonly VendorFacts[] => inputs.vendors.filter((facts) => facts.owner === owner);
  const standing: ItemStanding = {
    question,
    itemClass,
    chosen: held,
    slotsOf: (vendor) => planned.get(vendor)?.slots ?? 0,
    ...(group === undefined
      ? {}
      : { groupBar: (owner) => groupBarOf(inputs.job, group, { owner, known: itemClass.seenBy.includes(owner) }) }),
    newItemsOf: (owner) => owned(owner).reduce((sum, { vendor }) => sum + (planned.get(vendor)?.newItems ?? 0), 0),
    // Of what is still to be sent nobody knows which two owners, or which groups, it will be new to: only what is there already counts.
    other: {
      ofTwo: (owners) => ({ used: 0, adds: owners.some((owner) => itemClass.seenBy.includes(owner)) ? 0 : 1 }),
      measured: (measure, owner) =>
        measure === "bytes"
          ? {
              used: owned(owner).reduce((sum, { vendor }) => sum + (planned.get(vendor)?.newBytes ?? 0), 0),
              adds: itemClass.bytesEach ?? 0,
            }
          : { used: 0, adds: group === undefined || (group.held[owner] ?? 0) > 0 ? 0 : 1 },
    },
    highMicros: inputs.vendors.reduce((sum, { vendor, price }) => sum + (planned.get(vendor)?.slots ?? 0) * slotPrice(price).highMicros, 0),
  };
  return inputs.vendors.map((facts): StartedVendor => {
    const { lowMicros, highMicros } = slotPrice(facts.price);
    const named = { vendor: facts.vendor, owner: facts.owner };
    return held.includes(facts.vendor)
      ? { ...named, is: "holder", price: costRange(lowMicros, highMicros, inputs.currency) }
      : { ...named, ...whyNot(standing, facts) };
  });
};

/** Where the item's first slot lies along all slots of a vendor, laid out class by class and block by block; from 1. */
const placeAlong = (
  plan: DraftPlan,
  planClass: PlanClass,
  { vendor, place }: { readonly vendor: VendorId; readonly place: number },
): number => {
  let before = 0;
  for (const other of plan.assignment.classes) {
    // Items of a group that stays together are laid out as one.
    const each = other.group?.keep === "together" ? other.group.each : 1;
    let start = 0;
    for (const block of other.blocks) {
      let from = 0;
      for (const quota of block.quotas) {
        if (quota.vendor === vendor) {
          if (other.id === planClass.id && place >= start && place < start + block.items) {
            const within = (place - start) % each;
            const slot = firstFrom(place - start - within, from, block.items);
            if (slot < from + quota.slots) return before + slot + within - from + 1;
          }
          before += quota.slots;
        }
        from += quota.slots;
      }
      start += block.items;
    }
  }
  throw new Error(`${vendor} has no slot at place ${place} of class ${planClass.id}`);
};

/** The first of place, place + items, place + 2 · items … that is not below `from`. */
const firstFrom = (place: number, from: number, items: number): number =>
  place >= from ? place : place + Math.ceil((from - place) / items) * items;
