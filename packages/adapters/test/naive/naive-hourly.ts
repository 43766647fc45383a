import type { AdapterDefinition, CollectPage, Engagement, Observation, VendorAdapter } from "@tranche/sdk";
import { money } from "@tranche/sdk";
import { mercorAdapter } from "../../src/vendors/mercor/definition.ts";

/** What somebody who has only met vendors paid by the piece would take for granted. */
export type HourlyMistake = /** 9 */ "price-from-estimate" | /** 10 */ "rejection-is-free";

const estimatedMinutes = 2;
const ratePerHourMicros = 90_000_000;

/** The Mercor-style adapter, its costs told by somebody else. */
export const naiveHourly = (mistake: HourlyMistake | undefined): AdapterDefinition => ({
  ...mercorAdapter,
  name: "naive-hourly",
  create: (settings) => {
    const adapter = mercorAdapter.create(settings);
    return mistake === undefined ? adapter : { ...adapter, collect: collectWith(adapter, mistake) };
  },
});

const collectWith =
  (adapter: VendorAdapter, mistake: HourlyMistake): VendorAdapter["collect"] =>
  async (engagement: Engagement, cursor, call): Promise<CollectPage> => {
    const page = await adapter.collect(engagement, cursor, call);
    const units = page.observations.filter((one) => one.type === "unit");
    const costs = page.observations.filter((one) => one.type === "cost");
    const perItem = Math.round((ratePerHourMicros * estimatedMinutes) / 60);
    const estimates = units
      .filter(({ status }) => status === "answered")
      .map((unit): Observation => ({
        type: "cost",
        id: `item:${unit.ref}`,
        ref: unit.ref,
        amount: money(perItem, "USD"),
        final: true,
        what: "estimate",
      }));
    const refunds = units
      .filter(({ status }) => status === "failed")
      .map((unit): Observation => ({
        type: "cost",
        id: `refund:${unit.ref}`,
        ref: unit.ref,
        amount: money(-perItem, "USD"),
        final: true,
        what: "rejected",
      }));
    return { ...page, observations: mistake === "price-from-estimate" ? [...units, ...estimates] : [...units, ...costs, ...refunds] };
  };
