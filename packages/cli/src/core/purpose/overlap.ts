import type { ItemClass } from "../plan/plan-inputs.ts";
import { largestRemainder } from "../split/largest-remainder.ts";

/**
 * Gives a share of the items one more judgment, rounded up to whole items and spread over the classes by their size. Gold items are left out: they
 * meet several owners anyway, and their answer is known.
 */
export const withOverlap = (classes: readonly ItemClass[], overlapPerMillion: number): readonly ItemClass[] => {
  const plain = classes.filter((itemClass) => itemClass.purpose === undefined && itemClass.slotsEach > 0);
  const items = plain.reduce((sum, itemClass) => sum + itemClass.items, 0);
  const wanted = Number((BigInt(items) * BigInt(overlapPerMillion) + 999_999n) / 1_000_000n);
  const counts = largestRemainder(
    wanted,
    plain.map((itemClass) => itemClass.items),
  );
  const countOf = new Map(plain.map((itemClass, index) => [itemClass.id, counts[index] ?? 0]));
  return classes.flatMap((itemClass): readonly ItemClass[] => {
    const count = countOf.get(itemClass.id) ?? 0;
    if (count === 0) return [itemClass];
    const { id, items: all, slotsEach } = itemClass;
    const overlap: ItemClass = {
      ...itemClass,
      id: `${id} #1`,
      items: count,
      slotsEach: slotsEach + 1,
      purpose: "overlap",
      extra: 1,
      part: { of: id, from: 0 },
    };
    return all === count ? [overlap] : [overlap, { ...itemClass, id: `${id} #2`, items: all - count, part: { of: id, from: count } }];
  });
};
