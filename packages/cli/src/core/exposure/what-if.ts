import { conflictOf, type OwnerRules } from "../route/conflict.ts";
import { controllersOf } from "../route/control.ts";
import { capOf } from "./cap.ts";

/** A stake that somebody might come to hold. It replaces whatever the holder has in that owner now. */
export interface Purchase {
  readonly holder: string;
  /** The owner that is bought into. */
  readonly buys: string;
  readonly sharePerMillion: number;
}

export interface WhatIfQuestion {
  readonly purchase: Purchase;
  readonly rules: OwnerRules;
  readonly now: number;
  /** Every owner that has, or could have, seen something. */
  readonly owners: readonly string[];
  readonly datasets: readonly DatasetSeen[];
}

export interface DatasetSeen {
  readonly dataset: string;
  readonly items: number;
  /** Distinct items that at least one of these owners has, or may have, seen. */
  readonly seenByAny: (owners: readonly string[]) => number;
  readonly jobs: readonly JobLimits[];
}

/** What a job that names the dataset allows. */
export interface JobLimits {
  readonly job: string;
  readonly maxSharePerMillion: number;
  readonly deny: readonly string[];
  readonly vendors: readonly { readonly vendor: string; readonly owner: string }[];
}

export interface WhatIf {
  readonly purchase: Purchase;
  /** Owners whose data the holder can get at: itself, and whoever it controls. Alphabetical. */
  readonly reach: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly datasets: readonly WhatIfDataset[];
}

export interface WhatIfDataset {
  readonly dataset: string;
  readonly items: number;
  readonly before: number;
  readonly after: number;
  readonly jobs: readonly WhatIfJob[];
}

export interface WhatIfJob {
  readonly job: string;
  readonly capItems: number;
  readonly maxSharePerMillion: number;
  /** Items over the cap, counted as if the holder were one owner; 0 within it. */
  readonly over: { readonly before: number; readonly after: number };
  /** Vendors that would get no new work from then on, and may now. */
  readonly denied: readonly { readonly vendor: string; readonly owner: string; readonly why: string }[];
}

/** The rules as they would be with the stake in force. */
export const afterPurchase = (rules: OwnerRules, { holder, buys, sharePerMillion }: Purchase): OwnerRules => {
  const others = (rules.stakes[buys]?.stakes ?? []).filter((stake) => stake.holder !== holder);
  return { ...rules, stakes: { ...rules.stakes, [buys]: { stakes: [...others, { holder, sharePerMillion }] } } };
};

/** The owners among these that a holder is or controls, in alphabetical order. */
export const reachOf = (
  holder: string,
  { owners, rules, now }: { readonly owners: readonly string[]; readonly rules: OwnerRules; readonly now: number },
): readonly string[] =>
  [...new Set([holder, ...owners])]
    .filter((owner) => owner === holder || controllersOf(owner, { ...rules, now }).includes(holder))
    .toSorted();

/** Who would hold how much of each dataset after a purchase, and which limits that would touch. Changes nothing. */
export const whatIf = ({ purchase, rules, now, owners, datasets }: WhatIfQuestion): WhatIf => {
  const then = afterPurchase(rules, purchase);
  const known = [...owners, purchase.buys];
  const reach = {
    before: reachOf(purchase.holder, { owners: known, rules, now }),
    after: reachOf(purchase.holder, { owners: known, rules: then, now }),
  };
  return {
    purchase,
    reach,
    datasets: datasets.map(({ dataset, items, seenByAny, jobs }) => {
      const before = seenByAny(reach.before);
      const after = seenByAny(reach.after);
      return {
        dataset,
        items,
        before,
        after,
        jobs: jobs.map(({ job, maxSharePerMillion, deny, vendors }) => {
          const capItems = capOf(items, maxSharePerMillion);
          return {
            job,
            capItems,
            maxSharePerMillion,
            over: { before: Math.max(0, before - capItems), after: Math.max(0, after - capItems) },
            denied: vendors.flatMap(({ vendor, owner }) => {
              const why = conflictOf(owner, { deny, rules: then, now });
              return why === undefined || conflictOf(owner, { deny, rules, now }) !== undefined ? [] : [{ vendor, owner, why }];
            }),
          };
        }),
      };
    }),
  };
};
