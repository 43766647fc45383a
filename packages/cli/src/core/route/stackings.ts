/** How many vendors of one owner meet on every item of a block; owners that are not named meet an item once at most. */
export type Stacking = ReadonlyMap<string, number>;

/**
 * All ways in which owners with several vendors can give more than one judgment of the same item, for `slots` slots an item.
 * With independent vendors two vendors of one owner may judge the same item, and the owner then has seen one item, not two.
 * Every arrangement is a mixture of these, so a class is cut into one block for each; the first is the plain one.
 */
export const stackings = (slots: number, vendorsOfOwner: ReadonlyMap<string, number>): readonly Stacking[] => {
  const owners = [...vendorsOfOwner].filter(([, vendors]) => vendors > 1);
  const found: Stacking[] = [];
  const grow = (at: number, left: number, chosen: Stacking): void => {
    const next = owners[at];
    if (next === undefined) {
      found.push(chosen);
      return;
    }
    const [owner, vendors] = next;
    grow(at + 1, left, chosen);
    for (let meet = 2; meet <= Math.min(vendors, left); meet += 1) grow(at + 1, left - meet, new Map([...chosen, [owner, meet]]));
  };
  grow(0, slots, new Map());
  return found;
};
