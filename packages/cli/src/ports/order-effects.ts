import type { VendorHealth } from "../core/health/vendor-health.ts";

/** What an order makes of vendors at once, and which waits it ends; a run that goes on reads the order, one that starts later reads this. */
export interface OrderEffects {
  readonly health: readonly (readonly [string, VendorHealth])[];
  readonly waitsOver: readonly { readonly job: string; readonly vendor: string }[];
}
