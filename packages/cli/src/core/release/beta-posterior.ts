import type { PriceFacts } from "../plan/plan-inputs.ts";

/** Trials of a vendor and how many of them came out well. */
export interface SeenTrials {
  readonly good: number;
  readonly all: number;
}

/** What is believed before anything is seen: a share, and how many trials that belief is worth. */
export interface BetaPrior {
  readonly perMillion: number;
  readonly trials: number;
}

/** How many known answers the declared accuracy is worth: as many as a gate asks for, so that a pilot's gold weighs as much as what was said. */
export const accuracyPriorTrials = 20;

/** Of work that ends at a vendor and is paid, 99 in 100 come to an answer that fits; worth twenty of them. */
export const acceptancePrior: BetaPrior = { perMillion: 990_000, trials: 20 };

/**
 * The share to be expected after what was seen, parts per million, rounded to the nearest: the mean of the posterior of a Beta prior with `trials × share`
 * good trials and `trials × (1 − share)` others. Integers all along, and at least 1.
 *
 * A. Gelman et al., "Bayesian Data Analysis" (3rd ed., 2013), §2.4.
 */
export const shareAfter = ({ perMillion, trials }: BetaPrior, { good, all }: SeenTrials): number => {
  const weight = BigInt(trials) + BigInt(all);
  const sum = BigInt(trials) * BigInt(perMillion) + BigInt(good) * 1_000_000n;
  return weight === 0n ? perMillion : Math.max(1, Number((sum * 2n + weight) / (weight * 2n)));
};

/**
 * A price as what an accepted answer comes to: every judgment costs as many times its price as are paid for one that fits. Rounded up to the micro; set-up
 * and minimum, which are paid once, stay.
 */
export const pricePerAccepted = (price: PriceFacts, acceptedPerMillion: number): PriceFacts => {
  const each = (micros: number): number =>
    Number((BigInt(micros) * 1_000_000n + BigInt(acceptedPerMillion) - 1n) / BigInt(acceptedPerMillion));
  switch (price.basis) {
    case "judgment":
      return {
        ...price,
        micros: each(price.micros),
        ...(price.tiers === undefined ? {} : { tiers: price.tiers.map(({ from, micros }) => ({ from, micros: each(micros) })) }),
      };
    case "hour":
      return { ...price, microsPerHour: each(price.microsPerHour) };
    default:
      return price satisfies never;
  }
};
