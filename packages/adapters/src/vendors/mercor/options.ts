import { type JsonObject, type Money, parseMoney } from "@tranche/sdk";
import { z } from "zod";

/** `vendors.<v>.options` of the config for the Mercor-style adapter. */
export interface MercorAdapterOptions {
  /** Units one request carries; default 100, at most 500. */
  readonly batch: number;
  /** The vendor's fee on top of the hourly rate, in percent, until its first invoice tells. Default 30. */
  readonly feePercent: number;
  /** How far behind the newest change seen each reading starts again, on the vendor's clock. Default 120. */
  readonly overlapSeconds: number;
  /** Entries a page; default 200, the most there is. */
  readonly pageSize: number;
  /** Minutes of one sitting at an item that are paid; time beyond is not. Default: all of it. */
  readonly paidMinutesPerItem?: number;
}

export const mercorAdapterOptions: z.ZodType<MercorAdapterOptions> = z.strictObject({
  batch: z.int().min(1).max(500).default(100),
  feePercent: z.number().min(0).max(300).default(30),
  overlapSeconds: z.int().min(0).max(86_400).default(120),
  pageSize: z.int().min(1).max(200).default(200),
  paidMinutesPerItem: z.number().positive().exactOptional(),
});

/** `vendorOptions.<vendor>` of the job. */
export interface MercorJobOptions {
  /** What experts read as the role; default `Annotator`. */
  readonly roleTitle: string;
  /** Domains, degrees, languages…: handed over as they are. */
  readonly requirements?: JsonObject;
  /** The most an expert is offered an hour, before the fee (`60 USD`). Default: the price of the config. */
  readonly ratePerHour?: Money;
  /** The least; default the same as the most. */
  readonly minRatePerHour?: Money;
  /** Hours a week an expert may log; default 20. */
  readonly weeklyCapHours: number;
  /** How many experts; default: as many as the expected work needs within a week, 1 to 20. */
  readonly experts?: number;
  /** Estimated for planning, never billed; default: what the config says. */
  readonly minutesPerItem?: number;
  /** The vendor's own reviewers an answer must pass; default 0. */
  readonly reviewersRequired: number;
}

const hourly: z.ZodType<Money> = z.string().transform((text, context) => {
  const found = parseMoney(text);
  if (found && found.micros > 0) return found;
  context.addIssue({ code: "custom", message: "expected an amount like 60 USD" });
  return z.NEVER;
});

export const mercorJobOptions: z.ZodType<MercorJobOptions> = z.strictObject({
  roleTitle: z.string().min(1).default("Annotator"),
  requirements: (z.record(z.string(), z.json()) as z.ZodType<JsonObject>).exactOptional(),
  ratePerHour: hourly.exactOptional(),
  minRatePerHour: hourly.exactOptional(),
  weeklyCapHours: z.number().positive().max(168).default(20),
  experts: z.int().min(1).max(1000).exactOptional(),
  minutesPerItem: z.number().positive().exactOptional(),
  reviewersRequired: z.int().min(0).max(5).default(0),
});
