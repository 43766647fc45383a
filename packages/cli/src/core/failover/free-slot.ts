/** Why a vendor may not be asked again for an item. `refused` kinds say something about the item; the others about the vendor. */
export type BarReason = "refused" | "returned" | "invalid" | "tries" | "given-up";

export interface FreedSlot {
  readonly next: "again" | "elsewhere";
  readonly why: BarReason;
  /** Attempts of this slot at this vendor that the vendor saw and that came to nothing. */
  readonly tries: number;
  readonly triesPerVendor: number;
  /** Vendors barred for this item because of the item (refused, returned, invalid), without this one. */
  readonly poisonedAt: number;
}

export type SlotNext =
  | { readonly slot: "same-vendor" }
  | { readonly slot: "elsewhere"; readonly bar: BarReason }
  | { readonly slot: "quarantined"; readonly bar: BarReason };

/** A poison item stops after two vendors: each hop is paid for and is exposure. */
const POISON_VENDORS = 2;

/** Where a freed slot goes: back to the same vendor, to another, or nowhere because the item itself seems to be the trouble. */
export const nextForSlot = (freed: FreedSlot): SlotNext => {
  if (freed.next === "again" && freed.tries < freed.triesPerVendor) return { slot: "same-vendor" };
  const bar = freed.next === "again" && freed.why !== "invalid" ? "tries" : freed.why;
  if (speaksOfItem(bar) && freed.poisonedAt + 1 >= POISON_VENDORS) return { slot: "quarantined", bar };
  return { slot: "elsewhere", bar };
};

/** Whether a reason says something about the item rather than about the vendor. */
export const speaksOfItem = (reason: BarReason): boolean => reason === "refused" || reason === "returned" || reason === "invalid";

/**
 * Whether an answer that came counts for the slot. The first one counts; one that comes late counts only where nobody
 * else is at work on the slot and nothing fills it, and never overwrites.
 */
export const answerCounts = (
  slot: "pending" | "waiting" | "live" | "filled" | "stranded" | "quarantined" | "spared",
  late: boolean,
): boolean => slot !== "filled" && (!late || (slot !== "live" && slot !== "spared"));
