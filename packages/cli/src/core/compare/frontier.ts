/** Where a vendor stands on the three things that are traded against each other; undefined is not known. */
export interface Standing {
  readonly vendor: string;
  /** Less is better. */
  readonly cost: number | undefined;
  /** Less is better. */
  readonly hours: number | undefined;
  /** More is better. */
  readonly quality: number | undefined;
}

/**
 * The vendors no other beats: nobody is at least as good in everything and better in something (V. Pareto). A thing that
 * is not known of a vendor may be better than anyone's, so it is never beaten on that; a thing
 * that is known of nobody does not count. Vendors about which nothing is known are left out. Order is kept.
 */
export const paretoFrontier = (standings: readonly Standing[]): readonly string[] => {
  const known = standings.filter((one) => one.cost !== undefined || one.hours !== undefined || one.quality !== undefined);
  return known.filter((one) => !known.some((other) => other !== one && beats(other, one))).map((one) => one.vendor);
};

const beats = (winner: Standing, loser: Standing): boolean => {
  const gains = [gain(loser.cost, winner.cost), gain(loser.hours, winner.hours), gain(winner.quality, loser.quality)];
  return gains.every((by) => by >= 0) && gains.some((by) => by > 0);
};

/** How much better the first number is, where more is better; not comparable counts as worse, nothing known of either as equal. */
const gain = (more: number | undefined, less: number | undefined): number =>
  more === undefined && less === undefined ? 0 : more === undefined || less === undefined ? -1 : more - less;
