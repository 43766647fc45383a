import { wilson } from "../compare/wilson.ts";

/** What is known of a vendor's answers to items whose answer is known. */
export interface GoldCount {
  readonly right: number;
  readonly seen: number;
}

/** Fewer say nothing either way. */
export const GOLD_AT_LEAST = 20;

/**
 * Whether a vendor is below the floor beyond chance: the upper end of the 95 % Wilson interval lies under it, with at least
 * {@link GOLD_AT_LEAST} seen. A vendor is held against the floor and its own count only, never against the others: with two to four of them
 * a rule about outliers blames the better half as often as the worse one.
 */
export const isBelowFloor = ({ right, seen }: GoldCount, floorPerMillion: number): boolean => {
  if (seen < GOLD_AT_LEAST) return false;
  const interval = wilson(right, seen);
  return interval !== undefined && interval.high * 1_000_000 < floorPerMillion;
};
