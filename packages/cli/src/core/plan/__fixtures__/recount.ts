import { orderPrice } from "../../budget/order-price.ts";
import { assignmentOf } from "../../split/assign.ts";
import type { PlanInputs, VendorFacts } from "../plan-inputs.ts";
import type { DraftPlan } from "../plan.ts";

/** One item of a plan, named by its class and its index there. */
export interface GivenItem {
  readonly classId: string;
  readonly index: number;
  readonly vendors: readonly string[];
}

/** Whether anything may go to a vendor at all. */
const mayBeGiven = ({ job }: PlanInputs, { vendor, available, turnaround }: VendorFacts): boolean =>
  available.is === "yes" &&
  !(job.deadlineMs !== undefined && (turnaround?.p90Ms ?? 0) > job.deadlineMs) &&
  !(job.route.by === "shares" && !(job.route.sharesPerMillion[vendor] ?? 0));

/** Every item of a plan with its vendors, one by one. */
export const givenItems = (plan: DraftPlan): readonly GivenItem[] =>
  plan.assignment.classes.flatMap((planClass) => {
    const { vendorsOf } = assignmentOf(plan.assignment, planClass);
    return planClass.blocks.length === 0
      ? []
      : Array.from({ length: planClass.items }, (_, index) => ({ classId: planClass.id, index, vendors: vendorsOf(index) }));
  });

/**
 * Everything a plan may not do, found by looking at each item: a second reading of the rules that shares no code with the
 * planner but the reading of an assignment and of a price. Empty where the plan keeps them all.
 */
export const brokenRules = (inputs: PlanInputs, plan: DraftPlan): readonly string[] => {
  const broken: string[] = [];
  const { job, dataset } = inputs;
  const factsOf = new Map(inputs.vendors.map((facts) => [facts.vendor, facts]));
  const ownerOf = (vendor: string): string => factsOf.get(vendor)?.owner ?? "?";
  const classOf = new Map(inputs.classes.map((one) => [one.id, one]));
  const slots = new Map<string, number>();
  const seenNew = new Map<string, Set<string>>();
  let placed = 0;
  for (const { classId, index, vendors } of givenItems(plan)) {
    const itemClass = classOf.get(classId);
    if (itemClass === undefined) return [`no class ${classId}`];
    const name = `${classId}/${index}`;
    placed += vendors.length;
    if (plan.feasible && vendors.length !== itemClass.slotsEach)
      broken.push(`${name} has ${vendors.length} of ${itemClass.slotsEach} slots`);
    if (vendors.length > itemClass.slotsEach) broken.push(`${name} has too many slots`);
    const live = itemClass.live ?? [];
    const apart =
      job.independent === "owner" ? [...live, ...vendors].map(ownerOf) : job.independent === "vendor" ? [...live, ...vendors] : [];
    if (new Set(apart).size !== apart.length) broken.push(`${name} meets ${job.independent} twice: ${apart.join(" ")}`);
    for (const vendor of vendors) {
      const owner = ownerOf(vendor);
      slots.set(vendor, (slots.get(vendor) ?? 0) + 1);
      if (itemClass.barredOwners.includes(owner) || itemClass.barredVendors.includes(vendor))
        broken.push(`${name} is barred from ${vendor}`);
      if (!itemClass.seenBy.includes(owner)) seenNew.set(owner, (seenNew.get(owner) ?? new Set()).add(name));
    }
  }
  broken.push(...brokenGroups(inputs, plan, ownerOf));
  const before = (owner: string): number => dataset.owners.find((exposure) => exposure.owner === owner)?.items ?? 0;
  const share = job.maxSharePerMillion ?? 1_000_000;
  for (const [owner, names] of seenNew)
    if ((before(owner) + names.size) * 1_000_000 > share * dataset.items)
      broken.push(`${owner} sees ${before(owner) + names.size} of ${dataset.items}`);
  const { maxShareOfTwoPerMillion: ofTwo } = job;
  if (ofTwo !== undefined)
    for (const a of seenNew.keys())
      // One that has seen nothing and gets nothing is no second owner.
      for (const b of new Set([...seenNew.keys(), ...dataset.owners.filter(({ items }) => items > 0).map(({ owner }) => owner)])) {
        if (a === b) continue;
        const both = dataset.overlaps?.find(({ owners }) => owners.includes(a) && owners.includes(b))?.items ?? 0;
        const knowOf = (name: string): readonly string[] => classOf.get(name.slice(0, name.lastIndexOf("/")))?.seenBy ?? [];
        const since = new Set([...(seenNew.get(a) ?? []), ...(seenNew.get(b) ?? [])]);
        const fresh = [...since].filter((name) => !knowOf(name).includes(a) && !knowOf(name).includes(b)).length;
        if ((before(a) + before(b) - both + fresh) * 1_000_000 > ofTwo * dataset.items && fresh > 0)
          broken.push(`${a} and ${b} see ${before(a) + before(b) - both + fresh} of ${dataset.items} together`);
      }
  let [low, high] = [0, 0];
  for (const line of plan.vendors) {
    const facts = factsOf.get(line.vendor);
    const given = slots.get(line.vendor) ?? 0;
    if (facts === undefined) return [`no vendor ${line.vendor}`];
    if (line.slots !== given) broken.push(`${line.vendor} is said to get ${line.slots}, gets ${given}`);
    if (line.exposure.after !== before(facts.owner) + (seenNew.get(facts.owner)?.size ?? 0))
      broken.push(`the exposure of ${facts.owner} is told wrong`);
    if (given > 0 && facts.available.is === "no") broken.push(`${line.vendor} is not available`);
    if (plan.feasible && facts.least !== undefined && mayBeGiven(inputs, facts) && given < facts.least && !plan.warnings.some(({ code }) => code === "least-unmet"))
      broken.push(`${line.vendor} gets ${given}, not ${facts.least}`);
    const p90Ms = facts.turnaround?.p90Ms ?? 0;
    if (given > 0 && job.deadlineMs !== undefined) {
      const perDay = facts.capacity?.perDay ?? Infinity;
      if (p90Ms + (given / perDay) * 86_400_000 > job.deadlineMs + 1e-3) broken.push(`${line.vendor} is late`);
    }
    const [ordered, all] = [orderPrice(facts.price, facts.ordered ?? 0), orderPrice(facts.price, (facts.ordered ?? 0) + given)];
    low += all.lowMicros - ordered.lowMicros;
    high += all.highMicros - ordered.highMicros;
  }
  if (plan.cost.lowMicros !== low || plan.cost.highMicros !== high)
    broken.push(`costs ${low} to ${high}, said ${plan.cost.lowMicros} to ${plan.cost.highMicros}`);
  if (inputs.budget !== undefined && placed > 0 && high + inputs.budget.committedMicros > inputs.budget.totalMicros)
    broken.push(`over the budget: ${high}`);
  const stranded = plan.stranded.reduce((sum, one) => sum + one.slots, 0);
  if (plan.infeasible !== undefined && placed + stranded + high > 0) broken.push("an infeasible plan places something");
  if (plan.infeasible === undefined && placed + stranded !== plan.slots) broken.push(`${placed} placed and ${stranded} stranded of ${plan.slots}`);
  if (plan.feasible !== (stranded === 0 && plan.infeasible === undefined)) broken.push("feasible and stranded contradict each other");
  return broken;
};

/** What a plan may not do with groups: group by group, from the vendors of each item. */
const brokenGroups = (inputs: PlanInputs, plan: DraftPlan, ownerOf: (vendor: string) => string): readonly string[] => {
  const rule = inputs.job.groups;
  if (rule === undefined) return [];
  const broken: string[] = [];
  const given = Map.groupBy(givenItems(plan), ({ classId }) => classId);
  for (const shape of inputs.groups ?? []) {
    const members = inputs.classes.filter(({ group }) => group?.of === shape.id);
    const live = members.flatMap((member) => member.live ?? []).map(ownerOf);
    for (let number = 0; number < shape.groups; number += 1) {
      const name = `group ${number} of ${shape.id}`;
      const items = members.flatMap((member) => {
        const each = member.group?.each ?? 0;
        const own = given.get(member.id)?.slice(number * each, (number + 1) * each) ?? [];
        return Array.from({ length: each }, (_, within) => ({ member, vendors: own[within]?.vendors ?? [] }));
      });
      if (rule.keep === "together") {
        for (const alike of Map.groupBy(items, ({ member }) => member.slotsEach).values())
          if (new Set(alike.map(({ vendors }) => vendors.toSorted().join(" "))).size > 1)
            broken.push(`${name} is broken: ${alike.map(({ vendors }) => vendors.join("+")).join(", ")}`);
        const most = inputs.job.independent === "worker" ? 1 : inputs.job.slotsPerItem;
        const owners = new Set([...live, ...(shape.with ?? []), ...items.flatMap(({ vendors }) => vendors.map(ownerOf))]);
        const layers = new Set(members.filter(({ slotsEach }) => slotsEach > 0).map(({ slotsEach }) => slotsEach)).size;
        if (layers < 2 && owners.size > Math.max(most, new Set([...live, ...(shape.with ?? [])]).size))
          broken.push(`${name} is with ${[...owners].join(", ")}`);
        continue;
      }
      const most = Math.max(1, Math.floor((shape.whole * rule.atMostPerMillion) / 1_000_000 + 1e-9));
      const owners = new Set([...inputs.vendors.map(({ owner }) => owner)]);
      for (const owner of owners) {
        const held =
          (shape.held?.[owner] ?? 0) +
          items.filter(({ member, vendors }) => member.seenBy.includes(owner) || (member.live ?? []).map(ownerOf).includes(owner) || vendors.map(ownerOf).includes(owner)).length;
        const before = (shape.held?.[owner] ?? 0) + items.filter(({ member }) => member.seenBy.includes(owner) || (member.live ?? []).map(ownerOf).includes(owner)).length;
        if (held > Math.max(most, before)) broken.push(`${owner} holds ${held} of ${name}, and may hold ${most}`);
      }
    }
  }
  return broken;
};
