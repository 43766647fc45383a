import { largestRemainder } from "../split/largest-remainder.ts";

/** How a vendor's judgments are cut into tranches. */
export interface TrancheRules {
  /** Share released first; 0 where only pilots come first. */
  readonly firstPerMillion: number;
  /** Absent: after the first tranche comes the rest. */
  readonly thenPerMillion?: number;
  /** Least size of a new vendor's first tranche; absent: no pilots. */
  readonly pilot?: number;
  /** Gold answers the gate asks for; absent: it does not ask about gold. */
  readonly minGold?: number;
}

/** What a vendor is to get. */
export interface VendorWork {
  readonly slots: number;
  readonly gold: number;
  /** It has answered nothing of the dataset so far. */
  readonly isNew: boolean;
}

/** Judgments of one tranche; gold is part of neither number twice. */
export interface TrancheSize {
  readonly gold: number;
  readonly others: number;
}

/** How many tranches there are, for every vendor of the job. */
export const trancheCount = ({ firstPerMillion, thenPerMillion }: TrancheRules): number =>
  firstPerMillion > 0 && thenPerMillion !== undefined ? 3 : 2;

/** A pilot is at least one judgment in a hundred: a handful out of a hundred thousand says little about the rest. */
const pilotPerMillion = 10_000;

/**
 * The tranches of a vendor, adding up to its work. The first has `first` of it, of a new vendor at least `pilot` and one in a hundred; and as much gold
 * as the gate asks for, among at least as many others, so that gold is not what it is mostly made of. Gold is spread over the later ones as the
 * rest is. What is left after the first two is the last one.
 */
export const trancheSizes = (rules: TrancheRules, { slots, gold, isNew }: VendorWork): readonly TrancheSize[] => {
  const { firstPerMillion, thenPerMillion = 0, pilot = 0, minGold = 0 } = rules;
  const part = (perMillion: number): number => Math.ceil((slots * perMillion) / 1_000_000);
  const gated = firstPerMillion > 0 || (pilot > 0 && isNew);
  if (!gated) return [{ gold, others: slots - gold }, ...Array.from({ length: trancheCount(rules) - 1 }, () => ({ gold: 0, others: 0 }))];
  const judged = Math.min(minGold, gold);
  const piloted = isNew && pilot > 0 ? Math.max(pilot, part(pilotPerMillion)) : 0;
  const first = Math.min(slots, Math.max(part(firstPerMillion), piloted, judged * 2));
  const second = trancheCount(rules) === 3 ? Math.min(slots - first, part(thenPerMillion)) : 0;
  const sizes = trancheCount(rules) === 3 ? [first, second, slots - first - second] : [first, slots - first];
  const even = largestRemainder(gold, sizes);
  const goldFirst = Math.min(first, Math.max(judged, even[0] ?? 0));
  const goldLater = largestRemainder(gold - goldFirst, sizes.slice(1));
  return sizes.map((size, index) => {
    const own = index === 0 ? goldFirst : (goldLater[index - 1] ?? 0);
    return { gold: own, others: size - own };
  });
};
