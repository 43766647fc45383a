import { permutationOf } from "../split/permutation.ts";

/** What a vendor has of a job that the plan had given to another vendor. */
export interface TakenOver {
  /** Judgments that are not gold. */
  readonly work: number;
  /** Gold, whether it came along with the work or was added since; what it was shown and did not answer, too. */
  readonly gold: number;
}

/** What became of the gold that a vendor is to be shown for the work it took over. */
export interface GoldTopUp {
  readonly vendor: string;
  /** Gold judgments that it lacked. */
  readonly lacking: number;
  /** How many of them it is sent. */
  readonly added: number;
  /** What keeps it from the others; absent where it gets all of them. */
  readonly because?: string;
}

/**
 * How many gold judgments a vendor lacks for the work it took over: `goldShare` of both together, to the nearest judgment, half rounded up. It is counted
 * over everything the vendor took over of the job so far, so that many small moves come to as much gold as one large one.
 */
export const lackingGold = ({ work, gold }: TakenOver, sharePerMillion: number): number => {
  const rest = BigInt(1_000_000 - sharePerMillion);
  const wanted = Number((2n * BigInt(work) * BigInt(sharePerMillion) + rest) / (2n * rest));
  return Math.max(0, wanted - gold);
};

/** So many of the gold items that a vendor's owner has not had, as far as there are so many, in a keyed order: the order of the file says nothing about which. */
export const pickGold = <Item>(fresh: readonly Item[], lacking: number, key: string): readonly Item[] => {
  const order = permutationOf(fresh.length, key);
  return Array.from({ length: Math.min(lacking, fresh.length) }, (_, place) => fresh[order.indexAt(place)]).flatMap((item) =>
    item === undefined ? [] : [item],
  );
};

/** Tells what was asked for, what could be had and what refused the rest: the limits first, since with room there may still be too few items. */
export const toldTopUp = ({
  vendor,
  lacking,
  asked,
  added,
  refusal,
}: {
  readonly vendor: string;
  readonly lacking: number;
  /** Items that were there to ask for. */
  readonly asked: number;
  readonly added: number;
  /** What the planner says about those of them that have no place. */
  readonly refusal?: string;
}): GoldTopUp => {
  if (added >= lacking) return { vendor, lacking, added };
  if (added < asked) return { vendor, lacking, added, because: refusal ?? "no place within the limits" };
  return { vendor, lacking, added, because: asked === 0 ? "no gold item is left for it" : "no other gold item is left for it" };
};
