import { type Measure, measureCaps } from "../exposure/measure-caps.ts";
import { barOf, type Candidate } from "../route/eligibility.ts";
import { freshOf, type PlacementClass } from "../route/placement.ts";
import { priceAt } from "../route/price-rows.ts";
import { heldOf, mostOfGroup, unitBarOf, type UnitClass } from "../route/units.ts";
import { costRange } from "./cost-range.ts";
import { knownTo, type Question, seenBefore } from "./placement-problem.ts";
import type { ItemClass, OwnerId, VendorFacts, VendorId } from "./plan-inputs.ts";
import type { CostRange, Reason } from "./plan.ts";
import { pairReason } from "./pair-reason.ts";
import { counted, countOf, decimalOf, mainUnit, percentOf } from "./words.ts";

/** Where one item stands among everything that is planned: what {@link whyNot} asks. */
export interface ItemStanding {
  readonly question: Question;
  readonly itemClass: ItemClass;
  /** The item's vendors, one entry a slot; fewer than it needs where slots have nowhere to go. */
  readonly chosen: readonly VendorId[];
  /** Slots the plan gives a vendor. */
  readonly slotsOf: (vendor: VendorId) => number;
  /** Items the plan shows an owner for the first time. */
  readonly newItemsOf: (owner: OwnerId) => number;
  /** Items of its group, this one included, that the plan shows an owner for the first time; absent where it is in no group. */
  readonly ofGroup?: (owner: OwnerId) => number;
  /** Why an owner may not have it because of its group; absent where the plan's own classes say that. */
  readonly groupBar?: (owner: OwnerId) => Reason | undefined;
  /** What the plan commits, on the high prices. */
  readonly highMicros: number;
  /** What the other caps count: of every two owners, of bytes and of groups. */
  readonly other: OtherCaps;
}

/** How the item stands with caps that count otherwise than in items of one owner. */
export interface OtherCaps {
  /** What the plan uses of the room of two owners, and what the item would add where one of them gets it. */
  readonly ofTwo: (owners: readonly [OwnerId, OwnerId]) => { readonly used: number; readonly adds: number };
  /** What the plan shows an owner in a measure, and what the item would add. */
  readonly measured: (measure: Measure, owner: OwnerId) => { readonly used: number; readonly adds: number };
}

/** Why a vendor does not get an item: the first rule that kept it away, or what the item would have cost more there. */
export type WhyNot =
  /** A rule keeps it away from this item, whatever the numbers. */
  | { readonly is: "excluded"; readonly reason: Reason }
  /** It may have the item, but a limit is reached. */
  | ({ readonly is: "full"; readonly reason: Reason } & Compared)
  /** It may have the item and has room; the route or the price decided. */
  | ({ readonly is: "not-needed"; readonly reason: Reason } & Compared);

/** A vendor's price beside the one of the vendor it would replace. */
export interface Compared {
  /** Of one judgment. */
  readonly price: CostRange;
  /** The vendor that would have to give way; null where a slot of the item has nowhere to go, and nobody would. */
  readonly instead: VendorId | null;
  /** What the item would cost more there, low ends, main unit; negative where it would be cheaper, null without `instead`. */
  readonly extraCost: number | null;
  readonly extraCostMicros: number | null;
}

/** Holds the rules against one vendor that is not among the item's, in the order in which the planner meets them. */
export const whyNot = (standing: ItemStanding, facts: VendorFacts): WhyNot => {
  const { question, itemClass, chosen } = standing;
  const { inputs, problem } = question;
  const eligibility = question.vendors.find((one) => one.facts.vendor === facts.vendor)?.eligibility;
  if (eligibility?.eligible !== true)
    return { is: "excluded", reason: eligibility?.reason ?? { code: "not-in-route", text: "it is not among the vendors of the job" } };
  const at = question.units.findIndex(({ parts }) => parts.some(({ classIndex }) => inputs.classes[classIndex] === itemClass));
  const unit = question.units[at];
  const placed = problem.classes[at];
  const bar = unit === undefined ? (barOf(inputs, itemClass, facts) ?? standing.groupBar?.(facts.owner)) : unitBarOf(inputs, unit, facts);
  if (bar !== undefined) return { is: "excluded", reason: bar };
  const ownerOf = new Map(inputs.vendors.map(({ vendor, owner }) => [vendor, owner]));
  const sibling = inputs.job.independent === "owner" ? chosen.find((vendor) => ownerOf.get(vendor) === facts.owner) : undefined;
  const missing = chosen.length < itemClass.slotsEach;
  if (missing && sibling !== undefined)
    return { is: "excluded", reason: { code: "one-each", text: `${facts.owner} gets another judgment of it, from ${sibling}` } };
  const self = eligibility.candidate;
  const other = missing ? undefined : problem.candidates.find(({ vendor }) => vendor === (sibling ?? weakest(question, chosen)));
  const judgments = (inputs.job.independent === "worker" ? itemClass.slotsEach : 1) * (placed?.weight ?? 1);
  const slots = (candidate: Candidate): number => standing.slotsOf(candidate.vendor);
  const extra = (end: "lowMicros" | "highMicros"): number =>
    priceAt(self, slots(self) + judgments)[end] -
    priceAt(self, slots(self))[end] -
    (other === undefined ? 0 : priceAt(other, slots(other))[end] - priceAt(other, slots(other) - judgments)[end]);
  const extraCostMicros = other === undefined ? null : extra("lowMicros");
  const compared: Compared = {
    price: costRange(self.lowMicros, self.highMicros, inputs.currency),
    instead: other?.vendor ?? null,
    extraCost: extraCostMicros === null ? null : mainUnit(extraCostMicros),
    extraCostMicros,
  };
  const knows = chosen.some((vendor) => ownerOf.get(vendor) === facts.owner);
  const fresh = knows ? 0 : freshIn(placed, itemClass, facts.owner);
  const limit = limitOf(standing, { self, other, judgments, fresh, extraHighMicros: extra("highMicros") });
  if (limit !== undefined) return { is: "full", reason: limit, ...compared };
  const full = fresh > 0 && unit !== undefined ? groupLimit(standing, unit, facts.owner) : undefined;
  if (full !== undefined) return { is: "full", reason: full, ...compared };
  return {
    is: "not-needed",
    reason: preference(question, { self, other, itemClass, weight: placed?.weight ?? 1, extraCostMicros }),
    ...compared,
  };
};

/** Where an owner has as much of the item's group as it may. */
const groupLimit = ({ question: { inputs }, ofGroup }: ItemStanding, { group }: UnitClass, owner: OwnerId): Reason | undefined => {
  const rule = inputs.job.groups;
  if (group === undefined || rule?.keep !== "apart" || ofGroup === undefined) return undefined;
  const most = mostOfGroup(group.shape.whole, rule.atMostPerMillion);
  const held = heldOf(group, owner, (itemClass) => knownTo(inputs, itemClass).has(owner)) + ofGroup(owner);
  return held < most
    ? undefined
    : {
        code: "group-at-most",
        text: `its owner may hold ${countOf(most, "item")} of this group of ${counted(group.shape.whole)}, and does`,
      };
};

/** New items that a unit of a class, or an item that is in none, shows an owner. */
const freshIn = (placed: PlacementClass | undefined, itemClass: ItemClass, owner: OwnerId): number =>
  placed === undefined ? (itemClass.seenBy.includes(owner) ? 0 : 1) : freshOf(placed, owner);

/** The vendor of an item that a better one would replace: the last of the route, then the dearest. */
const weakest = ({ inputs, problem }: Question, chosen: readonly VendorId[]): VendorId | undefined => {
  const { route } = inputs.job;
  const rank = (vendor: VendorId): number => {
    const at = route.by === "order" ? route.order.indexOf(vendor) : 0;
    return at < 0 ? Infinity : at;
  };
  const price = (vendor: VendorId): number => problem.candidates.find((candidate) => candidate.vendor === vendor)?.lowMicros ?? 0;
  return chosen.toSorted((a, b) => (rank(a) === rank(b) ? price(b) - price(a) : rank(b) > rank(a) ? 1 : -1))[0];
};

interface Swap {
  readonly self: Candidate;
  readonly other: Candidate | undefined;
  /** Slots that would move. */
  readonly judgments: number;
  /** Items that are new to its owner. */
  readonly fresh: number;
  /** What the move adds to the high prices. Micros. */
  readonly extraHighMicros: number;
}

/** The first limit that the item would break at this vendor, the vendor it replaces having given way. */
const limitOf = (
  { question: { inputs, problem, capItems }, slotsOf, newItemsOf, highMicros, other: caps }: ItemStanding,
  { self, other, judgments, fresh, extraHighMicros }: Swap,
): Reason | undefined => {
  const room = problem.rooms.get(self.owner);
  const shown = newItemsOf(self.owner);
  if (room !== undefined && fresh > 0 && shown + fresh > room)
    return {
      code: "owner-at-cap",
      text: `${shown < room ? "near" : "at"} its cap: ${counted(seenBefore(inputs, self.owner) + shown)} of ${counted(capItems)}`,
    };
  if (fresh > 0) {
    const limit = otherLimit({ inputs, problem, caps }, { self, other });
    if (limit !== undefined) return limit;
  }
  const slots = slotsOf(self.vendor);
  if (self.capacity !== undefined && slots + judgments > self.capacity)
    return { code: "at-capacity", text: `at its capacity: ${counted(slots)} of ${counted(self.capacity)}` };
  if (problem.budgetMicros !== undefined && extraHighMicros > 0 && highMicros + extraHighMicros > problem.budgetMicros)
    return {
      code: "over-budget",
      text: `over the budget, which has ${decimalOf(problem.budgetMicros - highMicros)} ${inputs.currency} left`,
    };
  if (other?.least !== undefined && slotsOf(other.vendor) - judgments < other.least)
    return { code: "least", text: `${other.vendor} is to get ${counted(other.least)} at least, and has ${counted(slotsOf(other.vendor))}` };
  const { route } = inputs.job;
  if (route.by !== "shares") return undefined;
  const share = route.sharesPerMillion[self.vendor] ?? 0;
  return { code: "fixed-share", text: `route.shares gives it ${percentOf(share)}, and it has ${counted(slots)}` };
};

/** The same for the caps of any two owners, and in bytes and groups; the owner that gives way is no longer shown the item. */
const otherLimit = (
  { inputs: { job, dataset }, problem, caps }: Pick<Question, "inputs" | "problem"> & { readonly caps: OtherCaps },
  { self: { owner }, other }: Pick<Swap, "self" | "other">,
): Reason | undefined => {
  for (const { owners, room } of problem.pairRooms ?? []) {
    if (!owners.includes(owner) || (other !== undefined && owners.includes(other.owner))) continue;
    const { used, adds } = caps.ofTwo(owners);
    if (adds > 0 && used + adds > room) return pairReason({ job, dataset }, { owners, used });
  }
  for (const { measure, most, total, seenBy } of measureCaps(job, dataset)) {
    const { used, adds } = caps.measured(measure, owner);
    const seen = seenBy(owner) + used;
    if (adds > 0 && seen + adds > most)
      return {
        code: measure === "bytes" ? "owner-at-byte-cap" : "owner-at-group-cap",
        text: `${seen < most ? "near" : "at"} its cap in ${measure}: ${counted(seen)} of ${counted(most)}, of ${counted(total)} there are`,
      };
  }
  return undefined;
};

/** What decided between two vendors that both may have the item. */
const preference = (
  { inputs, problem }: Question,
  {
    self,
    other,
    itemClass,
    weight,
    extraCostMicros,
  }: Pick<Swap, "self" | "other"> & {
    readonly itemClass: ItemClass;
    /** Items that go where this one goes. */
    readonly weight: number;
    readonly extraCostMicros: number | null;
  },
): Reason => {
  const { route } = inputs.job;
  if (other === undefined || extraCostMicros === null) return { code: "not-needed", text: "allowed; no plan as a whole gives it the item" };
  if (route.by === "order" && route.order.includes(other.vendor)) {
    const [own, its] = [route.order.indexOf(self.vendor), route.order.indexOf(other.vendor)];
    if (own < 0 || own > its) return { code: "order", text: `route.order has ${other.vendor} before it` };
  }
  if (route.by === "objective" && route.objective !== "cost")
    return { code: "not-needed", text: `route.objective: ${route.objective} is better served with the item at ${other.vendor}` };
  if (extraCostMicros > 0)
    return {
      code: "dearer",
      text: `${decimalOf(extraCostMicros)} ${inputs.currency} more than at ${other.vendor}${weight > 1 ? `, with the ${counted(weight)} items of its group` : ""}`,
    };
  if (extraCostMicros < 0 && inputs.job.surviveLoss === 1)
    return { code: "head-room", text: "the plan leaves room for the loss of any one vendor: policy.surviveLoss is 1" };
  if (extraCostMicros < 0) return { code: "not-needed", text: `the plan as a whole is better with the item at ${other.vendor}` };
  const knows = (owner: OwnerId): boolean => itemClass.seenBy.includes(owner);
  const before = problem.candidates.indexOf(other) < problem.candidates.indexOf(self);
  return {
    code: "same-price",
    text:
      !knows(self.owner) && knows(other.owner)
        ? `the same price, and ${other.owner} has seen the item already`
        : before
          ? `the same price, and ${other.vendor} is earlier in the config`
          : `the same price as at ${other.vendor}`,
  };
};
