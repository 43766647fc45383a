import type { ItemClass, OwnerId, VendorId } from "../plan/plan-inputs.ts";

/** How many different gold items one vendor is to be shown. */
export interface GoldNeed {
  readonly vendor: VendorId;
  readonly owner: OwnerId;
  readonly items: number;
  /** It gets other work: where an item needs more judgments than owners to measure, it may give one. */
  readonly works: boolean;
}

export interface GoldLayout {
  /** Every vendor of the job: those that are not to see an item are barred from it. */
  readonly vendors: readonly VendorId[];
  readonly slotsPerItem: number;
  /** Where an item's judgments stay with one vendor (`independent: worker`), a gold item measures one vendor only. */
  readonly alone: boolean;
}

/** A vendor's stretch of the items of a class. */
interface Stretch {
  readonly vendor: VendorId;
  readonly from: number;
  to: number;
}

/** The vendors that share out the items among themselves: those of one owner, so that it never meets an item twice. */
interface Sharers {
  readonly owner: OwnerId;
  readonly needs: { readonly vendor: VendorId; readonly owner: OwnerId; left: number }[];
}

/**
 * Cuts the surveyed gold classes so that every vendor is shown as many as it needs, as far as there are so many. Each owner's vendors take theirs one
 * after the other from the first item on, so that owners meet on the same items, which compares them as well; where an item has fewer vendors than the
 * job needs judgments, owners that have work are added. What nobody needs, and what belongs to a group, stays as it was surveyed. Items that an owner has seen often enough do not
 * count for it.
 */
export const layGold = (classes: readonly ItemClass[], needs: readonly GoldNeed[], layout: GoldLayout): readonly ItemClass[] => {
  const sharers: Sharers[] = [];
  for (const { vendor, owner, items, works } of needs) {
    if (items <= 0 && !works) continue;
    const known = sharers.find((one) => layout.alone || one.owner === owner);
    const need = { vendor, owner, left: items };
    if (known === undefined) sharers.push({ owner, needs: [need] });
    else known.needs.push(need);
  }
  return classes.flatMap((itemClass) =>
    // What belongs to a group goes where its group goes, and to nobody else.
    itemClass.purpose === "gold" && itemClass.items > 0 && itemClass.group === undefined ? cut(itemClass, sharers, layout) : [itemClass],
  );
};

const cut = (itemClass: ItemClass, sharers: readonly Sharers[], layout: GoldLayout): readonly ItemClass[] => {
  const stretches = sharers.map((one) => take(itemClass, one));
  if (!layout.alone) widen(stretches, sharers, { itemClass, atLeast: layout.slotsPerItem });
  const all = stretches.flat();
  const ends = [...new Set([0, itemClass.items, ...all.flatMap(({ from, to }) => [from, to])])].toSorted((a, b) => a - b);
  const parts = ends.slice(0, -1).map((from, index): ItemClass => {
    const to = ends[index + 1] ?? itemClass.items;
    const shown = all.filter((stretch) => stretch.from <= from && stretch.to >= to).map(({ vendor }) => vendor);
    const base = { ...itemClass, id: `${itemClass.id} #${index + 1}`, items: to - from, part: { of: itemClass.id, from } };
    if (shown.length === 0 || (!layout.alone && shown.length < layout.slotsPerItem)) return base;
    const barred = layout.vendors.filter((vendor) => !shown.includes(vendor));
    return {
      ...base,
      slotsEach: layout.alone ? layout.slotsPerItem : shown.length,
      extra: layout.alone ? 0 : shown.length - layout.slotsPerItem,
      barredVendors: [...new Set([...itemClass.barredVendors, ...barred])].toSorted(),
    };
  });
  // One piece that asks for nothing is the class as it was.
  return parts.length === 1 &&
    parts[0]?.slotsEach === itemClass.slotsEach &&
    parts[0].barredVendors.length === itemClass.barredVendors.length
    ? [itemClass]
    : parts;
};

const take = (itemClass: ItemClass, { needs }: Sharers): Stretch[] => {
  const taken: Stretch[] = [];
  let from = 0;
  for (const need of needs) {
    if (itemClass.worn?.includes(need.owner) === true) continue;
    const to = Math.min(itemClass.items, from + need.left);
    if (to === from) continue;
    taken.push({ vendor: need.vendor, from, to });
    need.left -= to - from;
    from = to;
  }
  return taken;
};

const isWorn = ({ worn = [] }: ItemClass, sharer: Sharers | undefined): boolean => sharer !== undefined && worn.includes(sharer.owner);

const endOf = (taken: readonly Stretch[]): number => taken.at(-1)?.to ?? 0;

/** As many owners as the job needs judgments reach as far as the one that reaches furthest. */
const widen = (
  stretches: Stretch[][],
  sharers: readonly Sharers[],
  { itemClass, atLeast }: { readonly itemClass: ItemClass; readonly atLeast: number },
): void => {
  const furthest = Math.max(0, ...stretches.map(endOf));
  const order = stretches
    .map((taken, index) => ({ taken, sharer: sharers[index] }))
    .toSorted((a, b) => endOf(b.taken) - endOf(a.taken) || Number(isWorn(itemClass, a.sharer)) - Number(isWorn(itemClass, b.sharer)));
  for (const { taken, sharer } of order.slice(0, atLeast)) {
    const last = taken.at(-1);
    const [first] = sharer?.needs ?? [];
    if (last !== undefined) last.to = furthest;
    else if (first !== undefined && furthest > 0) taken.push({ vendor: first.vendor, from: 0, to: furthest });
  }
};
