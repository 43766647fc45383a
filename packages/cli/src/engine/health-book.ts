import { concernsVendor, type HealthScope, scopeKey, scopesOf, type ScopeWord, strictest } from "../core/health/scope.ts";
import { type HealthEvent, healthy, stepHealth, type VendorHealth } from "../core/health/vendor-health.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { HealthBook } from "./run-context.ts";

interface Page {
  readonly scope: HealthScope;
  readonly key: string;
}

/**
 * Keeps health by scope: steps it through the core, stores every change a restart must know of, and tells. A failure counts where its cause lies; time
 * and success count everywhere; and what holds for a vendor is the strictest of its scopes.
 */
export const createHealthBook = (
  options: Pick<EngineOptions, "store" | "clock" | "rules" | "onNote" | "vendors" | "job">,
  start: ReadonlyMap<string, VendorHealth>,
  on: {
    readonly change: (vendor: string) => void;
    readonly failure: (error: unknown) => void;
    /** Called before anything is noted. */ readonly before: () => void;
  },
): HealthBook => {
  const { store, clock, rules, onNote, vendors, job } = options;
  const book = new Map(start);
  const pages = new Map(
    vendors.map(({ vendor, owner }): [string, readonly Page[]] => [
      vendor,
      scopesOf({ owner, vendor, kind: job.shape.kind, job: job.job }).map((scope) => ({ scope, key: scopeKey(scope) })),
    ]),
  );
  const pagesOf = (vendor: string): readonly Page[] => pages.get(vendor) ?? [{ scope: { scope: "account", vendor }, key: vendor }];
  const concerned = (key: string): readonly string[] =>
    vendors.filter(({ vendor }) => pagesOf(vendor).some((page) => page.key === key)).map(({ vendor }) => vendor);
  const step = (vendor: string, { scope, key }: Page, event: HealthEvent): void => {
    const before = book.get(key) ?? healthy;
    const after = stepHealth(before, event, rules.health);
    if (after === before) return;
    book.set(key, after);
    if (!matters(before, after)) return;
    const why = "why" in after ? after.why : "";
    onNote({ note: "health", at: clock.now(), vendor, is: after.is, why, scope: scope.scope, ...needs(after) });
    store.saveHealth(key, after, clock.now()).catch(on.failure);
    for (const one of concerned(key)) on.change(one);
  };
  const known = (vendor: string): readonly Page[] => pagesOf(vendor).filter(({ scope, key }) => scope.scope === "account" || book.has(key));
  return {
    of: (vendor) => {
      // Asked several times a request, and nearly always one of the scopes is known.
      let most: VendorHealth | undefined;
      for (const { key } of pagesOf(vendor)) {
        const health = book.get(key);
        if (health !== undefined) most = most === undefined ? health : strictest([most, health]);
      }
      return most ?? healthy;
    },
    kept: (key) => book.get(key) ?? healthy,
    note: (vendor, event, reach = "account") => {
      if (event.event !== "clock-jumped") on.before();
      for (const page of reachOf(event, reach) === "every" ? known(vendor) : pagesOf(vendor))
        if (reachOf(event, reach) === "every" || page.scope.scope === reach) step(vendor, page, event);
      // It was a part of the vendor that failed: the vendor itself is there.
      if (event.event === "submission-failed" && reach !== "account" && event.reached)
        for (const page of pagesOf(vendor))
          if (page.scope.scope === "account") step(vendor, page, { event: "call-succeeded", at: event.at });
    },
    release: (vendor, at) => {
      for (const key of book.keys()) {
        const page = pagesOf(vendor).find((one) => one.key === key);
        if (page !== undefined && concernsVendor(key, vendor)) step(vendor, page, { event: "released", at });
      }
    },
  };
};

/** What is true of every scope that is known at all, whatever it was noted for. */
const reachOf = (event: HealthEvent, reach: ScopeWord): ScopeWord | "every" => {
  switch (event.event) {
    case "submission-succeeded":
    case "time-passed":
    case "process-started":
    case "clock-jumped":
      return "every";
    default:
      return reach;
  }
};

/** A wrong key or an unpaid bill is no outage: it ends only by a person. */
const needs = (after: VendorHealth): { readonly needs?: "a person" } =>
  after.is === "held" || (after.is === "out" && after.cause === "unauthorized") ? { needs: "a person" } : {};

/** Counters alone are not worth a write; what a restart must know of is. */
const matters = (before: VendorHealth, after: VendorHealth): boolean =>
  before.is !== after.is ||
  (before.is === "cooling" && after.is === "cooling" && (before.until !== after.until || before.probing !== after.probing));
