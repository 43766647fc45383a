import { betaBelow } from "../compare/distributions.ts";

/** What is known of a vendor's answers to items whose answer is known. */
export interface GoldCount {
  readonly right: number;
  readonly seen: number;
}

/** Fewer say nothing either way. */
export const GOLD_AT_LEAST = 20;

/**
 * Whether a vendor is below the floor beyond chance. This is asked after every single answer, and an interval that is looked at again and again leaves the floor out in the
 * end, whatever is true: a vendor right at the floor would be held by a 95 % interval in one job of five. So it is a sequential test: the exact chance of so few right answers
 * at the floor, against a bar that falls as more is seen. At the floor, at most 1 vendor in 20 is held over 2,000 known answers; above it, fewer (computed, not
 * simulated, in the test beside this). {@link GOLD_AT_LEAST} answers are asked for first.
 *
 * A vendor is held against the floor and its own count only, never against the others: with two to four of them a rule about outliers blames the better half as often as the
 * worse one.
 */
export const isBelowFloor = ({ right, seen }: GoldCount, floorPerMillion: number): boolean => {
  const floor = floorPerMillion / 1_000_000;
  if (seen < GOLD_AT_LEAST || right >= floor * seen) return false;
  return binomialAtMost(right, seen, floor) <= firstBar / (1 + Math.log(seen / GOLD_AT_LEAST));
};

/** What is spent on the first look; 0.0105 makes 0.05 of all looks together. */
const firstBar = 0.0105;

/** The chance of `right` or fewer of `seen` where each is right with the chance `rate`. */
const binomialAtMost = (right: number, seen: number, rate: number): number => betaBelow(1 - rate, seen - right, right + 1);
