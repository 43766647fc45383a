import type { Observation } from "@tranche/sdk";
import type { AdoptedUnit, SlotEpoch } from "../ports/store.ts";
import { StoreError } from "../store/store-error.ts";
import type { EngineVendor } from "./engine-options.ts";
import { createNameBook, type NamedPlace } from "./name-book.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** A lost epoch is looked for at least this far beyond the last one the store knows, and further where there are few slots; at most this many names are made. */
const EPOCHS_BEYOND = 12;
const EPOCHS_AT_MOST = 200;
const NAMES_AT_MOST = 500_000;

/**
 * Holds what a vendor lists of a job against the store, before anything else is made of it. Every key is written down before it is sent, so a key
 * that the vendor has and the store has not means that the store is an older copy: what it would send next was sent already, and what it counts as
 * shown is too little. That ends the run, or, where a person has said so, the lost work is written down anew. Keys are names that only this
 * folder can make, so they tell where they belong: one that it cannot have made says nothing of its store. It is passed over, and told; whoever lists
 * what is not ours cannot stop what is.
 */
export const checkRecord = async (
  run: RunContext,
  { vendor, desk, observations }: { readonly vendor: EngineVendor; readonly desk: Desk; readonly observations: readonly Observation[] },
): Promise<void> => {
  const { store, job, clock, fence, onNote, onUnknown = "refuse" } = run.options;
  const refs = new Map<string, string>();
  for (const one of observations)
    if (one.type === "unit" && one.key !== undefined && !desk.knownKeys.has(one.key)) refs.set(one.key, one.ref);
  if (refs.size === 0) return;
  await findWhatIsGone(run, { vendor, observations, keys: [...refs.keys()] });
  const unknown = await store.unknownKeys(job.job, vendor.vendor, [...refs.keys()]);
  if (unknown.length > 0) {
    const units = await attemptsOf(run, { vendor, desk }, new Map(unknown.map((key) => [key, refs.get(key) ?? key])));
    if (units.length > 0 && onUnknown === "refuse")
      throw new StoreError(
        "behind",
        `${vendor.vendor} holds at least ${units.length} judgments of ${job.job} that this store knows nothing of: it is older than what was sent. Nothing more was sent`,
      );
    if (units.length > 0) {
      const adopted = await store.adopt({
        job: job.job,
        dataset: job.dataset,
        vendor: vendor.vendor,
        owner: vendor.owner,
        fence,
        now: clock.now(),
        price: vendor.price,
        units,
      });
      await forgetSuperseded(run);
      desk.open = (await store.liveAttempts(job.job, vendor.vendor, "accepted")).length;
      onNote({ note: "adopted", at: clock.now(), vendor: vendor.vendor, units: adopted });
    }
    if (units.length < unknown.length) {
      const more = unknown.length - units.length;
      desk.notOurs += more;
      onNote({ note: "not-ours", at: clock.now(), vendor: vendor.vendor, units: more });
      await store.recordPassedOver(job.job, vendor.vendor, "not-ours", desk.notOurs);
    }
  }
  for (const key of refs.keys()) desk.knownKeys.add(key);
};

/** What an older store was in doubt about is over where a later attempt at the same judgment turned up. */
const forgetSuperseded = async (run: RunContext): Promise<void> => {
  const { store, job } = run.options;
  for (const [vendor, desk] of run.desks) {
    if (desk.doubtful.size === 0) continue;
    const still = new Set((await store.liveAttempts(job.job, vendor, "in-doubt")).map(({ key }) => key));
    for (const key of desk.doubtful.keys())
      if (!still.has(key)) {
        desk.doubtful.delete(key);
        desk.givenUp += 1;
      }
  }
};

/** Work that was not taken, as far as anybody said, and is listed as open all the same: from now on it may be answered, and is owed. */
const findWhatIsGone = async (
  run: RunContext,
  {
    vendor,
    observations,
    keys,
  }: { readonly vendor: EngineVendor; readonly observations: readonly Observation[]; readonly keys: readonly string[] },
): Promise<void> => {
  const { store, job, clock } = run.options;
  const gone = await store.listedAsGone(job.job, vendor.vendor, keys);
  if (gone.size === 0) return;
  run.journal.add(
    observations.flatMap((one) =>
      one.type === "unit" && one.key !== undefined && one.status === "open" && gone.has(one.key)
        ? [{ target: { vendor: vendor.vendor, key: one.key }, event: { event: "found-present" as const, ref: one.ref, at: clock.now() } }]
        : [],
    ),
  );
  await run.journal.flush();
};

/** The attempts that keys were made for, found by making the keys of every slot again. */
const attemptsOf = async (
  run: RunContext,
  { vendor, desk }: { readonly vendor: EngineVendor; readonly desk: Desk },
  wanted: ReadonlyMap<string, string>,
): Promise<readonly AdoptedUnit[]> => {
  const { job, store, pseudonyms } = run.options;
  if (desk.names === undefined) {
    const scope = { vendor: vendor.vendor, dataset: job.dataset };
    const places = placesOf(run, await store.slotEpochs(job.job));
    desk.names = createNameBook(places, ({ seq, k }, epoch) => pseudonyms.nameFor(scope, `${job.job}/${seq}/${k}/${epoch}`));
  }
  return desk.names.find([...wanted.keys()]).map((named) => ({ ...named, ref: wanted.get(named.key) ?? named.key }));
};

/** Every judgment that this folder can have sent a vendor, as far beyond what the store knows as is looked for. */
const placesOf = ({ options: { job, vendors } }: RunContext, slots: readonly SlotEpoch[]): readonly NamedPlace[] => {
  const beyond = Math.max(EPOCHS_BEYOND, Math.min(EPOCHS_AT_MOST, Math.floor(NAMES_AT_MOST / Math.max(1, slots.length))));
  const added = job.hedge === undefined ? "real" : "hedge";
  const places = slots.map(({ slot, seq, k, epoch }): NamedPlace => ({ slot, added, seq, k, epochs: epoch + beyond }));
  // What was added to items while the job ran may be lost as well: hedges, judges asked because others disagree, and gold for each owner that took work over.
  const most = job.mostPerItem + (job.hedge === undefined ? 0 : 1);
  const mostOfGold = job.mostPerItem + (job.goldSharePerMillion === undefined ? 0 : new Set(vendors.map(({ owner }) => owner)).size);
  const last = new Map<number, { readonly k: number; readonly gold: boolean }>();
  for (const { seq, k, purpose } of slots) {
    const known = last.get(seq);
    last.set(seq, { k: Math.max(k, known?.k ?? 0), gold: purpose === "gold" || known?.gold === true });
  }
  for (const [seq, { k: highest, gold }] of last)
    for (let k = highest + 1; k < (gold ? Math.max(most, mostOfGold) : most); k += 1)
      places.push({ slot: undefined, added: gold && job.goldSharePerMillion !== undefined ? "gold" : added, seq, k, epochs: beyond });
  return places;
};
