import {
  type Contingency,
  contingencyAt,
  planMissing,
  type PlanInputs,
  type SolveLinearProgram,
  withoutVendor,
} from "../../core/plan/index.ts";
import { addedPrice } from "../../core/budget/order-price.ts";
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

/**
 * The inputs of a plan for everything that is not answered yet, as the job stands in the store. `without`: as they are where every vendor but these
 * keeps what it is still to be sent, which then counts as shown, committed and in hand.
 */
export const stateInputs = async (store: Store, options: StateOptions, without?: readonly string[]): Promise<PlanInputs> => {
  const { job } = options;
  const vendors = underHealth(options.vendors, job, await store.readHealth());
  const keeping =
    without === undefined ? [] : vendors.filter(({ vendor, available }) => !without.includes(vendor) && available.is === "yes");
  const standing = await standingOf(store, { job: job.name, keeping });
  const commitments = await store.committedOf(job.name);
  const committed = [...commitments.values()].reduce((sum, entry) => sum + Math.max(entry.estimated, entry.billed), standing.micros);
  const items = await store.unfinishedItems(job.name, new Set(keeping.map(({ vendor }) => vendor)));
  const open = new Map<string, number>();
  for (const item of items) for (const vendor of item.live) open.set(vendor, (open.get(vendor) ?? 0) + 1);
  return {
    job,
    dataset: {
      items: await store.datasetSize(job.dataset),
      ...shownTo(
        await measured(
          store,
          job,
          options.groupBy,
          keeping.length === 0 ? undefined : { job: job.name, vendors: new Map(keeping.map(({ vendor, owner }) => [vendor, owner])) },
        ),
        standing,
      ),
      ...(await overlaps(store, job)),
    },
    vendors: vendors.map((facts) => ({
      ...facts,
      openSlots: open.get(facts.vendor) ?? 0,
      ordered: (commitments.get(facts.vendor)?.ordered ?? 0) + (standing.slots.get(facts.vendor) ?? 0),
    })),
    ...(await stateClasses(store, items, options)),
    ...(options.budgetMicros === undefined ? {} : { budget: { totalMicros: options.budgetMicros, committedMicros: committed } }),
    currency: options.currency,
    hashes: { ...options.hashes, ledgerHead: await store.ledgerHead(job.dataset) },
    now: options.now,
  };
};

/** What vendors are still to be sent that keep it: how many judgments each, what they cost, and what they show whom. */
interface Standing {
  readonly slots: ReadonlyMap<string, number>;
  readonly micros: number;
  readonly owners: ReadonlyMap<string, { readonly items: number; readonly bytes: number }>;
}

const standingOf = async (
  store: Store,
  { job, keeping }: { readonly job: string; readonly keeping: PlanInputs["vendors"] },
): Promise<Standing> => {
  const owners = new Map<string, { items: number; bytes: number }>();
  const slots = new Map<string, number>();
  let micros = 0;
  if (keeping.length === 0) return { slots, micros, owners };
  const [planned, commitments] = [await store.plannedOf(job, keeping), await store.committedOf(job)];
  for (const { vendor, owner, price } of keeping) {
    const its = planned.get(vendor);
    if (its === undefined) continue;
    slots.set(vendor, its.slots);
    micros += addedPrice(price, { ordered: commitments.get(vendor)?.ordered ?? 0, slots: its.slots }).highMicros;
    const known = owners.get(owner) ?? { items: 0, bytes: 0 };
    owners.set(owner, { items: known.items + its.newItems, bytes: known.bytes + its.newBytes });
  }
  return { slots, micros, owners };
};

/** Exposure with what is still to be shown. */
const shownTo = <Exposure extends Pick<PlanInputs["dataset"], "owners">>(exposure: Exposure, { owners }: Standing): Exposure => ({
  ...exposure,
  owners: [...new Set([...exposure.owners.map(({ owner }) => owner), ...owners.keys()])].map((owner) => {
    const seen = exposure.owners.find((one) => one.owner === owner) ?? { owner, items: 0 };
    const more = owners.get(owner);
    return more === undefined
      ? seen
      : { ...seen, items: seen.items + more.items, ...(seen.bytes === undefined ? {} : { bytes: seen.bytes + more.bytes }) };
  }),
});

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

/**
 * What the loss of one vendor would do now; undefined where it holds nothing. As a failover does it: everybody else keeps what it is still to be sent, or
 * everything unsent is planned again, whichever strands less. Mostly that is the second; but of a group that stays together and has come some way, all
 * that lacks the same goes to one vendor, and what is unsent and stays may have one that what is missing has not.
 */
export const lossOf = async (
  store: Store,
  options: StateOptions & { readonly solve: SolveLinearProgram },
  vendor: string,
): Promise<Contingency | undefined> => {
  const found = contingencyAt(await stateInputs(store, options), options.solve, vendor).find(({ lost }) => lost === vendor);
  if (found === undefined || found.stranded === 0) return found;
  const kept = strandedIn(await planWithout(store, options, [vendor]));
  return kept < found.stranded ? { ...found, stranded: kept } : found;
};

/** A plan for what the loss of some vendors leaves missing, all others keeping what they are still to be sent. */
const planWithout = async (
  store: Store,
  options: StateOptions & { readonly solve: SolveLinearProgram },
  lost: readonly string[],
): Promise<ReturnType<typeof planMissing>> => planMissing(withoutVendors(await stateInputs(store, options, lost), lost), options.solve);

const withoutVendors = (inputs: PlanInputs, lost: readonly string[]): PlanInputs =>
  lost.reduce((changed, vendor) => withoutVendor(changed, vendor, "taken out"), inputs);

const strandedIn = ({ stranded }: Pick<ReturnType<typeof planMissing>, "stranded">): number =>
  stranded.reduce((sum, { slots }) => sum + slots, 0);

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
  const anew = planMissing(withoutVendors(inputs, lost), solve);
  const kept = strandedIn(anew) === 0 ? anew : await planWithout(store, options, lost);
  const after = strandedIn(kept) < strandedIn(anew) ? kept : anew;
  const had = new Map(after === anew ? before.vendors.map(({ vendor, slots }) => [vendor, slots]) : []);
  const gained = after.vendors.flatMap(({ vendor, slots }): [string, number][] => {
    const more = slots - (had.get(vendor) ?? 0);
    return more > 0 ? [[vendor, more]] : [];
  });
  const [only] = lost;
  const contingency = lost.length === 1 ? contingencyAt(inputs, solve, only).find(({ lost: one }) => one === only) : undefined;
  return {
    to: Object.fromEntries(gained),
    stranded: strandedIn(after),
    because: [...new Set(after.stranded.flatMap(({ reasons }) => reasons.map(({ vendor, text }) => `${vendor}: ${text}`)))],
    extraCost: contingency?.extraCost ?? after.cost.low - before.cost.low,
  };
};
