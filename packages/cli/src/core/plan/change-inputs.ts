import { slotPrice } from "../budget/slot-price.ts";
import type { ItemClass, PlanInputs, VendorFacts, VendorId } from "./plan-inputs.ts";
import type { Remedy } from "./plan.ts";

/** The name of the vendor and owner that a remedy of one more vendor adds. */
export const anotherVendor = "(another vendor)";

const hourMs = 3_600_000;

/** The inputs as they would be with one remedy applied; what "checked" means is that these were planned. */
export const applyRemedy = (inputs: PlanInputs, remedy: Remedy): PlanInputs => {
  const { job } = inputs;
  switch (remedy.change) {
    case "max-share":
      return { ...inputs, job: { ...job, maxSharePerMillion: Math.round(remedy.maxShare * 1_000_000) } };
    case "max-share-of-two":
      return { ...inputs, job: { ...job, maxShareOfTwoPerMillion: Math.round(remedy.maxShareOfTwo * 1_000_000) } };
    case "max-share-of-bytes":
      return { ...inputs, job: { ...job, maxShareOfBytesPerMillion: Math.round(remedy.maxShareOfBytes * 1_000_000) } };
    case "max-share-of-groups":
      return { ...inputs, job: { ...job, maxShareOfGroupsPerMillion: Math.round(remedy.maxShareOfGroups * 1_000_000) } };
    case "vendor":
      return withAnotherVendor(inputs, remedy.room, remedy.perDay);
    case "items":
      return withFewerItems(inputs, remedy.perClass);
    case "budget":
      return { ...inputs, budget: { totalMicros: remedy.totalMicros, committedMicros: inputs.budget?.committedMicros ?? 0 } };
    case "deadline":
      return { ...inputs, job: { ...job, deadlineMs: remedy.hours * hourMs } };
    case "independent":
      return { ...inputs, job: { ...job, independent: remedy.independent } };
    case "survive-loss":
      return { ...inputs, job: { ...job, surviveLoss: 0 } };
    case "least":
      return {
        ...inputs,
        vendors: inputs.vendors.map((facts) => (facts.vendor === remedy.vendor ? { ...facts, least: remedy.least } : facts)),
      };
    case "quality":
      return withoutExtras(inputs);
    case "at-most":
      return { ...inputs, job: { ...job, groups: { keep: "apart", atMostPerMillion: Math.round(remedy.atMost * 1_000_000) } } };
    case "route":
      return { ...inputs, job: { ...job, route: { by: "objective", objective: "cost" } } };
    case "regions":
      return { ...inputs, job: { ...job, regions: remedy.regions } };
    default:
      return remedy satisfies never;
  }
};

/** The inputs with so many items in each class; of groups, whole ones. */
const withFewerItems = (inputs: PlanInputs, perClass: Readonly<Record<string, number>>): PlanInputs => {
  const classes = inputs.classes.map((itemClass) => ({ ...itemClass, items: perClass[itemClass.id] ?? 0 }));
  if (inputs.groups === undefined) return { ...inputs, classes };
  const left = new Map(classes.flatMap(({ items, group }) => (group === undefined ? [] : [[group.of, items / group.each] as const])));
  return { ...inputs, classes, groups: inputs.groups.map((shape) => ({ ...shape, groups: left.get(shape.id) ?? shape.groups })) };
};

/** The inputs of a first plan without what gold and overlap ask for on top: what the job needs, and nothing else. */
export const withoutExtras = (inputs: PlanInputs): PlanInputs =>
  inputs.classes.every(({ part }) => part === undefined)
    ? inputs
    : {
        ...inputs,
        classes: inputs.classes.map((itemClass): ItemClass => {
          if (itemClass.part === undefined) return itemClass;
          const { extra = 0, purpose, ...rest } = itemClass;
          return {
            ...rest,
            slotsEach: itemClass.slotsEach - extra,
            // Nobody is barred from an item before it is sent, but from gold that is another vendor's.
            barredVendors: purpose === "gold" ? [] : itemClass.barredVendors,
            ...(purpose === "gold" ? { purpose } : {}),
          };
        }),
      };

/**
 * One more vendor of an owner of its own that may take this task anywhere, at the price of the cheapest there is, for so many
 * slots, at so many a day where that is said and then at once. It shares the cap everyone has.
 */
export const withAnotherVendor = (inputs: PlanInputs, room: number, perDay?: number): PlanInputs => {
  const another: VendorFacts = {
    vendor: anotherVendor,
    owner: anotherVendor,
    controlledBy: [],
    taskKinds: [inputs.job.taskKind],
    regions: inputs.job.regions,
    price: { basis: "judgment", micros: cheapestMicros(inputs) },
    room,
    ...(perDay === undefined ? {} : { capacity: { perDay }, turnaround: { p50Ms: 0, p90Ms: 0 } }),
    available: { is: "yes" },
  };
  return { ...inputs, vendors: [...inputs.vendors, another] };
};

/** The lowest high price of a judgment among the vendors; 0 where there is none. */
export const cheapestMicros = (inputs: PlanInputs): number =>
  inputs.vendors.length === 0 ? 0 : Math.min(...inputs.vendors.map(({ price }) => slotPrice(price).highMicros));

/**
 * The inputs as they are once a vendor is lost: it may be given nothing, and what it had in hand is missing again. What it was
 * shown stays shown, what was committed for it stays committed.
 */
export const withoutVendor = (inputs: PlanInputs, lost: VendorId, why: string): PlanInputs => ({
  ...inputs,
  vendors: inputs.vendors.map((facts) => (facts.vendor === lost ? { ...facts, available: { is: "no", reason: "out", why } } : facts)),
  classes: inputs.classes.map((itemClass): ItemClass => {
    const held = itemClass.live?.filter((vendor) => vendor === lost).length ?? 0;
    if (held === 0) return itemClass;
    const owner = inputs.vendors.find(({ vendor }) => vendor === lost)?.owner;
    return {
      ...itemClass,
      slotsEach: itemClass.slotsEach + Math.max(0, held - (itemClass.extra ?? 0)),
      live: itemClass.live?.filter((vendor) => vendor !== lost) ?? [],
      seenBy: owner === undefined || itemClass.seenBy.includes(owner) ? itemClass.seenBy : [...itemClass.seenBy, owner],
    };
  }),
});
