import { orderPrice } from "../../budget/order-price.ts";
import type { ItemClass, PlanInputs } from "../plan-inputs.ts";
import type { DraftPlan } from "../plan.ts";
import { givenItems } from "./recount.ts";

export type SlotState = "unsent" | "live" | "answered";

export interface MidwayItem {
  readonly itemClass: ItemClass;
  readonly slots: readonly { readonly vendor: string; readonly state: SlotState }[];
}

/** A plan some way into its run: every slot in a state of its own. */
export const midwayOf = (inputs: PlanInputs, plan: DraftPlan, stateOf: (slot: number) => SlotState): readonly MidwayItem[] => {
  let slot = 0;
  return givenItems(plan).flatMap(({ classId, vendors }) => {
    const itemClass = inputs.classes.find(({ id }) => id === classId);
    return itemClass === undefined ? [] : [{ itemClass, slots: vendors.map((vendor) => ({ vendor, state: stateOf(slot++) })) }];
  });
};

export interface StateOptions {
  /** Vendors that are gone: what they were to get and what they had in hand is missing. */
  readonly lost?: readonly string[];
  /** A planted mistake: what the lost vendor was shown and did not answer is given back to its owner's cap. */
  readonly refundExposure?: boolean;
}

/** The inputs of a plan for everything unanswered, built item by item: the way a run's store sees it. */
export const stateInputs = (
  inputs: PlanInputs,
  items: readonly MidwayItem[],
  { lost = [], refundExposure = false }: StateOptions = {},
): PlanInputs => {
  const { independent } = inputs.job;
  const ownerOf = (vendor: string): string => inputs.vendors.find((facts) => facts.vendor === vendor)?.owner ?? "?";
  const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
  const classes = new Map<string, { shape: Omit<ItemClass, "id" | "items">; items: number }>();
  const disclosed = new Map<string, number>();
  const open = new Map<string, number>();
  const shared = new Map<string, number>();
  const ordered = new Map(inputs.vendors.map(({ vendor, ordered: before = 0 }) => [vendor, before]));
  let committed = inputs.budget?.committedMicros ?? 0;
  for (const { itemClass, slots } of items) {
    const sent = slots.filter(({ state }) => state !== "unsent");
    for (const { vendor, state } of sent) {
      const price = inputs.vendors.find((facts) => facts.vendor === vendor)?.price;
      const before = ordered.get(vendor) ?? 0;
      ordered.set(vendor, before + 1);
      committed += price === undefined ? 0 : orderPrice(price, before + 1).highMicros - orderPrice(price, before).highMicros;
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
      slotsEach: slots.length - answered.length - live.length,
      seenBy: sorted([...itemClass.seenBy, ...sent.map(({ vendor }) => ownerOf(vendor))]),
      barredOwners: sorted([...itemClass.barredOwners, ...(independent === "owner" ? answered.map(ownerOf) : [])]),
      barredVendors: sorted([...itemClass.barredVendors, ...(independent === "vendor" ? answered : [])]),
      live: live.toSorted(),
    };
    const label = JSON.stringify(shape);
    const known = classes.get(label) ?? { shape, items: 0 };
    known.items += 1;
    classes.set(label, known);
  }
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
    classes: [...classes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, { shape, items: count }]) => ({ id, items: count, ...shape })),
    ...(inputs.budget === undefined ? {} : { budget: { ...inputs.budget, committedMicros: committed } }),
  };
};

/** What was seen by both before, and since. */
const overlapsOf = (inputs: PlanInputs, since: ReadonlyMap<string, number>): PlanInputs["dataset"]["overlaps"] & object => {
  const all = new Map((inputs.dataset.overlaps ?? []).map(({ owners, items }) => [JSON.stringify(owners.toSorted()), items]));
  for (const [pair, items] of since) all.set(pair, (all.get(pair) ?? 0) + items);
  return [...all].map(([pair, items]) => ({ owners: JSON.parse(pair) as [string, string], items }));
};
