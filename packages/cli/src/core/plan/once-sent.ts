import { addedPrice } from "../budget/order-price.ts";
import { heldOf, type UnitClass } from "../route/units.ts";
import type { Placement } from "../route/placement.ts";
import { type LaidRun, laidRuns, vendorsAt } from "../split/laid-runs.ts";
import { mixedGroupsAtMost } from "../split/gather-groups.ts";
import { permutationOf } from "../split/permutation.ts";
import { knownTo, ownersOf, type Question } from "./placement-problem.ts";
import type { ClassGroup, DatasetFacts, GroupShape, ItemClass, OwnerId, PlanInputs, VendorId } from "./plan-inputs.ts";

/**
 * The inputs as they are once everything that a placement gives out has been sent and nothing has come back: every judgment is in hand at its vendor,
 * shown to its owner, counted in its capacity, and committed at its high price. No moment of the plan is worse to lose a vendor at: what finds a place
 * then does so with less shown, less committed and less in hand, too. Items that lie at the same vendors become a class; groups likewise a shape.
 */
export const onceSent = ({ inputs, units }: Question, placement: Placement): PlanInputs => {
  const laid = units.map((unit, index): Laid => ({ unit, runs: laidRuns(placement.blocks[index] ?? [], unit.units) }));
  const grouped = Map.groupBy(
    laid.filter(({ unit }) => unit.group !== undefined),
    ({ unit }) => unit.group?.shape.id,
  );
  const cut = (inputs.groups ?? []).flatMap((shape) => sentShapes(inputs, shape, grouped.get(shape.id) ?? []));
  const shapes = inputs.job.groups?.keep === "apart" ? oneByOne(cut) : cut;
  const single = laid.flatMap(({ unit, runs }) => (unit.group === undefined ? sentItems(inputs, unit, runs) : []));
  const parts = [...single, ...shapes.flatMap((shape) => shape.parts)];
  const slots = new Map<VendorId, number>();
  for (const { vendors, items } of parts) for (const vendor of vendors) slots.set(vendor, (slots.get(vendor) ?? 0) + items);
  return {
    ...inputs,
    dataset: shownIn(inputs, parts, shapes),
    vendors: inputs.vendors.map((facts) => ({
      ...facts,
      openSlots: (facts.openSlots ?? 0) + (slots.get(facts.vendor) ?? 0),
      ordered: (facts.ordered ?? 0) + (slots.get(facts.vendor) ?? 0),
    })),
    classes: parts.map(sentClass),
    ...(inputs.groups === undefined ? {} : { groups: shapes.map(({ shape }) => shape) }),
    ...(inputs.budget === undefined
      ? {}
      : {
          budget: {
            ...inputs.budget,
            committedMicros: inputs.vendors.reduce(
              (sum, { vendor, price, ordered = 0 }) => sum + addedPrice(price, { ordered, slots: slots.get(vendor) ?? 0 }).highMicros,
              inputs.budget.committedMicros,
            ),
          },
        }),
  };
};

interface Laid {
  readonly unit: UnitClass;
  readonly runs: readonly LaidRun[];
}

/** Items of one class that lie at the same vendors. */
interface SentPart {
  readonly itemClass: ItemClass;
  readonly id: string;
  readonly items: number;
  /** One entry a slot. */
  readonly vendors: readonly VendorId[];
  readonly group?: ClassGroup;
}

/** Groups of one shape whose items lie at the same vendors. */
interface SentShape {
  readonly shape: GroupShape;
  readonly parts: readonly SentPart[];
  /** What a surveyed group of the shape had in whose hands before. */
  readonly before: (owner: OwnerId) => number;
}

const sentItems = ({ classes }: PlanInputs, { parts }: UnitClass, runs: readonly LaidRun[]): readonly SentPart[] =>
  parts.flatMap(({ classIndex }) => {
    const itemClass = classes[classIndex];
    return itemClass === undefined
      ? []
      : runs.map(({ from, to, vendors }): SentPart => ({ itemClass, id: `${itemClass.id} @${from}`, items: to - from, vendors }));
  });

const sentShapes = (inputs: PlanInputs, shape: GroupShape, laid: readonly Laid[]): readonly SentShape[] => {
  const [first] = laid;
  const { group } = first?.unit ?? {};
  if (group === undefined) return [{ shape, parts: [], before: () => 0 }];
  const knows = (itemClass: ItemClass, owner: OwnerId): boolean => knownTo(inputs, itemClass).has(owner);
  const before = (owner: OwnerId): number => heldOf(group, owner, knows);
  const cut = group.keep === "together" ? wholeGroups(inputs, shape, laid) : goneRound(shape, laid);
  return cut.map(({ groups, vendorsOf }, at): SentShape => {
    const id = `${shape.id} @${at}`;
    const parts = laid.flatMap((one) =>
      one.unit.parts.flatMap(({ classIndex, each }) => {
        const itemClass = inputs.classes[classIndex];
        if (itemClass === undefined) return [];
        // Of groups that are kept apart the unit is an item, of which the group has some.
        const own = group.keep === "together" ? each : (itemClass.group?.each ?? 0);
        return vendorsOf(one, own).map(({ vendors, each: count }, part): SentPart => ({
          itemClass,
          id: `${itemClass.id} @${at}.${part}`,
          items: groups * count,
          vendors,
          group: { of: id, each: count },
        }));
      }),
    );
    return { shape: { ...shape, id, groups }, parts, before };
  });
};

interface CutGroups {
  readonly groups: number;
  /** Where the items of a unit lie in each of these groups: so many at these vendors. */
  readonly vendorsOf: (laid: Laid, each: number) => readonly { readonly vendors: readonly VendorId[]; readonly each: number }[];
}

/** Groups that stay together, by where the whole of them lies. */
const wholeGroups = ({ hashes }: PlanInputs, { groups }: GroupShape, laid: readonly Laid[]): readonly CutGroups[] => {
  const cut = laid.filter(({ runs }) => runs.length > 1);
  const [only] = cut;
  if (only === undefined || cut.length === 1)
    return (only ?? { runs: [{ from: 0, to: groups, vendors: [] }] }).runs.map(({ from, to, vendors }) => ({
      groups: to - from,
      vendorsOf: ({ runs }, each) => [{ vendors: runs.length > 1 ? vendors : (runs[0]?.vendors ?? []), each }],
    }));
  // Items that lack different numbers of judgments go their own ways: which of them meet in a group hangs on their keyed orders.
  const orders = new Map(cut.map((one) => [one, permutationOf(groups, `${hashes.job}:${hashes.items}/${one.unit.group?.key ?? ""}`)]));
  return Array.from({ length: groups }, (_, number) => ({
    groups: 1,
    vendorsOf: (one, each) => [{ vendors: vendorsAt(one.runs, orders.get(one)?.placeOf(number) ?? 0), each }],
  }));
};

/** Groups that are kept apart: what lies side by side goes round them, so that runs of groups are alike. */
const goneRound = ({ groups }: GroupShape, laid: readonly Laid[]): readonly CutGroups[] => {
  const cuts = new Set([0, groups]);
  for (const { runs } of laid) for (const { from } of runs) cuts.add(from % groups);
  const sorted = [...cuts].toSorted((a, b) => a - b);
  return sorted.slice(0, -1).map((from, index) => ({
    groups: (sorted[index + 1] ?? groups) - from,
    vendorsOf: ({ runs }, each) => {
      const found = new Map<string, { readonly vendors: readonly VendorId[]; each: number }>();
      for (let item = 0; item < each; item += 1) {
        const vendors = vendorsAt(runs, item * groups + from);
        const key = JSON.stringify(vendors);
        const known = found.get(key) ?? { vendors, each: 0 };
        found.set(key, known);
        known.each += 1;
      }
      return [...found.values()];
    },
  }));
};

/** Mixed groups that are kept apart one by one, as long as there are few: as a run that has begun gathers them. */
const oneByOne = (shapes: readonly SentShape[]): readonly SentShape[] => {
  const mixed = shapes.filter(({ parts }) => parts.length > 1);
  if (mixed.reduce((sum, { shape }) => sum + shape.groups, 0) > mixedGroupsAtMost) return shapes;
  return shapes.flatMap((sent) =>
    sent.parts.length > 1 && sent.shape.groups > 1
      ? Array.from({ length: sent.shape.groups }, (_, number): SentShape => {
          const id = `${sent.shape.id}.${number}`;
          return {
            shape: { ...sent.shape, id, groups: 1 },
            parts: sent.parts.map((part) => ({
              ...part,
              id: `${part.id}.${number}`,
              items: part.group?.each ?? 0,
              group: { of: id, each: part.group?.each ?? 0 },
            })),
            before: sent.before,
          };
        })
      : [sent],
  );
};

const sentClass = ({ itemClass, id, items, vendors, group }: SentPart): ItemClass => {
  const { part, purpose, worn: _, group: __, ...rules } = itemClass;
  return {
    ...rules,
    id,
    items,
    slotsEach: rules.slotsEach - vendors.length,
    live: [...(rules.live ?? []), ...vendors],
    // Once it is sent, nobody is kept from gold because it measures others.
    barredVendors: part !== undefined && purpose === "gold" ? [] : rules.barredVendors,
    ...(group === undefined ? {} : { group }),
  };
};

/** What the owners have seen then, of items, bytes and groups, and what every two of them have in common. */
const shownIn = (inputs: PlanInputs, parts: readonly SentPart[], shapes: readonly SentShape[]): DatasetFacts => {
  const { dataset, job } = inputs;
  const owners = new Map(dataset.owners.map((one) => [one.owner, { items: one.items, bytes: one.bytes ?? 0, groups: one.groups ?? 0 }]));
  const shown = (owner: OwnerId): { items: number; bytes: number; groups: number } => {
    const known = owners.get(owner) ?? { items: 0, bytes: 0, groups: 0 };
    owners.set(owner, known);
    return known;
  };
  const pairs = new Map((dataset.overlaps ?? []).map((one) => [JSON.stringify(one.owners.toSorted()), one.items]));
  for (const { itemClass, items, vendors } of parts) {
    const known = knownTo(inputs, itemClass);
    const fresh = ownersOf(inputs, vendors).filter((owner) => !known.has(owner));
    for (const owner of fresh) {
      shown(owner).items += items;
      shown(owner).bytes += items * (itemClass.bytesEach ?? 0);
    }
    if (job.maxShareOfTwoPerMillion === undefined) continue;
    for (const [at, owner] of fresh.entries())
      for (const other of [...known, ...fresh.slice(0, at)]) {
        const pair = JSON.stringify([owner, other].toSorted());
        pairs.set(pair, (pairs.get(pair) ?? 0) + items);
      }
  }
  if (job.maxShareOfGroupsPerMillion !== undefined)
    for (const { shape, parts: own, before } of shapes)
      for (const owner of ownersOf(
        inputs,
        own.flatMap(({ vendors }) => vendors),
      ))
        if (before(owner) === 0) shown(owner).groups += shape.groups;
  return {
    ...dataset,
    owners: [...owners].map(([owner, seen]) => ({ owner, ...seen })),
    ...(job.maxShareOfTwoPerMillion === undefined
      ? {}
      : { overlaps: [...pairs].map(([pair, items]) => ({ owners: JSON.parse(pair) as [OwnerId, OwnerId], items })) }),
  };
};
