import { concernsVendor, scopeKey } from "./scope.ts";

/** A person's word about a vendor, or, as `owner/name`, about all of an owner's. */
export interface StandingOrder {
  readonly vendor: string;
  /** Absent: for every job. */
  readonly job?: string;
  readonly what: "take-out" | "hold" | "release";
}

/** The orders that still stand, by the name their scope's health is kept by: the last of each scope, unless a release came after it. Orders are oldest first. */
export const standingOrders = <T extends StandingOrder>(
  orders: readonly T[],
  vendors: readonly { readonly vendor: string; readonly owner: string }[],
): ReadonlyMap<string, T> => {
  const standing = new Map<string, T>();
  for (const order of orders) {
    const { vendor, job, what } = order;
    const key = job === undefined ? vendor : scopeKey({ scope: "engagement", vendor, job });
    if (what !== "release") {
      standing.set(key, order);
      continue;
    }
    standing.delete(key);
    if (job !== undefined) continue;
    // Whoever is let back in is let back in with everything of it.
    const meant = vendors.flatMap((one) =>
      one.vendor === vendor || scopeKey({ scope: "owner", owner: one.owner }) === vendor ? [one.vendor] : [],
    );
    for (const known of standing.keys()) if (meant.some((one) => concernsVendor(known, one))) standing.delete(known);
  }
  return standing;
};
