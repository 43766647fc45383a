import type { Observation } from "@tranche/sdk";
import type { AdoptedUnit } from "../ports/store.ts";
import { StoreError } from "../store/store-error.ts";
import type { EngineVendor } from "./engine-options.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** A lost epoch is looked for this far beyond the last one the store knows. */
const EPOCHS_BEYOND = 12;

/**
 * Holds what a vendor lists of a job against the store, before anything else is made of it. Every key is written down before it is sent, so a key
 * that the vendor has and the store has not means that the store is an older copy: what it would send next was sent already, and what it counts as
 * shown is too little. That ends the run, or, where a person has said so, the lost work is written down anew. Keys are names that only this
 * folder can make, so they tell where they belong.
 */
export const checkRecord = async (
  run: RunContext,
  { vendor, desk, observations }: { readonly vendor: EngineVendor; readonly desk: Desk; readonly observations: readonly Observation[] },
): Promise<void> => {
  const { store, job, clock, fence, onUnknown = "refuse" } = run.options;
  const refs = new Map<string, string>();
  for (const one of observations)
    if (one.type === "unit" && one.key !== undefined && !desk.knownKeys.has(one.key)) refs.set(one.key, one.ref);
  if (refs.size === 0) return;
  const unknown = await store.unknownKeys(job.job, vendor.vendor, [...refs.keys()]);
  if (unknown.length > 0) {
    const units = onUnknown === "adopt" ? await attemptsOf(run, vendor, new Map(unknown.map((key) => [key, refs.get(key) ?? key]))) : [];
    if (units.length < unknown.length)
      throw new StoreError(
        "behind",
        onUnknown === "adopt"
          ? `${vendor.vendor} holds ${unknown.length - units.length} judgments of ${job.job} whose names this folder cannot have made: another store, or other items, had this job`
          : `${vendor.vendor} holds at least ${unknown.length} judgments of ${job.job} that this store knows nothing of: it is older than what was sent. Nothing more was sent`,
      );
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
    run.options.onNote({ note: "adopted", at: clock.now(), vendor: vendor.vendor, units: adopted });
  }
  for (const key of refs.keys()) desk.knownKeys.add(key);
};

/** The attempts that keys were made for, found by making the keys of every slot again. */
const attemptsOf = async (run: RunContext, vendor: EngineVendor, wanted: ReadonlyMap<string, string>): Promise<readonly AdoptedUnit[]> => {
  const { store, job, pseudonyms } = run.options;
  const scope = { vendor: vendor.vendor, dataset: job.dataset };
  const units: AdoptedUnit[] = [];
  for (const { slot, seq, k, epoch: last } of await store.slotEpochs(job.job))
    for (let epoch = 1; epoch <= last + EPOCHS_BEYOND && units.length < wanted.size; epoch += 1) {
      const key = pseudonyms.nameFor(scope, `${job.job}/${seq}/${k}/${epoch}`);
      const ref = wanted.get(key);
      if (ref !== undefined) units.push({ slot, seq, k, epoch, key, ref });
    }
  return units;
};
