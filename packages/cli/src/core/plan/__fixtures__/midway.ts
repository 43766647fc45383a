import { orderPrice } from "../../budget/order-price.ts";
import { type GatheredGroup, gatherGroups, type ItemRules } from "../../split/gather-groups.ts";
import type { ItemClass, PlanInputs } from "../plan-inputs.ts";
import type { DraftPlan } from "../plan.ts";
import { givenItems } from "./recount.ts";

export type SlotState = "unsent" | "live" | "answered";

export interface MidwayItem {
  readonly itemClass: ItemClass;
  readonly slots: readonly { readonly vendor: string; readonly state: SlotState }[];
  /** Judgments of it that have no vendor. */
  readonly nowhere: number;
  /** Its group, by shape and number; absent where it is in none. */
  readonly unit?: string;
}

/** A plan some way into its run: every slot in a state of its own. */
export const midwayOf = (inputs: PlanInputs, plan: DraftPlan, stateOf: (slot: number) => SlotState): readonly MidwayItem[] => {
  let slot = 0;
  return givenItems(plan).flatMap(({ classId, index, vendors }) => {
    const itemClass = inputs.classes.find(({ id }) => id === classId);
    if (itemClass === undefined) return [];
    const { group } = itemClass;
    return [
      {
        itemClass,
        slots: vendors.map((vendor) => ({ vendor, state: stateOf(slot++) })),
        nowhere: itemClass.slotsEach - vendors.length,
        ...(group === undefined ? {} : { unit: JSON.stringify([group.of, Math.floor(index / group.each)]) }),
      },
    ];
  });
};

export interface StateOptions {
  /** Vendors that are gone: what they were to get and what they had in hand is missing. */
  readonly lost?: readonly string[];
  /** A planted mistake: what the lost vendor was shown and did not answer is given back to its owner's cap. */
  readonly refundExposure?: boolean;
  /** A planted mistake: what was committed for the lost vendor is given back to the budget. */
  readonly refundMoney?: boolean;
}

/** The inputs of a plan for everything unanswered, built item by item: the way a run's store sees it. */
export const stateInputs = (
  inputs: PlanInputs,
  items: readonly MidwayItem[],
  { lost = [], refundExposure = false, refundMoney = false }: StateOptions = {},
): PlanInputs => {
  const { independent } = inputs.job;
  const ownerOf = (vendor: string): string => inputs.vendors.find((facts) => facts.vendor === vendor)?.owner ?? "?";
  const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
  const classes = new Map<string, { shape: ItemRules; items: number }>();
  const units = new Map<string, { readonly items: { item: number; rules: ItemRules }[]; readonly held: Map<string, number> }>();
  const disclosed = new Map<string, number>();
  const open = new Map<string, number>();
  const shared = new Map<string, number>();
  const ordered = new Map(inputs.vendors.map(({ vendor, ordered: before = 0 }) => [vendor, before]));
  let committed = inputs.budget?.committedMicros ?? 0;
  for (const [item, { itemClass, slots, nowhere, unit }] of items.entries()) {
    const sent = slots.filter(({ state }) => state !== "unsent");
    for (const { vendor, state } of sent) {
      const price = inputs.vendors.find((facts) => facts.vendor === vendor)?.price;
      const before = ordered.get(vendor) ?? 0;
      ordered.set(vendor, before + 1);
      committed += price === undefined || (refundMoney && lost.includes(vendor)) ? 0 : orderPrice(price, before + 1).highMicros - orderPrice(price, before).highMicros;
      if (state === "live") open.set(vendor, (open.get(vendor) ?? 0) + 1);
    }
    const counted = refundExposure ? sent.filter(({ vendor, state }) => !lost.includes(vendor) || state === "answered") : sent;
    const knew = new Set(itemClass.seenBy);
    const knows = [...new Set([...knew, ...counted.map(({ vendor }) => ownerOf(vendor))])].toSorted();
    for (const [at, a] of knows.entries())
      for (const b of knows.slice(at + 1))
        if (!knew.has(a) || !knew.has(b)) shared.set(JSON.stringify([a, b]), (shared.get(JSON.stringify([a, b])) ?? 0) + 1);
    for (const owner of new Set(counted.map(({ vendor }) => ownerOf(vendor))))
      if (!itemClass.seenBy.includes(owner)) disclosed.set(owner, (disclosed.get(owner) ?? 0) + 1);
    const answered = slots.filter(({ state }) => state === "answered").map(({ vendor }) => vendor);
    const live = slots.filter(({ vendor, state }) => state === "live" && !lost.includes(vendor)).map(({ vendor }) => vendor);
    const shape = {
      slotsEach: slots.length + nowhere - answered.length - live.length,
      seenBy: sorted([...itemClass.seenBy, ...sent.map(({ vendor }) => ownerOf(vendor))]),
      barredOwners: sorted([...itemClass.barredOwners, ...(independent === "owner" ? answered.map(ownerOf) : [])]),
      barredVendors: sorted([...itemClass.barredVendors, ...(independent === "vendor" ? answered : [])]),
      live: live.toSorted(),
    };
    if (unit !== undefined) {
      const group = units.get(unit) ?? { items: [], held: new Map<string, number>() };
      units.set(unit, group);
      // What is answered is told no more; what was seen of it is held.
      if (shape.slotsEach + live.length > 0) group.items.push({ item, rules: shape });
      else for (const owner of shape.seenBy) group.held.set(owner, (group.held.get(owner) ?? 0) + 1);
      continue;
    }
    const label = JSON.stringify(shape);
    const known = classes.get(label) ?? { shape, items: 0 };
    known.items += 1;
    classes.set(label, known);
  }
  const { groups: rule } = inputs.job;
  const gathered = rule === undefined ? undefined : gatherGroups(gatheredOf(inputs, units), rule);
  return {
    ...inputs,
    dataset: {
      ...inputs.dataset,
      owners: sorted([...inputs.dataset.owners.map(({ owner }) => owner), ...disclosed.keys()]).map((owner) => ({
        owner,
        items: (inputs.dataset.owners.find((one) => one.owner === owner)?.items ?? 0) + (disclosed.get(owner) ?? 0),
      })),
      overlaps: overlapsOf(inputs, shared),
    },
    vendors: inputs.vendors.map((facts) => ({
      ...facts,
      openSlots: open.get(facts.vendor) ?? 0,
      ordered: ordered.get(facts.vendor) ?? 0,
      ...(lost.includes(facts.vendor) ? { available: { is: "no" as const, reason: "out" as const, why: "lost" } } : {}),
    })),
    classes: [
      ...[...classes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, { shape, items: count }]) => ({ id, items: count, ...shape })),
      ...(gathered?.classes ?? []),
    ],
    ...(gathered === undefined ? {} : { groups: gathered.groups }),
    ...(inputs.budget === undefined ? {} : { budget: { ...inputs.budget, committedMicros: committed } }),
  };
};

/** The groups that something is left of. */
const gatheredOf = (
  inputs: PlanInputs,
  units: ReadonlyMap<string, { readonly items: GatheredGroup<number>["items"]; readonly held: ReadonlyMap<string, number> }>,
): readonly GatheredGroup<number>[] =>
  [...units].flatMap(([key, { items, held }]): readonly GatheredGroup<number>[] => {
    const [of] = JSON.parse(key) as [string, number];
    const shape = inputs.groups?.find(({ id }) => id === of);
    if (items.length === 0 || shape === undefined) return [];
    const all = new Map(Object.entries(shape.held ?? {}));
    for (const [owner, count] of held) all.set(owner, (all.get(owner) ?? 0) + count);
    return [
      {
        key,
        whole: shape.whole,
        ...(all.size === 0 ? {} : { held: Object.fromEntries(all) }),
        ...(shape.with === undefined ? {} : { with: shape.with }),
        items,
      },
    ];
  });

/** What was seen by both before, and since. */
const overlapsOf = (inputs: PlanInputs, since: ReadonlyMap<string, number>): PlanInputs["dataset"]["overlaps"] & object => {
  const all = new Map((inputs.dataset.overlaps ?? []).map(({ owners, items }) => [JSON.stringify(owners.toSorted()), items]));
  for (const [pair, items] of since) all.set(pair, (all.get(pair) ?? 0) + items);
  return [...all].map(([pair, items]) => ({ owners: JSON.parse(pair) as [string, string], items }));
};
