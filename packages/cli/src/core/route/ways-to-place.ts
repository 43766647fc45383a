import type { OwnerId } from "../plan/plan-inputs.ts";
import { freshOf, type PlacementClass, type PlacementProblem } from "./placement.ts";

/** How the vendors of one owner may meet on an item of a block. */
export type Meeting =
  /** One slot of an item at most, whichever of its vendors; the owner sees as many items as it gets slots. */
  | { readonly meet: "once" }
  /** One slot of an item per vendor; the owner knows these items already, so it costs nothing. */
  | { readonly meet: "freely" }
  /** So many of its vendors on every item of the block; the owner sees each item once. */
  | { readonly meet: "together"; readonly vendors: number }
  /** The only vendor of the block, for at least one slot of every item and up to all. */
  | { readonly meet: "alone" };

/** One way to place items of a class; a class is cut into one block for each. */
export interface Way {
  /** Candidates that may get slots. */
  readonly cells: readonly number[];
  readonly owners: ReadonlyMap<OwnerId, Meeting>;
  /** Slots of one item that one candidate may get. */
  readonly perItem: number;
}

/**
 * The ways in which a class may be placed. Every arrangement that keeps the items' judgments independent is a mixture of
 * them, so cutting a class into blocks loses nothing; within a block, quotas laid end to end are such an arrangement.
 * - Independent owners: one way.
 * - Independent vendors: two vendors of one owner may judge the same item, and the owner then has seen one item, not two. One
 *   way for each choice of how many vendors of which owners meet on an item.
 * - Only different workers: an item goes to one vendor, since splitting it would expose it twice and gain nothing.
 *
 * Where an owner may hold only so much of a group, its vendors do not meet on a new item: laid end to end they then are spread
 * evenly over the groups.
 */
export const waysToPlace = ({ independent, candidates }: PlacementProblem, placed: PlacementClass): readonly Way[] => {
  const { slotsEach, cells, bound } = placed;
  const isKnown = (owner: OwnerId): boolean => freshOf(placed, owner) === 0;
  const vendorsOfOwner = new Map<OwnerId, number>();
  for (const index of cells) {
    const owner = candidates[index]?.owner ?? "";
    vendorsOfOwner.set(owner, (vendorsOfOwner.get(owner) ?? 0) + 1);
  }
  const apart: Way = { cells, owners: new Map([...vendorsOfOwner.keys()].map((owner) => [owner, { meet: "once" }])), perItem: 1 };
  switch (independent) {
    case "owner":
      return [apart];
    case "vendor": {
      const known = [...vendorsOfOwner.keys()].filter(isKnown);
      const plain = new Map<OwnerId, Meeting>([...apart.owners, ...known.map((owner): [OwnerId, Meeting] => [owner, { meet: "freely" }])]);
      const several = [...vendorsOfOwner].filter(([owner, vendors]) => bound === undefined && vendors > 1 && !isKnown(owner));
      return meetings(slotsEach, several).map((together) => ({ cells, owners: new Map([...plain, ...together]), perItem: 1 }));
    }
    case "worker":
      if (slotsEach === 1) return [apart];
      return [
        ...cells.map((cell): Way => ({
          cells: [cell],
          owners: new Map([[candidates[cell]?.owner ?? "", { meet: "alone" }]]),
          perItem: slotsEach,
        })),
        { cells: [], owners: new Map(), perItem: 1 },
      ];
    default:
      return independent satisfies never;
  }
};

/** All choices of how many vendors of which owners meet on an item of `slots` slots; first the choice of none. */
const meetings = (slots: number, owners: readonly (readonly [OwnerId, number])[]): readonly ReadonlyMap<OwnerId, Meeting>[] => {
  const found: ReadonlyMap<OwnerId, Meeting>[] = [];
  const grow = (at: number, left: number, chosen: ReadonlyMap<OwnerId, Meeting>): void => {
    const next = owners[at];
    if (next === undefined) {
      found.push(chosen);
      return;
    }
    const [owner, vendors] = next;
    grow(at + 1, left, chosen);
    for (let count = 2; count <= Math.min(vendors, left); count += 1)
      grow(at + 1, left - count, new Map([...chosen, [owner, { meet: "together", vendors: count }]]));
  };
  grow(0, slots, new Map());
  return found;
};
