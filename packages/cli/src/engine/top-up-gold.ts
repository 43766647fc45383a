import { type GoldTopUp, lackingGold, pickGold, toldTopUp } from "../core/purpose/top-up-gold.ts";
import type { ItemToPlace } from "../ports/gold-store.ts";
import type { MissingSlot } from "../ports/store.ts";
import type { EngineVendor } from "./engine-options.ts";
import type { RunContext } from "./run-context.ts";
import { isUsable, readMoment, solve } from "./solve-missing.ts";

/**
 * Shows every vendor that took work over its share of gold for it, so that it is measured like one that was given the work in the plan: gold items that its
 * owner has not had, placed by the planner under every limit, after everything that the job needs. Where a limit refuses some, or there are no more items,
 * it goes without them and says so. One vendor after the other, since what one of them is sent the next one's limits have to know.
 */
export const topUpGold = async (run: RunContext, denied: ReadonlyMap<string, string>): Promise<readonly GoldTopUp[]> => {
  const { store, job, vendors, clock, onNote } = run.options;
  run.goldDue = false;
  if (job.goldSharePerMillion === undefined) return [];
  const taken = await store.takenOver(job.job);
  const told: GoldTopUp[] = [];
  for (const vendor of vendors) {
    const its = taken.get(vendor.vendor);
    const lacking = its === undefined ? 0 : lackingGold(its, job.goldSharePerMillion);
    if (lacking === 0 || !isUsable(run, vendor.vendor, denied)) continue;
    // One that a person holds may be let back: nothing is refused for good, and what it lacks is asked for when work moves again.
    if (run.health.of(vendor.vendor).is === "held") {
      run.goldDue = true;
      continue;
    }
    const refused = run.goldRefused.get(vendor.vendor);
    // What was refused is asked for again when more is lacking, and not with every judgment that has to move.
    if (refused !== undefined && refused.lacking === lacking) {
      told.push(refused);
      continue;
    }
    const topUp = await topUpOne(run, { vendor, lacking, denied });
    if (topUp.added < lacking) run.goldRefused.set(vendor.vendor, { ...topUp, lacking: lacking - topUp.added, added: 0 });
    else run.goldRefused.delete(vendor.vendor);
    told.push(topUp);
    onNote({ note: "gold", at: clock.now(), ...topUp });
  }
  return told;
};

interface Lack {
  readonly vendor: EngineVendor;
  readonly lacking: number;
  readonly denied: ReadonlyMap<string, string>;
}

const topUpOne = async (run: RunContext, { vendor: { vendor, owner }, lacking, denied }: Lack): Promise<GoldTopUp> => {
  const { store, job, fence, vendors } = run.options;
  const siblings = vendors.filter((one) => one.owner === owner).map((one) => one.vendor);
  const fresh = await store.freshGold({ job: job.job, vendor, owner, siblings });
  // A piece of a group that stays together is nobody else's.
  const apart = job.groups?.keep === "together" ? fresh.filter(({ unit }) => unit === undefined) : fresh;
  const items = pickGold(apart, lacking, `${job.job}/gold for ${vendor}`);
  const others = vendors.map((one) => one.vendor).filter((one) => one !== vendor);
  const { placements } =
    items.length === 0
      ? { placements: [] }
      : await solve(run, { missing: items.map(asMissing(others)), denied, moment: await readMoment(run) });
  const placed = placements.flatMap(({ slot, vendor: at, position }) => {
    const item = items[slot];
    return at === vendor && item !== undefined ? [{ seq: item.seq, position }] : [];
  });
  if (placed.length > 0) await store.addGold(job.job, fence, { vendor, items: placed });
  const refusal = placements
    .find(({ vendor: at }) => at !== vendor)
    ?.reason?.split("\n")
    .find((line) => line.startsWith(`${vendor}: `))
    ?.slice(vendor.length + 2);
  return toldTopUp({ vendor, lacking, asked: items.length, added: placed.length, ...(refusal === undefined ? {} : { refusal }) });
};

/** A judgment that is not in the store yet; its number is its place among those that are asked for. */
const asMissing =
  (others: readonly string[]) =>
  (item: ItemToPlace, slot: number): MissingSlot => ({
    ...item,
    slot,
    purpose: "gold",
    spare: true,
    waiting: false,
    barredVendors: [...new Set([...item.barredVendors, ...others])],
  });
