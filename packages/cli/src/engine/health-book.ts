import { type HealthEvent, healthy, stepHealth, type VendorHealth } from "../core/health/vendor-health.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { HealthBook } from "./run-context.ts";

/** Keeps each vendor's health: steps it through the core, stores every change a restart must know of, and tells. */
export const createHealthBook = (
  options: Pick<EngineOptions, "store" | "clock" | "rules" | "onNote">,
  start: ReadonlyMap<string, VendorHealth>,
  on: { readonly change: (vendor: string) => void; readonly failure: (error: unknown) => void },
): HealthBook => {
  const { store, clock, rules, onNote } = options;
  const book = new Map(start);
  /** What a person said of a vendor for this job only is nobody else's business. */
  const local = new Set<string>();
  return {
    of: (vendor) => book.get(vendor) ?? healthy,
    note: (vendor, event: HealthEvent, scope) => {
      if (scope === "this-job") local.add(vendor);
      const before = book.get(vendor) ?? healthy;
      const after = stepHealth(before, event, rules.health);
      if (after === before) return;
      book.set(vendor, after);
      if (!matters(before, after)) return;
      onNote({ note: "health", at: clock.now(), vendor, is: after.is, why: "why" in after ? after.why : "" });
      if (!local.has(vendor)) store.saveHealth(vendor, after, clock.now()).catch(on.failure);
      on.change(vendor);
    },
  };
};

/** Counters alone are not worth a write; what a restart must know of is. */
const matters = (before: VendorHealth, after: VendorHealth): boolean =>
  before.is !== after.is ||
  (before.is === "cooling" && after.is === "cooling" && (before.until !== after.until || before.probing !== after.probing));
