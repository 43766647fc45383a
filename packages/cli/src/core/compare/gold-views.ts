import type { GoldViews } from "./comparison.ts";
import type { AttemptFact, CompareFacts } from "./facts.ts";

/**
 * How often each owner's people were shown gold items. Gold wears: an answer that is known to be checked spreads, and among the vendors of one owner it is
 * one secret. Everything that was, or may have been, taken on or looked at counts; the order of the facts does not matter.
 */
export const goldViews = (facts: Pick<CompareFacts, "vendors" | "owners" | "attempts">): readonly GoldViews[] => {
  const owners = new Map<string, Map<number, Map<string, number>>>();
  const listed = new Set(facts.vendors);
  for (const attempt of facts.attempts) {
    if (!isView(attempt) || !listed.has(attempt.vendor)) continue;
    const owner = facts.owners?.[attempt.vendor] ?? attempt.vendor;
    const items = owners.get(owner) ?? new Map<number, Map<string, number>>();
    owners.set(owner, items);
    const views = items.get(attempt.item) ?? new Map<string, number>();
    items.set(attempt.item, views);
    views.set(attempt.vendor, (views.get(attempt.vendor) ?? 0) + 1);
  }
  return [...owners]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, items]) => {
      const counts = [...items.values()].map((views) => [...views.values()].reduce((sum, n) => sum + n, 0));
      return {
        owner,
        vendors: facts.vendors.filter((vendor) => (facts.owners?.[vendor] ?? vendor) === owner),
        items: items.size,
        views: counts.reduce((sum, n) => sum + n, 0),
        most: counts.reduce((most, n) => Math.max(most, n), 0),
        shared: [...items.values()].filter((views) => views.size > 1).length,
      };
    });
};

const isView = (attempt: AttemptFact): attempt is AttemptFact & { readonly item: number } =>
  attempt.purpose === "gold" && attempt.item !== undefined;
