/** A slot that waits for its vendor to begin. */
export interface WaitingSlot {
  readonly slot: number;
  /** The group that stays together; undefined where the item is in none. */
  readonly unit: string | undefined;
  readonly gold: boolean;
}

/**
 * The slots that a vendor begins with where groups stay together, of those that wait for it in its own order: gold that is of no group first, up to half,
 * then whole groups and single slots in their order until there are `slots` of them. So it is as many as that and less than one group more.
 */
export const firstLot = (waiting: readonly WaitingSlot[], slots: number): readonly number[] => {
  const units = Map.groupBy(
    waiting.filter(({ unit }) => unit !== undefined),
    ({ unit }) => unit,
  );
  const gold = waiting.filter((one) => one.gold && one.unit === undefined).slice(0, Math.floor(slots / 2));
  const lot = new Set(gold.map(({ slot }) => slot));
  for (const { slot, unit } of waiting) {
    if (lot.size >= slots) break;
    for (const one of unit === undefined ? [slot] : (units.get(unit) ?? []).map((member) => member.slot)) lot.add(one);
  }
  return [...lot];
};
