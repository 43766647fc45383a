import type { Capabilities, Config, Job, Money, VendorConfig } from "@tranche/sdk";
import { inCurrency } from "../../core/budget/convert.ts";
import type { PriceFacts, VendorFacts } from "../../core/plan/index.ts";
import type { OwnerRules } from "../../core/route/conflict.ts";
import { controllersOf } from "../../core/route/control.ts";

/** What the planner has to know of one vendor of the config at that moment. Durations are unscaled, as the vendors live. */
export const vendorFacts = (
  vendor: VendorConfig,
  capabilities: Capabilities,
  { config, job, currency, now }: VendorFactsOptions,
): VendorFacts => ({
  vendor: vendor.name,
  owner: vendor.owner,
  controlledBy: controllersOf(vendor.owner, { stakes: config.owners, conflictPerMillion: config.rules.conflictPerMillion, now }),
  taskKinds: capabilities.taskKinds,
  regions: vendor.regions,
  price: priceFacts(vendor, { config, job, currency }),
  ...(vendor.turnaround === undefined ? {} : { turnaround: vendor.turnaround }),
  ...(vendor.capacity === undefined ? {} : { capacity: vendor.capacity }),
  ...(vendor.accuracyPerMillion === undefined ? {} : { accuracyPerMillion: vendor.accuracyPerMillion }),
  ...(job.route.least?.[vendor.name] === undefined ? {} : { least: job.route.least[vendor.name] ?? 0 }),
  available: { is: "yes" },
});

export interface VendorFactsOptions {
  readonly config: Config;
  /** Decides what is a rush, and who must get something. */
  readonly job: Pick<Job, "deadlineMs" | "route">;
  /** Of the plan: what every price is brought to. */
  readonly currency: string;
  readonly now: number;
}

/** The same vendors with whoever controls them at that moment; unchanged where the rules are not known. */
export const underRules = (
  vendors: readonly VendorFacts[],
  { rules, now }: { readonly rules?: OwnerRules; readonly now: number },
): readonly VendorFacts[] =>
  rules === undefined ? vendors : vendors.map((facts) => ({ ...facts, controlledBy: controllersOf(facts.owner, { ...rules, now }) }));

const priceFacts = (
  { price }: VendorConfig,
  { config, job, currency }: Pick<VendorFactsOptions, "config" | "job" | "currency">,
): PriceFacts => {
  if (price === undefined) return { basis: "judgment", micros: 0 };
  const { setup, minimum, rush } = price;
  // Amounts nobody declared a rate for do not get this far.
  const micros = (amount: Money): number => inCurrency(amount, currency, config.currencies) ?? amount.micros;
  const extra = rush !== undefined && job.deadlineMs !== undefined && job.deadlineMs <= rush.withinMs ? rush.extraPerMillion : 0;
  const rushed = (amount: Money): number => micros(amount) + roundedUp(micros(amount), extra);
  const terms = {
    ...(setup === undefined ? {} : { setupMicros: micros(setup) }),
    ...(minimum === undefined ? {} : { minimumMicros: micros(minimum) }),
  };
  switch (price.basis) {
    case "judgment":
      return {
        basis: "judgment",
        micros: rushed(price.perJudgment),
        ...(price.tiers.length === 0 ? {} : { tiers: price.tiers.map(({ from, perJudgment }) => ({ from, micros: rushed(perJudgment) })) }),
        ...terms,
      };
    case "hour":
      return {
        basis: "hour",
        microsPerHour: rushed(price.perHour),
        minutesPerItem: price.minutesPerItem,
        ...(price.minutesPerItemHigh === undefined ? {} : { minutesPerItemHigh: price.minutesPerItemHigh }),
        ...(price.reworkPerMillion === 0 ? {} : { reworkPerMillion: price.reworkPerMillion }),
        feePerMillion: price.feePerMillion,
        ...terms,
      };
    default:
      return price satisfies never;
  }
};

/** A part of an amount, rounded up to the micro. */
const roundedUp = (micros: number, perMillion: number): number => Number((BigInt(micros) * BigInt(perMillion) + 999_999n) / 1_000_000n);
