import type { DatasetFacts, OwnerId } from "../plan/plan-inputs.ts";
import { capOf, roomUnderCap } from "./cap.ts";

/** Items that two owners together may still see of those neither has seen. */
export interface PairRoom {
  readonly owners: readonly [OwnerId, OwnerId];
  readonly room: number;
}

/** Distinct items that at least one of two owners has seen; too many rather than too few where nobody counted what both have seen. */
export const seenByEither = ({ owners, overlaps = [] }: DatasetFacts, [a, b]: readonly [OwnerId, OwnerId]): number => {
  const seen = (owner: OwnerId): number => owners.find((exposure) => exposure.owner === owner)?.items ?? 0;
  const both = overlaps.find(({ owners: pair }) => pair.includes(a) && pair.includes(b))?.items ?? 0;
  return seen(a) + seen(b) - both;
};

/**
 * The room of every two owners of which one may be given something, the other being any that may, or that has seen something of the
 * dataset in an earlier job.
 */
export const pairRooms = (
  dataset: DatasetFacts,
  { mayGet, maxShareOfTwoPerMillion }: { readonly mayGet: readonly OwnerId[]; readonly maxShareOfTwoPerMillion: number },
): readonly PairRoom[] => {
  const cap = capOf(dataset.items, maxShareOfTwoPerMillion);
  const first = [...new Set(mayGet)];
  const others = dataset.owners.filter(({ owner, items }) => items > 0 && !first.includes(owner)).map(({ owner }) => owner);
  return first.flatMap((a, index) =>
    [...first.slice(index + 1), ...others].map((b): PairRoom => ({
      owners: [a, b],
      room: roomUnderCap(cap, seenByEither(dataset, [a, b])),
    })),
  );
};
