import { healthy, type VendorHealth } from "./vendor-health.ts";

/**
 * How far a block reaches, from wide to narrow: every vendor of an owner; everything at one vendor; one kind of task there; one job's engagement
 * there. The narrowest scope there is, a single item at a vendor, has no breaker: one refusal bars the vendor for the item
 * (`core/failover/free-slot.ts`).
 */
export type HealthScope =
  | { readonly scope: "owner"; readonly owner: string }
  | { readonly scope: "account"; readonly vendor: string }
  | { readonly scope: "kind"; readonly vendor: string; readonly kind: string }
  | { readonly scope: "engagement"; readonly vendor: string; readonly job: string };

export type ScopeWord = HealthScope["scope"];

/** Work that somebody wants to send. */
export interface HealthTarget {
  readonly owner: string;
  readonly vendor: string;
  readonly kind: string;
  readonly job: string;
}

/** The scopes that hold a piece of work, widest first. */
export const scopesOf = ({ owner, vendor, kind, job }: HealthTarget): readonly HealthScope[] => [
  { scope: "owner", owner },
  { scope: "account", vendor },
  { scope: "kind", vendor, kind },
  { scope: "engagement", vendor, job },
];

/** The name a scope's health is kept by. A vendor's own is its name, as vendors' names hold neither slash nor at sign. */
export const scopeKey = (scope: HealthScope): string => {
  switch (scope.scope) {
    case "owner":
      return `owner/${scope.owner}`;
    case "account":
      return scope.vendor;
    case "kind":
      return `kind/${scope.kind}@${scope.vendor}`;
    case "engagement":
      return `job/${scope.job}@${scope.vendor}`;
    default:
      return scope satisfies never;
  }
};

/** Whether the health kept by a name is that of the vendor as a whole, or of a part of it. */
export const concernsVendor = (key: string, vendor: string): boolean =>
  key === vendor || (/^(kind|job)\//.test(key) && key.endsWith(`@${vendor}`));

/** What holds for a piece of work: the strictest of everything that is known of its scopes. No health anywhere opens what another closes. */
export const healthFor = (known: ReadonlyMap<string, VendorHealth>, target: HealthTarget): VendorHealth =>
  strictest(scopesOf(target).flatMap((scope) => known.get(scopeKey(scope)) ?? []));

/** The strictest of several; well where there is none. Of two that are as strict the first one, which is the wider one. */
export const strictest = (healths: readonly VendorHealth[]): VendorHealth => {
  let most: VendorHealth | undefined;
  for (const health of healths) if (most === undefined || strictness(health) > strictness(most)) most = health;
  return most ?? healthy;
};

/** One that is out and keeps nothing is stricter than one that keeps what it took; of two that cool, the one that cools longer. */
const strictness = (health: VendorHealth): number => {
  switch (health.is) {
    case "ok":
      return 0;
    case "cooling":
      return health.probing ? 1 : 2 + (1 - 1 / (1 + Math.max(0, health.until)));
    case "held":
      return 4;
    case "out":
      return health.cause === "refuses-everything" ? 5 : 6;
    default:
      return health satisfies never;
  }
};
