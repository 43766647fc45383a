import { z95 } from "./wilson.ts";

/** One-sided normal quantile of 0.8: the chance of seeing a difference that is there. */
const zPower = 0.8416212335729143;

/**
 * How many items two vendors must both answer before a difference of `difference` in the share right is told with 80 %
 * chance at the 5 % level. `discordance` is the share of items that exactly one of them gets right.
 *
 * McNemar's test: R. J. Connor, "Sample size for testing differences in proportions for the paired-sample design", Biometrics 43 (1987) 207-211.
 */
export const sharedItemsNeeded = (discordance: number, difference: number): number => {
  // At least `difference` of the items must be judged differently for the shares to differ by it at all.
  const apart = Math.max(discordance, difference);
  const root = z95 * Math.sqrt(apart) + zPower * Math.sqrt(Math.max(0, apart - difference * difference));
  return Math.ceil((root * root) / (difference * difference));
};
