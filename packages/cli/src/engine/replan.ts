import type { OwnerRules } from "../core/route/conflict.ts";
import type { GroupStanding, MissingSlot, Placement } from "../ports/store.ts";

export interface ReplanRequest {
  /** What has to be placed. */
  readonly missing: readonly MissingSlot[];
  /** Vendors that may be given work now; the others with the reason why not. */
  readonly unusable: ReadonlyMap<string, { readonly reason: "held" | "out" | "unauthorized" | "denied"; readonly why: string }>;
  readonly datasetItems: number;
  /** Of those items, where the job has a cap that asks for it. */
  readonly datasetBytes?: number;
  /** Groups by the job's field, likewise. */
  readonly datasetGroups?: number;
  readonly exposure: readonly { readonly owner: string; readonly items: number; readonly bytes: number; readonly groups: number }[];
  /** Distinct items that two owners have both seen; empty where the job has no cap that asks for it. */
  readonly overlaps: readonly { readonly owners: readonly [string, string]; readonly items: number }[];
  /** Distinct items each owner is still to be sent by placements that stand: they are as good as disclosed. */
  readonly committedMicros: number;
  /** Judgments each vendor has, or is to be sent by placements that stand: what set-up, minimum and tiers go on from. */
  readonly ordered: ReadonlyMap<string, number>;
  /** Judgments each vendor has in hand, or is to be sent by placements that stand: they come before anything new. */
  readonly open: ReadonlyMap<string, number>;
  /** How the groups of what is missing stand without it; absent: the job has no groups. */
  readonly groups?: ReadonlyMap<string, GroupStanding>;
  readonly now: number;
  /** What was seen since the first plan. With it as few slots move as may: none where their places are as good, none whose vendor keeps its share. */
  readonly learnt?: {
    readonly turnarounds: ReadonlyMap<string, { readonly p50Ms: number; readonly p90Ms: number }>;
    /** How often each vendor is right, and how much of its paid work comes to an answer that fits; parts per million. */
    readonly accuracies: ReadonlyMap<string, number>;
    readonly accepted: ReadonlyMap<string, number>;
    /** What is left of the deadline, at the vendors' pace; absent: there is none. */
    readonly deadlineMs?: number;
  };
  /** Who holds whom now; absent: as when the run began. */
  readonly rules?: OwnerRules;
}

export interface Replanned {
  readonly placements: readonly Placement[];
  readonly to: Readonly<Record<string, number>>;
  readonly stranded: number;
}

/** Places what is missing under the same limits as the first plan, by solving again. Pure. */
export type ReplanMissing = (request: ReplanRequest) => Replanned;

/**
 * A plan without what it gave to vendors that are out: a slot at one of them would wait for ever, since nobody sends from there and nobody would look
 * at it again. The planner gives them nothing; this holds whatever the planner is.
 */
export const withoutThoseOut = ({ placements, to, stranded }: Replanned, out: ReadonlyMap<string, string>): Replanned => {
  const kept = placements.map((placement): Placement => {
    const why = placement.vendor === undefined ? undefined : out.get(placement.vendor);
    return why === undefined ? placement : { slot: placement.slot, position: 0, reason: `${placement.vendor ?? ""}: ${why}` };
  });
  return {
    placements: kept,
    to: Object.fromEntries(Object.entries(to).filter(([vendor]) => !out.has(vendor))),
    stranded: stranded + kept.filter(({ vendor }, index) => vendor === undefined && placements[index]?.vendor !== undefined).length,
  };
};
