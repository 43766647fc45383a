import type { Observation } from "@tranche/sdk";
import type { AdoptedUnit } from "../ports/store.ts";
import { StoreError } from "../store/store-error.ts";
import type { EngineVendor } from "./engine-options.ts";
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
  const unknown = await store.unknownKeys(job.job, vendor.vendor, [...refs.keys()]);
  if (unknown.length > 0) {
    const units = await attemptsOf(run, vendor, new Map(unknown.map((key) => [key, refs.get(key) ?? key])));
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
      desk.open = (await store.liveAttempts(job.job, vendor.vendor, "accepted")).length;
      onNote({ note: "adopted", at: clock.now(), vendor: vendor.vendor, units: adopted });
    }
    if (units.length < unknown.length)
      onNote({ note: "not-ours", at: clock.now(), vendor: vendor.vendor, units: unknown.length - units.length });
  }
  for (const key of refs.keys()) desk.knownKeys.add(key);
};

/** The attempts that keys were made for, found by making the keys of every slot again. */
const attemptsOf = async (run: RunContext, vendor: EngineVendor, wanted: ReadonlyMap<string, string>): Promise<readonly AdoptedUnit[]> => {
  const { store, job, pseudonyms } = run.options;
  const scope = { vendor: vendor.vendor, dataset: job.dataset };
  const units: AdoptedUnit[] = [];
  const slots = await store.slotEpochs(job.job);
  const beyond = Math.max(EPOCHS_BEYOND, Math.min(EPOCHS_AT_MOST, Math.floor(NAMES_AT_MOST / Math.max(1, slots.length))));
  for (const { slot, seq, k, epoch: last } of slots)
    for (let epoch = 1; epoch <= last + beyond && units.length < wanted.size; epoch += 1) {
      const key = pseudonyms.nameFor(scope, `${job.job}/${seq}/${k}/${epoch}`);
      const ref = wanted.get(key);
      if (ref !== undefined) units.push({ slot, seq, k, epoch, key, ref });
    }
  return units;
};
