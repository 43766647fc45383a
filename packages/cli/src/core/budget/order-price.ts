import type { PriceFacts } from "../plan/plan-inputs.ts";
import { slotPrice, type SlotPrice } from "./slot-price.ts";

/**
 * What a vendor bills for so many judgments of one job: nothing for none; else the set-up and every judgment at the price of its
 * tier, and the minimum where that is more. Tiers are marginal: the judgments from `from` on have the tier's price, those before
 * keep theirs, so that one more judgment never makes the bill smaller.
 */
export const orderPrice = (price: PriceFacts, slots: number): SlotPrice => {
  if (slots <= 0) return { lowMicros: 0, highMicros: 0 };
  const each = slotPrice(price);
  const { setupMicros = 0, minimumMicros = 0 } = price;
  const bill = (end: "lowMicros" | "highMicros"): number =>
    Math.max(minimumMicros, setupMicros + variableMicros(each[end], tiersOf(price), slots));
  return { lowMicros: bill("lowMicros"), highMicros: bill("highMicros") };
};

/** Whether an order comes to anything else than so many times the price of one judgment. */
export const hasTerms = (price: PriceFacts): boolean =>
  (price.setupMicros ?? 0) > 0 || (price.minimumMicros ?? 0) > 0 || tiersOf(price).length > 0;

/** What so many more judgments add to the bill for those ordered before. */
export const addedPrice = (price: PriceFacts, { ordered, slots }: { readonly ordered: number; readonly slots: number }): SlotPrice => {
  const [before, after] = [orderPrice(price, ordered), orderPrice(price, ordered + slots)];
  return { lowMicros: after.lowMicros - before.lowMicros, highMicros: after.highMicros - before.highMicros };
};

/** A run of counts over which each further judgment adds the same: `slots` of them come to `fixed + slots × each`. Micros. */
export interface PricePiece {
  readonly from: number;
  readonly to: number;
  readonly low: PriceLine;
  readonly high: PriceLine;
}

export interface PriceLine {
  readonly fixedMicros: number;
  readonly eachMicros: number;
}

/**
 * The price of 1 … `most` more judgments as straight pieces, in order and without gaps; exact at every whole count. One piece
 * without a fixed part where every judgment costs the same.
 */
export const pricePieces = (
  price: PriceFacts,
  { ordered, most }: { readonly ordered: number; readonly most: number },
): readonly PricePiece[] => {
  if (most < 1) return [];
  const starts = new Set([1]);
  const begin = (count: number): void => {
    if (count - ordered > 1 && count - ordered <= most) starts.add(count - ordered);
  };
  for (const { from } of tiersOf(price)) begin(from);
  for (const end of ["lowMicros", "highMicros"] as const) begin(firstAbove(price, { end, most: ordered + most }));
  const sorted = [...starts].toSorted((a, b) => a - b);
  return sorted.map((from, index) => {
    const to = (sorted[index + 1] ?? most + 1) - 1;
    const line = (end: "lowMicros" | "highMicros"): PriceLine => {
      const at = (slots: number): number => addedPrice(price, { ordered, slots })[end];
      const eachMicros = to === from ? at(from) : (at(to) - at(from)) / (to - from);
      return { fixedMicros: at(from) - from * eachMicros, eachMicros };
    };
    return { from, to, low: line("lowMicros"), high: line("highMicros") };
  });
};

const tiersOf = (price: PriceFacts): readonly { readonly from: number; readonly micros: number }[] =>
  price.basis === "judgment" ? (price.tiers ?? []) : [];

/** Judgments 1 … `slots`, each at the price of its tier. */
const variableMicros = (
  firstMicros: number,
  tiers: readonly { readonly from: number; readonly micros: number }[],
  slots: number,
): number => {
  let [total, done, each] = [0, 0, firstMicros];
  for (const { from, micros } of tiers) {
    const until = Math.max(done, Math.min(slots, from - 1));
    total += (until - done) * each;
    [done, each] = [until, micros];
  }
  return total + (slots - done) * each;
};

/** The first count whose bill is over the minimum, found by halving; beyond `most` where none is. */
const firstAbove = (price: PriceFacts, { end, most }: { readonly end: "lowMicros" | "highMicros"; readonly most: number }): number => {
  const { minimumMicros = 0 } = price;
  if (minimumMicros === 0) return 1;
  let [below, above] = [0, most + 1];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (orderPrice(price, middle)[end] > minimumMicros) above = middle;
    else below = middle;
  }
  return above;
};
