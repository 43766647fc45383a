import { mostOfGroup } from "../route/units.ts";

export interface ReserveQuestion {
  /** The owner has, or may have, seen this item already: showing it again exposes nothing new. */
  readonly known: boolean;
  /** Distinct items of the dataset the owner has, or may have, seen. */
  readonly seenByOwner: number;
  readonly ownerCap: number;
  /** Micros committed by the job so far, at every vendor. */
  readonly committed: number;
  /** Micros; the high estimate at this vendor. */
  readonly price: number;
  readonly budgetCap?: number;
}

export type ReserveVerdict =
  | { readonly allowed: true; readonly seenByOwner: number; readonly committed: number }
  | { readonly allowed: false; readonly rule: "cap" | "budget" };

/**
 * Whether one more unit may be shown to an owner and paid for. The one place where cap and budget are decided at dispatch:
 * first attempts, retries and failover all pass here, for the vendor actually used.
 */
export const capAllows = (question: ReserveQuestion): ReserveVerdict => {
  const seenByOwner = question.seenByOwner + (question.known ? 0 : 1);
  if (!question.known && seenByOwner > question.ownerCap) return { allowed: false, rule: "cap" };
  const committed = question.committed + question.price;
  if (question.budgetCap !== undefined && committed > question.budgetCap) return { allowed: false, rule: "budget" };
  return { allowed: true, seenByOwner, committed };
};

/** What is asked of the items of one group, and how the group stands without the unit in question. */
export type GroupQuestion =
  | {
      readonly keep: "together";
      /** How many owners may be at work on a group at a time: one a judgment. */
      readonly owners: number;
      /** Owners at work on it, everything in doubt included. */
      readonly atWork: ReadonlySet<string>;
    }
  | {
      readonly keep: "apart";
      readonly atMostPerMillion: number;
      /** Distinct items of the group, over all jobs. */
      readonly items: number;
      /** Items of the group that the owner has, or may have, seen. */
      readonly held: number;
      /** Whether the item is one of them. */
      readonly known: boolean;
    };

/**
 * Whether an item of a group may be shown to an owner, at the moment it is to be sent. Groups that stay together have so many owners at work and no
 * more; what somebody has answered stays where it is and keeps nobody away. Of groups that are kept apart nobody is shown more than its part,
 * whatever became of what it was shown before.
 */
export const groupAllows = (owner: string, question: GroupQuestion): boolean => {
  switch (question.keep) {
    case "together":
      return question.atWork.has(owner) || question.atWork.size < question.owners;
    case "apart":
      return question.known || question.held < mostOfGroup(question.items, question.atMostPerMillion);
    default:
      return question satisfies never;
  }
};
