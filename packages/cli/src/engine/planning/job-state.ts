import {
  type Contingency,
  contingencyAt,
  planMissing,
  type PlanInputs,
  type SolveLinearProgram,
  withoutVendor,
} from "../../core/plan/index.ts";
import { healthFor } from "../../core/health/scope.ts";
import type { VendorHealth } from "../../core/health/vendor-health.ts";
import type { ItemRules } from "../../core/split/gather-groups.ts";
import type { GroupStanding, Store, UnfinishedItem } from "../../ports/store.ts";
import { classesOf } from "./missing-classes.ts";
import { measured } from "./measured.ts";
import { overlaps } from "./overlaps.ts";

/** What does not change while a job runs. */
export interface StateOptions {
  readonly job: PlanInputs["job"];
  readonly vendors: PlanInputs["vendors"];
  readonly currency: string;
  readonly hashes: Omit<PlanInputs["hashes"], "ledgerHead">;
  readonly budgetMicros?: number;
  /** The field that names the groups of the job. */
  readonly groupBy?: string;
  readonly now: number;
}

/** The inputs of a plan for everything that is not answered yet, as the job stands in the store. */
export const stateInputs = async (store: Store, options: StateOptions): Promise<PlanInputs> => {
  const { job } = options;
  const health = await store.readHealth();
  const commitments = await store.committedOf(job.name);
  const committed = [...commitments.values()].reduce((sum, entry) => sum + Math.max(entry.estimated, entry.billed), 0);
  const items = await store.unfinishedItems(job.name);
  const open = new Map<string, number>();
  for (const item of items) for (const vendor of item.live) open.set(vendor, (open.get(vendor) ?? 0) + 1);
  return {
    job,
    dataset: {
      items: await store.datasetSize(job.dataset),
      ...(await measured(store, job, options.groupBy)),
      ...(await overlaps(store, job)),
    },
    vendors: underHealth(options.vendors, job, health).map((facts) => ({
      ...facts,
      openSlots: open.get(facts.vendor) ?? 0,
      ordered: commitments.get(facts.vendor)?.ordered ?? 0,
    })),
    ...(await stateClasses(store, items, options)),
    ...(options.budgetMicros === undefined ? {} : { budget: { totalMicros: options.budgetMicros, committedMicros: committed } }),
    currency: options.currency,
    hashes: { ...options.hashes, ledgerHead: await store.ledgerHead(job.dataset) },
    now: options.now,
  };
};

/** The vendors as their health lets the planner use them for this job. */
export const underHealth = (
  vendors: PlanInputs["vendors"],
  job: Pick<PlanInputs["job"], "name" | "taskKind">,
  health: ReadonlyMap<string, VendorHealth>,
): PlanInputs["vendors"] =>
  vendors.map((facts) => ({
    ...facts,
    ...availability(healthFor(health, { owner: facts.owner, vendor: facts.vendor, kind: job.taskKind, job: job.name })),
  }));

const availability = (health: VendorHealth): Pick<PlanInputs["vendors"][number], "available"> => {
  if (health.is === "out")
    return { available: { is: "no", reason: health.cause === "unauthorized" ? "unauthorized" : "out", why: health.why } };
  if (health.is === "held") return { available: { is: "no", reason: "held", why: health.why } };
  return { available: { is: "yes" } };
};

const stateClasses = async (
  store: Store,
  items: readonly UnfinishedItem[],
  { job, groupBy }: StateOptions,
): Promise<Pick<PlanInputs, "classes" | "groups">> => {
  const told = items.flatMap(({ seq, unit }) => (unit === undefined ? [] : [{ seq, unit }]));
  const standings: ReadonlyMap<string, GroupStanding> =
    job.groups === undefined
      ? new Map()
      : await store.groupStandings({
          job: job.name,
          dataset: job.dataset,
          ...(groupBy === undefined ? {} : { by: groupBy }),
          told,
          // Everything unsent is told, and nothing else is still to come.
          standing: new Map(),
        });
  const { classes, groups } = classesOf(
    items.map((item) => ({ item, unit: item.unit, bytes: item.bytes, rules: rulesOf(item, job.independent) })),
    // Who is at work on an item that is told is told with it.
    job.groups === undefined ? undefined : { rule: job.groups, standings: withoutWith(standings) },
  );
  return { classes, ...(groups.length === 0 ? {} : { groups }) };
};

const withoutWith = (standings: ReadonlyMap<string, GroupStanding>): ReadonlyMap<string, GroupStanding> =>
  new Map([...standings].map(([unit, standing]) => [unit, { ...standing, with: [] }]));

const rulesOf = (item: UnfinishedItem, independent: "owner" | "vendor" | "worker"): ItemRules => ({
  slotsEach: item.missing,
  seenBy: unique(item.seenBy),
  barredOwners: independent === "owner" ? unique(item.answeredBy.map(({ owner }) => owner)) : [],
  barredVendors: unique([...item.barredVendors, ...(independent === "vendor" ? item.answeredBy.map(({ vendor }) => vendor) : [])]),
  live: item.live.toSorted(),
  ...(item.extra === 0 ? {} : { extra: item.extra }),
});

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

/** What the loss of one vendor would do now; undefined where it holds nothing. */
export const lossOf = async (
  store: Store,
  options: StateOptions & { readonly solve: SolveLinearProgram },
  vendor: string,
): Promise<Contingency | undefined> =>
  contingencyAt(await stateInputs(store, options), options.solve, vendor).find(({ lost }) => lost === vendor);

/** What taking vendors out would do to a job now. */
export interface LossEffect {
  /** Judgments that would go to another vendor, by that vendor. */
  readonly to: Readonly<Record<string, number>>;
  /** Judgments that would have nowhere to go, and why, vendor by vendor. */
  readonly stranded: number;
  readonly because: readonly string[];
  /** What the moved judgments cost more (or less); main unit, low ends. */
  readonly extraCost: number;
}

/** The loss planned by the planner that a failover uses: what it would move where, and what would have nowhere to go. */
export const effectOfLoss = async (
  store: Store,
  options: StateOptions & { readonly solve: SolveLinearProgram },
  lost: readonly string[],
): Promise<LossEffect> => {
  const { solve } = options;
  const inputs = await stateInputs(store, options);
  const before = planMissing(inputs, solve);
  const after = planMissing(
    lost.reduce((changed, vendor) => withoutVendor(changed, vendor, "taken out"), inputs),
    solve,
  );
  const had = new Map(before.vendors.map(({ vendor, slots }) => [vendor, slots]));
  const gained = after.vendors.flatMap(({ vendor, slots }): [string, number][] => {
    const more = slots - (had.get(vendor) ?? 0);
    return more > 0 ? [[vendor, more]] : [];
  });
  const [only] = lost;
  const contingency = lost.length === 1 ? contingencyAt(inputs, solve, only).find(({ lost: one }) => one === only) : undefined;
  return {
    to: Object.fromEntries(gained),
    stranded: after.stranded.reduce((sum, { slots }) => sum + slots, 0),
    because: [...new Set(after.stranded.flatMap(({ reasons }) => reasons.map(({ vendor, text }) => `${vendor}: ${text}`)))],
    extraCost: contingency?.extraCost ?? after.cost.low - before.cost.low,
  };
};
