import type { AccuracySeen } from "../core/plan/plan-inputs.ts";
import type { TakenOver } from "../core/purpose/top-up-gold.ts";

/** What the planner has to know of an item that is to get another judgment. */
export interface ItemToPlace {
  readonly seq: number;
  /** The group it is planned with. */
  readonly unit?: string;
  /** UTF-8 bytes of it. */
  readonly bytes: number;
  readonly seenBy: readonly string[];
  readonly barredVendors: readonly string[];
  /** Vendors with a live or counted attempt at another slot of it. */
  readonly takenBy: readonly { readonly vendor: string; readonly owner: string }[];
}

/** What the store keeps of gold beyond one job's gates: what vendors were right about before, and gold that follows work to another vendor. */
export interface GoldStore {
  /** Valid answers to gold by vendor, over all other jobs whose task is of one kind. */
  readonly goldHistory: (query: { readonly taskKind: string; readonly without: string }) => Promise<ReadonlyMap<string, AccuracySeen>>;
  /** By vendor, what it has of a job that the plan had given to another; hedges, and judgments that the plan gave to nobody, are left out. */
  readonly takenOver: (job: string) => Promise<ReadonlyMap<string, TakenOver>>;
  /** Gold items that would measure a vendor: nobody of its owner's has been, or is to be, sent them. In the order of the items file. */
  readonly freshGold: (query: {
    readonly job: string;
    readonly vendor: string;
    readonly owner: string;
    /** Every vendor of that owner. */
    readonly siblings: readonly string[];
  }) => Promise<readonly ItemToPlace[]>;
  /** One more judgment of each of these items, as gold, at a vendor. */
  readonly addGold: (
    job: string,
    fence: number,
    gold: { readonly vendor: string; readonly items: readonly { readonly seq: number; readonly position: number }[] },
  ) => Promise<void>;
}
