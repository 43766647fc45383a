import type { VendorNature } from "./vendor-nature.ts";
import type { World } from "./world.ts";

/** A vendor of its own owner that does what it is asked, one unit at a time; what is to be otherwise is named. */
export const calmVendor = (name: string, more: Partial<VendorNature> = {}): VendorNature => ({
  vendor: name,
  owner: name,
  idempotency: "key-conflict",
  maxUnits: 1,
  canFind: true,
  canWithdraw: false,
  faults: {},
  answerMs: 5_000,
  outages: [],
  ...more,
});

/** Ten items at those vendors, without a limit, where nothing breaks; what is to be otherwise is named. */
export const calmWorld = (vendors: readonly VendorNature[], more: Partial<World> = {}): World => ({
  seed: 7,
  items: 10,
  slotsPerItem: 1,
  independent: "owner",
  maxSharePerMillion: 1_000_000,
  budgetSlots: undefined,
  vendors,
  crashes: [],
  ...more,
});
