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
