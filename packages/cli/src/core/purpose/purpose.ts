/**
 * What a judgment is bought for. `real`: the job itself. `gold`: its item's answer is known, and it measures the vendor. `pilot`: among the first
 * that a new vendor gets. `overlap`: one more than the job needs, to compare two owners. `hedge`: asked of a second owner because the first is slow. `canary`: made up to trace a leak; nothing makes one yet.
 */
export type Purpose = "real" | "gold" | "pilot" | "overlap" | "hedge" | "canary";

/** What the k-th judgment of an item is for (from 0), by its class and by how many the job itself needs. */
export const purposeOfSlot = (classPurpose: "gold" | "overlap" | undefined, k: number, slotsPerItem: number): Purpose => {
  if (classPurpose === "gold") return "gold";
  return classPurpose === "overlap" && k >= slotsPerItem ? "overlap" : "real";
};
