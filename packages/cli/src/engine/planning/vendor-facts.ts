import type { Capabilities, Config, VendorConfig } from "@tranche/sdk";
import type { PriceFacts, VendorFacts } from "../../core/plan/index.ts";
import type { OwnerRules } from "../../core/route/conflict.ts";
import { controllersOf } from "../../core/route/control.ts";

/** What the planner has to know of one vendor of the config at that moment. Durations are unscaled, as the vendors live. */
export const vendorFacts = (
  vendor: VendorConfig,
  capabilities: Capabilities,
  { config, now }: { readonly config: Config; readonly now: number },
): VendorFacts => ({
  vendor: vendor.name,
  owner: vendor.owner,
  controlledBy: controllersOf(vendor.owner, { stakes: config.owners, conflictPerMillion: config.rules.conflictPerMillion, now }),
  taskKinds: capabilities.taskKinds,
  regions: vendor.regions,
  price: priceFacts(vendor),
  ...(vendor.turnaround === undefined ? {} : { turnaround: vendor.turnaround }),
  ...(vendor.capacity === undefined ? {} : { capacity: vendor.capacity }),
  available: { is: "yes" },
});

/** The same vendors with whoever controls them at that moment; unchanged where the rules are not known. */
export const underRules = (
  vendors: readonly VendorFacts[],
  { rules, now }: { readonly rules?: OwnerRules; readonly now: number },
): readonly VendorFacts[] =>
  rules === undefined ? vendors : vendors.map((facts) => ({ ...facts, controlledBy: controllersOf(facts.owner, { ...rules, now }) }));

const priceFacts = ({ price }: VendorConfig): PriceFacts => {
  if (price === undefined) return { basis: "judgment", micros: 0 };
  switch (price.basis) {
    case "judgment":
      return { basis: "judgment", micros: price.perJudgment.micros };
    case "hour":
      return {
        basis: "hour",
        microsPerHour: price.perHour.micros,
        minutesPerItem: price.minutesPerItem,
        feePerMillion: price.feePerMillion,
      };
    default:
      return price satisfies never;
  }
};
