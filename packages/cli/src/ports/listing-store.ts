import type { AdoptRequest, SlotEpoch } from "./store-attempts.ts";

/** What a vendor gave and nobody acts on: work under names that are not ours, or answers beyond what is kept of one unit. */
export type PassedOver = "not-ours" | "answers";

/** What the store says of what a vendor lists. */
export interface ListingStore {
  /** Those of a vendor's keys that no attempt of the job has. */
  readonly unknownKeys: (job: string, vendor: string, keys: readonly string[]) => Promise<readonly string[]>;
  /** Those of a vendor's keys that are believed not to be there: absent, refused, throttled or never sent. */
  readonly listedAsGone: (job: string, vendor: string, keys: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Slots of the job and the latest epoch of each, in order; what keys are made of. */
  readonly slotEpochs: (job: string) => Promise<readonly SlotEpoch[]>;
  /** Writes down work that a vendor holds and this store has lost, disclosures included, whatever the limits say: it was shown. Answers how much. */
  readonly adopt: (request: AdoptRequest) => Promise<number>;
  /** Keeps how much of a vendor's listing one run passed over; the most that any run did is what is shown. */
  readonly recordPassedOver: (job: string, vendor: string, what: PassedOver, units: number) => Promise<void>;
}
