import { type Contingency, contingencyAt, type ItemClass, type PlanInputs, type SolveLinearProgram } from "../../core/plan/index.ts";
import type { VendorHealth } from "../../core/health/vendor-health.ts";
import type { Store, UnfinishedItem } from "../../ports/store.ts";

/** What does not change while a job runs. */
export interface StateOptions {
  readonly job: PlanInputs["job"];
  readonly vendors: PlanInputs["vendors"];
  readonly currency: string;
  readonly hashes: Omit<PlanInputs["hashes"], "ledgerHead">;
  readonly budgetMicros?: number;
  readonly now: number;
}

/** The inputs of a plan for everything that is not answered yet, as the job stands in the store. */
export const stateInputs = async (store: Store, options: StateOptions): Promise<PlanInputs> => {
  const { job } = options;
  const health = await store.readHealth();
  const committed = [...(await store.committedOf(job.name)).values()].reduce(
    (sum, entry) => sum + Math.max(entry.estimated, entry.billed),
    0,
  );
  const items = await store.unfinishedItems(job.name);
  const open = new Map<string, number>();
  for (const item of items) for (const vendor of item.live) open.set(vendor, (open.get(vendor) ?? 0) + 1);
  return {
    job,
    dataset: {
      items: await store.datasetSize(job.dataset),
      owners: (await store.exposureOf(job.dataset)).map(({ owner, items: seen }) => ({ owner, items: seen })),
    },
    vendors: options.vendors.map((facts) => ({
      ...facts,
      ...availability(health.get(facts.vendor)),
      openSlots: open.get(facts.vendor) ?? 0,
    })),
    classes: classesOf(items, job.independent),
    ...(options.budgetMicros === undefined ? {} : { budget: { totalMicros: options.budgetMicros, committedMicros: committed } }),
    currency: options.currency,
    hashes: { ...options.hashes, ledgerHead: await store.ledgerHead(job.dataset) },
    now: options.now,
  };
};

const availability = (health: VendorHealth | undefined): Pick<PlanInputs["vendors"][number], "available"> => {
  if (health?.is === "out")
    return { available: { is: "no", reason: health.cause === "unauthorized" ? "unauthorized" : "out", why: health.why } };
  if (health?.is === "held") return { available: { is: "no", reason: "held", why: health.why } };
  return { available: { is: "yes" } };
};

const classesOf = (items: readonly UnfinishedItem[], independent: "owner" | "vendor" | "worker"): readonly ItemClass[] => {
  const classes = new Map<string, { readonly shape: Omit<ItemClass, "id" | "items">; items: number }>();
  for (const item of items) {
    const shape = {
      slotsEach: item.missing,
      seenBy: unique(item.seenBy),
      barredOwners: independent === "owner" ? unique(item.answeredBy.map(({ owner }) => owner)) : [],
      barredVendors: unique([...item.barredVendors, ...(independent === "vendor" ? item.answeredBy.map(({ vendor }) => vendor) : [])]),
      live: item.live.toSorted(),
    };
    const label = JSON.stringify(shape);
    const known = classes.get(label);
    if (known === undefined) classes.set(label, { shape, items: 1 });
    else known.items += 1;
  }
  return [...classes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, { shape, items: count }]) => ({ id, items: count, ...shape }));
};

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

/** What the loss of one vendor would do now; undefined where it holds nothing. */
export const lossOf = async (
  store: Store,
  options: StateOptions & { readonly solve: SolveLinearProgram },
  vendor: string,
): Promise<Contingency | undefined> =>
  contingencyAt(await stateInputs(store, options), options.solve, vendor).find(({ lost }) => lost === vendor);
