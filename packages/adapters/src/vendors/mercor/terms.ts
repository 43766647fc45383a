import { AdapterError, type EngagementRequest, type Money } from "@tranche/sdk";
import type { MercorJobOptions } from "./options.ts";
import { microsPerMinor } from "./rates.ts";

/** What experts are offered. */
export interface Terms {
  readonly currency: string;
  readonly minMinor: number;
  readonly maxMinor: number;
  readonly weeklyCapHours: number;
  readonly experts: number;
}

/** The terms of a job: its own options first, then the config's price. Throws `refused` where no rate is known or the rates contradict each other. */
export const termsOf = (options: MercorJobOptions, request: EngagementRequest): Terms => {
  const most = options.ratePerHour ?? request.price?.perHour;
  if (most === undefined)
    throw new AdapterError({
      kind: "refused",
      scope: "engagement",
      code: "no_rate",
      message: "no hourly rate is known: set price.perHour in the config or ratePerHour in the job's vendorOptions; nothing was sent",
    });
  const least = options.minRatePerHour ?? most;
  if (least.currency !== most.currency || least.micros > most.micros)
    throw new AdapterError({
      kind: "refused",
      scope: "engagement",
      code: "bad_options",
      message: "minRatePerHour must be in the currency of ratePerHour and not above it; nothing was sent",
    });
  const minor = (amount: Money): number => Math.floor(amount.micros / microsPerMinor(amount.currency));
  const hours = (request.expectedUnits * (options.minutesPerItem ?? request.price?.minutesPerItem ?? 5)) / 60;
  return {
    currency: most.currency,
    minMinor: minor(least),
    maxMinor: minor(most),
    weeklyCapHours: options.weeklyCapHours,
    experts: options.experts ?? Math.min(20, Math.max(1, Math.ceil(hours / options.weeklyCapHours))),
  };
};
