import type { ItemClass, PlanInputs, VendorFacts } from "../plan-inputs.ts";

const hourMs = 3_600_000;

/** A vendor of its own owner at 0.10 USD, and what the test wants to be different. */
export const vendorFacts = (vendor: string, over: Partial<VendorFacts> = {}): VendorFacts => ({
  vendor,
  owner: vendor,
  controlledBy: [],
  taskKinds: ["classification"],
  regions: ["us"],
  price: { basis: "judgment", micros: 100_000 },
  available: { is: "yes" },
  ...over,
});

/** A class of items nobody has seen. */
export const itemClass = (id: string, items: number, over: Partial<ItemClass> = {}): ItemClass => ({
  id,
  items,
  slotsEach: 1,
  seenBy: [],
  barredOwners: [],
  barredVendors: [],
  ...over,
});

/** Inputs around vendors and classes; the dataset is what the classes hold unless the test says otherwise. */
export const planInputsOf = ({
  vendors,
  classes,
  job = {},
  ...over
}: {
  readonly vendors: readonly VendorFacts[];
  readonly classes: readonly ItemClass[];
  readonly job?: Partial<PlanInputs["job"]>;
} & Partial<Omit<PlanInputs, "vendors" | "classes" | "job">>): PlanInputs => ({
  job: {
    name: "support-intent",
    dataset: "support-2026",
    taskKind: "classification",
    slotsPerItem: Math.max(1, ...classes.map(({ slotsEach }) => slotsEach)),
    independent: "owner",
    route: { by: "objective", objective: "cost" },
    deny: [],
    regions: [],
    ...job,
  },
  dataset: { items: classes.reduce((sum, { items }) => sum + items, 0), owners: [] },
  vendors,
  classes,
  currency: "USD",
  hashes: { job: "aa", items: "bb", vendors: "cc", ledgerHead: "" },
  now: 0,
  ...over,
});

/** The worked example: 5,160 messages, three vendors of three owners. */
export const workedExample = (job: Partial<PlanInputs["job"]> = {}, over: Partial<PlanInputs> = {}): PlanInputs =>
  planInputsOf({
    vendors: [
      vendorFacts("scale", {
        owner: "scale-ai",
        price: { basis: "judgment", micros: 80_000 },
        turnaround: { p50Ms: 6 * hourMs, p90Ms: 24 * hourMs },
        capacity: { perDay: 20_000 },
      }),
      vendorFacts("surge", {
        price: { basis: "judgment", micros: 100_000 },
        turnaround: { p50Ms: 8 * hourMs, p90Ms: 18 * hourMs },
        capacity: { perDay: 24_000 },
      }),
      vendorFacts("mercor", {
        price: { basis: "hour", microsPerHour: 60_000_000, minutesPerItem: 1.1, feePerMillion: 50_000 },
        turnaround: { p50Ms: 40 * hourMs, p90Ms: 84 * hourMs },
        capacity: { perDay: 2_400 },
      }),
    ],
    classes: [itemClass("new", 5160)],
    job: { maxSharePerMillion: 400_000, ...job },
    ...over,
  });
