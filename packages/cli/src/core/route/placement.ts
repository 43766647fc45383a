import type { Independence } from "@tranche/sdk";
import type { OwnerId, RouteFacts } from "../plan/plan-inputs.ts";
import type { Measure } from "../exposure/measure-caps.ts";
import type { PairRoom } from "../exposure/two-owners.ts";
import type { PlanBlock } from "../plan/plan.ts";
import type { Candidate } from "./eligibility.ts";

/** What has to be placed and under which limits, without any name of a job in it. */
export interface PlacementProblem {
  readonly independent: Independence;
  /** In the order of the config. */
  readonly candidates: readonly Candidate[];
  /** Items each owner may still see for the first time; owners that are not named have no cap. */
  readonly rooms: ReadonlyMap<OwnerId, number>;
  /** Items every two owners may still see together; absent: no such cap. */
  readonly pairRooms?: readonly PairRoom[];
  /** What every owner may still see for the first time, counted otherwise than in items; absent: nothing is. */
  readonly measures?: readonly MeasureRooms[];
  readonly classes: readonly PlacementClass[];
  /** What may still be committed, on the high prices; absent: no limit. */
  readonly budgetMicros?: number;
  readonly route: RouteFacts;
  /** Whether fixed shares and fewest slots must be kept exactly, or as nearly as what is left allows. */
  readonly shares: "exact" | "nearest";
}

/** Room of the owners in one measure, counted in so many of it at a time. */
export interface MeasureRooms {
  readonly measure: Measure;
  readonly unit: number;
  readonly rooms: ReadonlyMap<OwnerId, number>;
}

/** Things that are placed as a whole: items, or groups whose items stay together. */
export interface PlacementClass {
  readonly units: number;
  /** Items in each of them. */
  readonly weight: number;
  /** Judgments of each item. */
  readonly slotsEach: number;
  /** Indices of the candidates that may get some of it, in their order. */
  readonly cells: readonly number[];
  /** Items of a unit that an owner has seen and that cost it nothing; owners that are not named have seen none. */
  readonly seen: ReadonlyMap<OwnerId, number>;
  /** How many units an owner may get that it has not seen. Absent: no such limit. */
  readonly bound?: GroupBound;
  /** What a unit adds to an owner in a measure, in its units; absent: nothing. */
  readonly adds?: (measure: Measure, owner: OwnerId) => number;
}

/** Keeps one owner from holding too much of any group. */
export interface GroupBound {
  /** Classes with the same key share the limits. */
  readonly key: string;
  /** Units that are new to the owner, over all groups. */
  readonly mostOf: (owner: OwnerId) => number;
}

/** Items of a unit that an owner would see for the first time. */
export const freshOf = ({ weight, seen }: Pick<PlacementClass, "weight" | "seen">, owner: OwnerId): number =>
  weight - (seen.get(owner) ?? 0);

/** Items of a unit that would be new to both of two owners; at most so many where each has seen others of them. */
export const freshToBoth = (placed: Pick<PlacementClass, "weight" | "seen">, [a, b]: readonly [OwnerId, OwnerId]): number =>
  Math.min(freshOf(placed, a), freshOf(placed, b));

/** A whole-number answer to a placement problem. */
export interface Placement {
  /** Per class, in order, counted in units; empty for a class without slots. */
  readonly blocks: readonly (readonly PlanBlock[])[];
  /** Slots that found no place, over all classes; the fewest possible. */
  readonly nowhere: number;
  /** Per candidate, in order. */
  readonly loads: readonly CandidateLoad[];
  /** Items each owner sees for the first time. */
  readonly newItems: ReadonlyMap<OwnerId, number>;
  /** What each owner sees for the first time in the other measures, in their units. */
  readonly added: ReadonlyMap<Measure, ReadonlyMap<OwnerId, number>>;
  readonly lowMicros: number;
  readonly highMicros: number;
  /** What the linear program reached; at most `lowMicros`. */
  readonly boundMicros: number;
  /** Which limits stand in the way of the slots that found no place. */
  readonly blocking: Blocking;
}

export interface CandidateLoad {
  readonly slots: number;
  readonly items: number;
  /** Items among them that its owner had seen before. */
  readonly seenItems: number;
  /** Slots short of the fewest it was to get; only where not everything could be had. */
  readonly short: number;
}

export interface Blocking {
  readonly owners: readonly OwnerId[];
  /** Indices of `pairRooms` that are used up. */
  readonly pairs: readonly number[];
  /** Owners that have used up what they may see in another measure. */
  readonly measures: readonly { readonly measure: Measure; readonly owner: OwnerId }[];
  /** Indices of candidates that are full. */
  readonly capacity: readonly number[];
  readonly budget: boolean;
  /** Items need more owners (or vendors) than may take them. */
  readonly independence: boolean;
  /** Indices of candidates whose fixed share is used up. */
  readonly shares: readonly number[];
  /** Indices of classes of whose groups no owner may have more. */
  readonly groups: readonly number[];
}

export type PlacementOutcome =
  | { readonly status: "placed"; readonly placement: Placement }
  /** The solver gave up; nothing is known about the problem. */
  | { readonly status: "unsolved"; readonly why: string };
